/** Fingerprints of pictures and texts, by which a later build tells whether it must embed them again. */

/** Bytes of a fingerprint: the first of the SHA-256 of a picture's file, or of a text in UTF-8. All zero is unknown. */
export const FINGERPRINT_BYTES = 8;

/** The fingerprints of `count` pictures or texts after one another, as views of them all. */
export function fingerprintsAt(all: Uint8Array, start: number, count = 1): Uint8Array {
  return all.subarray(start * FINGERPRINT_BYTES, (start + count) * FINGERPRINT_BYTES);
}

/** Whether two fingerprints are known and the same. */
export function sameFingerprint(one: Uint8Array, other: Uint8Array): boolean {
  return one.some((byte) => byte !== 0) && one.every((byte, i) => byte === other[i]);
}
