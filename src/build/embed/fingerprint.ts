import { createHash } from "node:crypto";
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";

/** 32 bytes. */
export function sha256Of(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** By which a later build can tell whether a picture or text is the same: the first bytes of its SHA-256. */
export function fingerprintOf(sha256: Uint8Array): Uint8Array {
  return sha256.slice(0, FINGERPRINT_BYTES);
}
