/** Finds which part of the canvas a drawing covers. */
import sharp from "sharp";

/** A box in the units of its surroundings: left, top, width, height. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** What a drawing of 400 by 400 units covers. */
export interface Cutout {
  readonly box: Box;
  covers(x: number, y: number): boolean;
}

const UNITS = 400;
const SIDE = 200;
const STEP = UNITS / SIDE;
/** Alpha from which a pixel belongs to the product and not to its shadow. */
const SOLID = 150;

/** Cuts a drawing out of its canvas. Filters are left out because they do not change the outline. */
export async function cutout(markup: string): Promise<Cutout> {
  const bare = markup.replace(/ filter="[^"]*"/g, "");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 ${UNITS} ${UNITS}">${bare}</svg>`;
  const alpha = await sharp(Buffer.from(svg)).ensureAlpha().extractChannel(3).raw().toBuffer();
  let [left, top, right, bottom] = [SIDE, SIDE, -1, -1];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (alpha[y * SIDE + x]! < SOLID) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (right < 0) throw new RangeError("Expected a drawing, got an empty canvas.");
  return {
    box: [left * STEP, top * STEP, (right - left + 1) * STEP, (bottom - top + 1) * STEP],
    covers: (x, y) => {
      const column = Math.floor(x / STEP);
      const row = Math.floor(y / STEP);
      const inside = column >= 0 && row >= 0 && column < SIDE && row < SIDE;
      return inside && alpha[row * SIDE + column]! >= SOLID;
    },
  };
}
