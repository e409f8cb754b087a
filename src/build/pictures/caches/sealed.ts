/** Bytes with a hash after them, which shows whether a power cut has torn the file. */
import { sha256Text } from "../../hashes.ts";

/** Bytes of the SHA-256 at the end. */
const SEAL_BYTES = 16;

/** The bytes with a hash after them. */
export function sealed(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, sealOf(bytes)]);
}

/** A copy of the bytes of a sealed file; `undefined` if it is not whole. */
export function unsealed(file: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const end = file.length - SEAL_BYTES;
  if (end < 0) return undefined;
  const bytes = new Uint8Array(file.subarray(0, end));
  return Buffer.compare(sealOf(bytes), file.subarray(end)) === 0 ? bytes : undefined;
}

function sealOf(bytes: Uint8Array): Buffer {
  return Buffer.from(sha256Text(bytes), "hex").subarray(0, SEAL_BYTES);
}
