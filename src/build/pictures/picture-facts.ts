/** What a picture looks like in a few bytes: size, spread of colours, and a hash for near-duplicates. */
import type { RgbaImage } from "../../encoder/rgba-image.ts";

/** Cells that sum up a picture: 9 columns, as each is compared with its right neighbour. */
const COLUMNS = 9;
const ROWS = 8;
/** Red, green and blue of each cell. */
export const CELL_BYTES = COLUMNS * ROWS * 3;
/** The most samples of a cell along an edge. */
const SAMPLES = 8;

/** What is known of a picture once it has been decoded. */
export interface PictureFacts {
  /** Pixels, upright. */
  width: number;
  height: number;
  /** The largest standard deviation of a colour channel, 0 to 127.5; 0 for a picture of one colour. */
  spread: number;
  /** Mean colours of 9 x 8 cells, row by row: red, green and blue, 0 to 255. */
  cells: Uint8Array;
}

/** The facts of a picture by a grid of its pixels, with white behind transparent ones. */
export function factsOf(image: RgbaImage): PictureFacts {
  const { width, height } = image;
  const xs = samplesOf(width, COLUMNS);
  const ys = samplesOf(height, ROWS);
  const cells = new Uint8Array(CELL_BYTES);
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  for (const [row, ysOfRow] of ys.entries()) {
    for (const [column, xsOfColumn] of xs.entries()) {
      const cell = [0, 0, 0];
      for (const y of ysOfRow) {
        for (const x of xsOfColumn) {
          const at = (y * width + x) * 4;
          const alpha = image.data[at + 3]! / 255;
          const white = 255 * (1 - alpha);
          for (let c = 0; c < 3; c++) {
            const value = image.data[at + c]! * alpha + white;
            cell[c]! += value;
            squares[c]! += value * value;
          }
        }
      }
      for (let c = 0; c < 3; c++) {
        sums[c]! += cell[c]!;
        const mean = cell[c]! / (ysOfRow.length * xsOfColumn.length);
        cells[(row * COLUMNS + column) * 3 + c] = Math.round(mean);
      }
    }
  }
  const count = xs.flat().length * ys.flat().length;
  const spreads = sums.map((sum, c) => squares[c]! / count - (sum / count) ** 2);
  return { width, height, spread: Math.sqrt(Math.max(0, ...spreads)), cells };
}

/** ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;
/** A smaller difference of brightness is noise, as compression leaves on plain backgrounds. */
const NOISE = 1;

/**
 * The dHash of Neal Krawetz ("Kind of Like That", 2013) as two uint32: whether a cell is brighter than its
 * right neighbour, the first four rows in the first. Pictures that differ in size, compression or slightly in
 * colour differ in a few bits.
 */
export function hashOf({ cells }: Pick<PictureFacts, "cells">): [number, number] {
  const hash: [number, number] = [0, 0];
  const luma = (cell: number) =>
    LUMA.reduce((sum, weight, c) => sum + weight * cells[cell * 3 + c]!, 0);
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS - 1; column++) {
      const cell = row * COLUMNS + column;
      if (luma(cell) - luma(cell + 1) <= NOISE) continue;
      const bit = row * (COLUMNS - 1) + column;
      hash[bit >> 5]! |= 1 << (bit & 31);
    }
  }
  return [hash[0] >>> 0, hash[1] >>> 0];
}

/** For each cell of an edge, the pixels that are sampled. */
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
