/** A decoded picture: row-major RGBA, 8 bits a channel, not premultiplied (canvas order). */
export interface RgbaImage {
  /** `width * height * 4` bytes. */
  data: Uint8Array | Uint8ClampedArray;
  /** Pixels, 1 or more. */
  width: number;
  /** Pixels, 1 or more. */
  height: number;
}
