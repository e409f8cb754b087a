/** Tells what is wrong with the bytes of a file that is known by its length and its hash. */
import { sha256Hex } from "../../lib/hash.ts";

/**
 * @param expected.sha256 lower-case hex, or its first digits
 * @returns `undefined` if nothing is wrong
 */
export async function problemOfBytes(
  bytes: Uint8Array,
  expected: { bytes: number; sha256: string },
): Promise<string | undefined> {
  if (bytes.length !== expected.bytes) {
    return `expected ${expected.bytes} bytes, got ${bytes.length}`;
  }
  const sha256 = await sha256Hex(bytes);
  if (sha256.startsWith(expected.sha256)) return undefined;
  return `expected the SHA-256 ${expected.sha256}, got ${sha256}`;
}
