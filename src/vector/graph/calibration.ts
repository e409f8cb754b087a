/** Measures the recall of a graph by ef, so that a search can be asked for a recall. */
import { VisualSearchError } from "../../lib/errors.ts";
import { mulberry32 } from "../../lib/random.ts";
import { bytesOf } from "../file/container.ts";

/** Recall@10 of the graph, against the exact search over the same codes, by ef. */
export type Calibration = readonly { ef: number; recall: number }[];

const CALIBRATION_K = 10;
const EFS = [16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768];
const QUERIES = 200;
/** Recall from which larger efs are not tried. */
const ENOUGH = 0.9995;

/** What calibration needs of an index. */
export interface Calibrated {
  readonly size: number;
  vector(row: number): Float32Array;
  exactIds(query: Float32Array, k: number): Uint32Array;
  graphIds(query: Float32Array, k: number, ef: number): Uint32Array;
}

/**
 * Measures recall with queries like new vectors of the same kind: as far from a row as one of its neighbours, on the
 * other side. Queries between rows would be too easy, and rows themselves even more so.
 */
export function calibrate(index: Calibrated, seed: number): Calibration {
  const random = mulberry32(seed);
  const count = Math.min(QUERIES, index.size);
  const queries = Array.from({ length: count }, () => {
    const row = random() % index.size;
    const vector = index.vector(row);
    const near = index.exactIds(vector, 1 + CALIBRATION_K);
    const other = index.vector(near[1 + (random() % Math.max(1, near.length - 1))] ?? row);
    return vector.map((value, d) => 2 * value - other[d]!);
  });
  const truths = queries.map((query) => new Set(index.exactIds(query, CALIBRATION_K)));
  const wanted = truths.reduce((sum, truth) => sum + truth.size, 0);
  const result: { ef: number; recall: number }[] = [];
  for (const ef of EFS) {
    let found = 0;
    queries.forEach((query, q) => {
      for (const row of index.graphIds(query, CALIBRATION_K, ef)) if (truths[q]!.has(row)) found++;
    });
    const recall = wanted === 0 ? 1 : found / wanted;
    result.push({ ef, recall });
    if (recall >= ENOUGH) break;
  }
  return result;
}

/** The least ef that reached the recall, or the largest that was tried. */
export function efFor(calibration: Calibration, recall: number): number {
  return calibration.find((step) => step.recall >= recall)?.ef ?? calibration.at(-1)!.ef;
}

export function writeCalibration(calibration: Calibration): Uint8Array {
  return bytesOf(Float32Array.from(calibration.flatMap(({ ef, recall }) => [ef, recall])));
}

/** @throws VisualSearchError `index-invalid` */
export function readCalibration(numbers: Float32Array): Calibration {
  const steps = Array.from({ length: numbers.length / 2 }, (_, i) => ({
    ef: numbers[2 * i]!,
    recall: numbers[2 * i + 1]!,
  }));
  const sound = steps.every(
    ({ ef, recall }) =>
      Number.isInteger(ef) && ef >= 1 && ef <= 10_000 && recall >= 0 && recall <= 1,
  );
  if (!sound || steps.length === 0 || numbers.length % 2 !== 0 || steps.length > EFS.length) {
    throw new VisualSearchError(
      "index-invalid",
      "Expected the recall of the graph by ef, got other numbers. Build the index again.",
    );
  }
  return steps;
}
