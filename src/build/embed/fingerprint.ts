/** Hashes that pictures and texts are recognised by. */
import { createHash } from "node:crypto";
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";

/** SHA-256, 32 bytes. */
export function sha256Of(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** The first bytes of a SHA-256, by which a later build can tell whether a picture or text is the same. */
export function fingerprintOf(sha256: Uint8Array): Uint8Array {
  return sha256.slice(0, FINGERPRINT_BYTES);
}
