/** The orientation that a JPEG file records in its Exif metadata. */
import type { Orientation } from "./orientation.ts";

/** How the camera was held. Source: Exif 2.32 (CIPA DC-008), tag 0x0112. */
export interface Exif {
  orientation: Orientation;
  /** Changes the file's orientation to 1. */
  reset(): void;
}

const ORIENTATION = 0x0112;
const SHORT = 3;
const UPRIGHT: Exif = { orientation: 1, reset() {} };

/**
 * The orientation of a whole JPEG file.
 *
 * @returns undefined if the file is broken or contradicts itself
 */
export function readExifOrientation(file: Uint8Array): Exif | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let found: Exif | undefined;
  let at = 2;
  while (at + 4 <= file.length) {
    if (file[at] !== 0xff) return undefined;
    const marker = file[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda) return found ?? UPRIGHT;
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > file.length) return undefined;
    if (marker === 0xe1 && length >= 8 && isExif(file, at + 4)) {
      if (found) return undefined;
      found = readDirectory(new DataView(file.buffer, file.byteOffset + at + 10, end - at - 10));
      if (!found) return undefined;
    }
    at = end;
  }
  return undefined;
}

function isExif(file: Uint8Array, at: number): boolean {
  return [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, i) => file[at + i] === byte);
}

/** @param view the TIFF file in an Exif segment */
function readDirectory(view: DataView): Exif | undefined {
  if (view.byteLength < 8) return undefined;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  const start = view.getUint32(4, little);
  if (start + 2 > view.byteLength) return undefined;
  const entries = view.getUint16(start, little);
  if (start + 2 + 12 * entries > view.byteLength) return undefined;
  for (let i = 0; i < entries; i++) {
    const entry = start + 2 + 12 * i;
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 8, little);
    if (view.getUint16(entry + 2, little) !== SHORT || value < 1 || value > 8) return undefined;
    return {
      orientation: value as Orientation,
      reset: () => view.setUint16(entry + 8, 1, little),
    };
  }
  return UPRIGHT;
}
