import { messageOf, VisualSearchError } from "../errors.ts";

/** True for the error with which the platform reports an abort. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * The body of a file, read as it arrives and never further than `maxBytes`.
 *
 * @throws VisualSearchError `network`, with the HTTP status or the platform's message;
 *   `integrity` where the body is longer than `maxBytes`; or the signal's reason
 */
export async function fetchBytes(
  url: string,
  options: {
    maxBytes: number;
    signal?: AbortSignal | undefined;
    cache?: RequestCache;
    /** Called with the number of bytes of each piece. */
    onBytes?: (count: number) => void;
  },
): Promise<Uint8Array> {
  const { maxBytes, signal, cache = "default", onBytes } = options;
  try {
    // Public files: no cookies leave the page.
    const response = await fetch(url, { signal: signal ?? null, cache, credentials: "omit" });
    if (!response.ok) {
      throw new VisualSearchError(
        "network",
        `Expected the file ${url}, got HTTP status ${response.status}. Check that it is deployed.`,
      );
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    const reader = response.body?.getReader();
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > maxBytes) {
        await reader.cancel();
        throw new VisualSearchError(
          "integrity",
          `Expected at most ${maxBytes} bytes from ${url}, got more. ` +
            "Deploy the files that belong together.",
        );
      }
      chunks.push(value);
      onBytes?.(value.length);
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  } catch (error) {
    if (error instanceof VisualSearchError) throw error;
    signal?.throwIfAborted();
    throw new VisualSearchError(
      "network",
      `Could not fetch ${url}: ${messageOf(error)}. Check the connection and the URL.`,
      { cause: error },
    );
  }
}
