import type { RgbaImage } from "../../encoder/image.ts";

/** What is known of a picture once it has been decoded. */
export interface PictureFacts {
  /** Pixels, upright. */
  width: number;
  height: number;
  /** The largest standard deviation of a colour channel, 0 to 127.5; 0 for a picture of one colour. */
  spread: number;
  /** dHash, 64 bits: the first four rows in `hash[0]`. */
  hash: readonly [number, number];
}

/** Cells of the dHash, and samples of a cell along an edge at most. */
const COLUMNS = 9;
const ROWS = 8;
const SAMPLES = 16;

/**
 * Looks at a grid of pixels, on white where they are transparent. The dHash is that of Neal Krawetz ("Kind
 * of Like That", 2013): whether each of 9 x 8 cells is brighter than its right neighbour. Pictures that differ
 * in size, compression or slightly in colour have the same bits but for a few.
 */
export function factsOf(image: RgbaImage): PictureFacts {
  const { width, height } = image;
  const xs = samplesOf(width, COLUMNS);
  const ys = samplesOf(height, ROWS);
  const luma = new Float64Array(COLUMNS * ROWS);
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  for (const [row, ysOfRow] of ys.entries()) {
    for (const [column, xsOfColumn] of xs.entries()) {
      let sum = 0;
      for (const y of ysOfRow) {
        for (const x of xsOfColumn) {
          const at = (y * width + x) * 4;
          const alpha = image.data[at + 3]! / 255;
          const white = 255 * (1 - alpha);
          for (let c = 0; c < 3; c++) {
            const value = image.data[at + c]! * alpha + white;
            sums[c]! += value;
            squares[c]! += value * value;
            sum += value * LUMA[c]!;
          }
        }
      }
      luma[row * COLUMNS + column] = sum / (ysOfRow.length * xsOfColumn.length);
    }
  }
  const count = xs.flat().length * ys.flat().length;
  const spreads = sums.map((sum, c) => squares[c]! / count - (sum / count) ** 2);
  return { width, height, spread: Math.sqrt(Math.max(0, ...spreads)), hash: hashOf(luma) };
}

/** ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;
/** Brighter by less is noise, as compression leaves it on plain backgrounds. */
const NOISE = 1;

function hashOf(luma: Float64Array): [number, number] {
  const hash: [number, number] = [0, 0];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS - 1; column++) {
      const at = row * COLUMNS + column;
      if (luma[at]! - luma[at + 1]! <= NOISE) continue;
      const bit = row * (COLUMNS - 1) + column;
      hash[bit >> 5]! |= 1 << (bit & 31);
    }
  }
  return [hash[0] >>> 0, hash[1] >>> 0];
}

/** For each cell of an edge, the pixels that stand for it. */
function samplesOf(length: number, cells: number): number[][] {
  return Array.from({ length: cells }, (_, cell) => {
    const from = (cell * length) / cells;
    const size = length / cells;
    const count = Math.min(SAMPLES, Math.max(1, Math.round(size)));
    return Array.from({ length: count }, (_, i) =>
      Math.min(length - 1, Math.floor(from + ((i + 0.5) * size) / count)),
    );
  });
}
