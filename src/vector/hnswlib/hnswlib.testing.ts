/** Files that hnswlib has written, and what hnswlib itself says about them. */
import { readFileSync } from "node:fs";
import type { Metric } from "../codes/int8-code.ts";
import type { HnswlibIndex } from "./read-hnswlib.ts";

/** An index of fixtures/make_hnswlib.py, and what hnswlib itself says about it. */
export interface Golden {
  name: string;
  metric: Metric;
  dim: number;
  m: number;
  efConstruction: number;
  maxLevel: number;
  entry: number;
  labels: string[];
  deleted: number[];
  levels: number[];
  neighbours: number[][][];
  vectors: number[];
  queries: { vector: number[]; labels: string[]; distances: number[] }[];
}

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
export const goldens: Golden[] = JSON.parse(
  readFileSync(new URL("fixtures/hnswlib.json", import.meta.url), "utf8"),
);
export const fileOf = (name: string) => fixture(`hnswlib-${name}.bin`);

/** The rows linked from each row on each of its levels. */
export function allNeighbours(index: HnswlibIndex): number[][][] {
  return Array.from(index.levels, (top, row) =>
    Array.from({ length: top + 1 }, (_, level) => [...index.neighbours(row, level)]),
  );
}
