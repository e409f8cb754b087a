/** SHA-256 of pictures, texts and cache keys, and the fingerprints that a catalog keeps of them. */
import { createHash } from "node:crypto";
import { FINGERPRINT_BYTES } from "../catalog/items/fingerprints.ts";

/** SHA-256 as 32 bytes. */
export function sha256Bytes(content: Uint8Array | string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(content).digest());
}

/** SHA-256 in lower-case hexadecimal digits. */
export function sha256Text(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The first bytes of a SHA-256, by which a later build can tell whether a picture or text is the same. */
export function fingerprintOf(sha256: Uint8Array): Uint8Array {
  return sha256.slice(0, FINGERPRINT_BYTES);
}
