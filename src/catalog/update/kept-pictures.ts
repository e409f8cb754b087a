/** What of an item a later build may take over from the catalog before it: pictures by fingerprint, and its place. */
import type { Catalog } from "../catalog.ts";
import { FINGERPRINT_BYTES, fingerprintsAt, sameFingerprint } from "../items/fingerprints.ts";

/**
 * For each of an item's pictures, the picture of the same item in the previous catalog that has the same fingerprint,
 * preferably the one in its own place; -1 if there is none.
 *
 * @param fingerprints of the pictures, 8 bytes each
 */
export function keptPictures(previous: Catalog, id: string, fingerprints: Uint8Array): number[] {
  const wanted = split(fingerprints);
  const place = previous.placeOf(id);
  const known = place ? split(place.segment.items.fingerprints(place.row)) : [];
  return wanted.map((fingerprint, i) => {
    const inPlace = known[i];
    if (inPlace && sameFingerprint(fingerprint, inPlace)) return i;
    return known.findIndex((other) => sameFingerprint(fingerprint, other));
  });
}

/**
 * Whether an item may stay in the segment that it is in: its pictures are the same in the same order, and so is its
 * text.
 *
 * @param kept as `keptPictures` gives it
 * @param textFingerprint of its text, if the catalog has a space made of texts
 */
export function staysInPlace(
  previous: Catalog,
  id: string,
  kept: readonly number[],
  textFingerprint: Uint8Array | undefined,
): boolean {
  const place = previous.placeOf(id);
  if (!place) return false;
  const { items } = place.segment;
  if (kept.length !== items.vectors.count(place.row)) return false;
  if (!kept.every((picture, p) => picture === p)) return false;
  if (!textFingerprint) return true;
  const known = items.textFingerprint(place.row);
  return known !== undefined && sameFingerprint(textFingerprint, known);
}

function split(fingerprints: Uint8Array): Uint8Array[] {
  const count = fingerprints.length / FINGERPRINT_BYTES;
  return Array.from({ length: count }, (_, i) => fingerprintsAt(fingerprints, i));
}
