import { createHash } from "node:crypto";
import { FINGERPRINT_BYTES } from "../catalog/items.ts";

/** By which a later build can tell whether a picture is the same: the first bytes of its SHA-256. */
export function fingerprintOf(file: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(file).digest().subarray(0, FINGERPRINT_BYTES));
}
