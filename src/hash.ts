import { VisualSearchError } from "./errors.ts";

/**
 * SHA-256 of the bytes, lower-case hex.
 *
 * @throws VisualSearchError `insecure-context` where the platform offers no cryptography
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // Undefined in a page that is neither https nor localhost, whatever the types say.
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    throw new VisualSearchError(
      "insecure-context",
      "Expected a secure context, for checksums need its cryptography. Serve the page over https or " +
        "from localhost.",
    );
  }
  const digest = await subtle.digest("SHA-256", bytes as BufferSource);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
