/** SHA-256 of files, as a whole and in pieces. */
import { VisualSearchError } from "./errors.ts";

/** Length of the pieces of a long file that have hashes of their own. The last one may be shorter. */
export const CHUNK_BYTES = 4 * 2 ** 20;

/**
 * SHA-256 (lower-case hex) of each piece of a file, so that it can be verified as it arrives. Absent for files of one
 * piece.
 *
 * @throws VisualSearchError `insecure-context` if the platform offers no cryptography
 */
export async function hashChunks(bytes: Uint8Array): Promise<{ chunks?: string[] }> {
  if (bytes.length <= CHUNK_BYTES) return {};
  const chunks: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    chunks.push(await sha256Hex(bytes.subarray(start, start + CHUNK_BYTES)));
  }
  return { chunks };
}

/**
 * SHA-256 of the bytes, lower-case hex.
 *
 * @throws VisualSearchError `insecure-context` if the platform offers no cryptography
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // The types do not say so, but it is undefined in a page that is neither https nor localhost.
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    throw new VisualSearchError(
      "insecure-context",
      "Expected a secure context, because checksums need its cryptography, got an insecure one. Serve the page over " +
        "https or from localhost.",
    );
  }
  const digest = await subtle.digest("SHA-256", bytes as BufferSource);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
