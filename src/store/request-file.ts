/** Requests for a file or a part of it, and what servers may answer. */
import { messageOf, VisualSearchError } from "../lib/errors.ts";

/** Part of a file: `start` inclusive, `end` exclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface FileRequest {
  signal: AbortSignal;
  cache: RequestCache;
  /** Absent for the whole file, which servers may compress and caches may keep. */
  range?: ByteRange | undefined;
  /** Length of the whole file. */
  bytes: number;
}

export type FileResponse =
  /** A body that begins at this byte of the file; `end` is where it should end. */
  | { kind: "body"; body: ReadableStream<Uint8Array> | null; start: number; end: number }
  /** The server does not answer ranges of this file as it should; it may be asked for the whole. */
  | { kind: "no-ranges" }
  | { kind: "status"; status: number };

/**
 * Asks for a file or a part of it. Rejects as `fetch` does.
 *
 * A file that has changed on the server since is not detected here: what arrives is checked against hashes, which also
 * works if a server sends no ETag or hides it from other origins.
 */
export async function requestFile(url: string, request: FileRequest): Promise<FileResponse> {
  const { signal, cache, range, bytes } = request;
  const response = await fetch(url, {
    signal,
    cache,
    // Public files: no cookies leave the page.
    credentials: "omit",
    ...(range && { headers: { Range: `bytes=${range.start}-${range.end - 1}` } }),
  });
  const refuse = async (answer: FileResponse) => {
    await response.body?.cancel();
    return answer;
  };
  const { status, headers, body } = response;
  if (status === 200) return { kind: "body", body, start: 0, end: bytes };
  if (status === 416 && range) return refuse({ kind: "no-ranges" });
  if (status !== 206) return refuse({ kind: "status", status });
  if (!range) return refuse({ kind: "status", status });
  // A range of compressed bytes is not a range of the file.
  if ((headers.get("Content-Encoding") ?? "identity") !== "identity") {
    return refuse({ kind: "no-ranges" });
  }
  const contentRange = headers.get("Content-Range");
  // Servers of other origins may hide it; the hashes tell whether the bytes are right.
  if (contentRange === null) return { kind: "body", body, ...range };
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(contentRange) ?? [];
  const end = Number(last) + 1;
  const fits = Number(first) === range.start && end > range.start && end <= range.end;
  if (!fits || (total !== "*" && Number(total) !== bytes)) return refuse({ kind: "no-ranges" });
  return { kind: "body", body, start: range.start, end };
}

/** @returns the failure of a fetch that was not aborted, as `network` */
export function networkError(url: string, error: unknown): VisualSearchError {
  if (error instanceof VisualSearchError) return error;
  return new VisualSearchError(
    "network",
    `Expected the file ${url}, but it could not be fetched: ${messageOf(error)}. Check the connection and the URL.`,
    { cause: error },
  );
}

export function statusError(url: string, status: number): VisualSearchError {
  return new VisualSearchError(
    "network",
    `Expected the file ${url}, got HTTP status ${status}. Check that it is deployed.`,
  );
}

/**
 * The body of a small file, read as it arrives, and never more than `maxBytes` of it.
 *
 * @throws VisualSearchError `network`, with the HTTP status or the platform's message;
 *   `integrity` if the body is longer than `maxBytes`; or the signal's reason
 */
export async function fetchBytes(
  url: string,
  options: { maxBytes: number; signal: AbortSignal; cache: RequestCache },
): Promise<Uint8Array> {
  const { maxBytes, signal, cache } = options;
  try {
    const response = await requestFile(url, { signal, cache, bytes: maxBytes });
    if (response.kind !== "body") {
      throw statusError(url, response.kind === "status" ? response.status : 416);
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
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(url, error);
  }
}
