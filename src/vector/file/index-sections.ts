/** What an index file consists of: its sections, and the settings in its header. FORMAT.md describes every byte. */
import { VisualSearchError } from "../../lib/errors.ts";
import { type CodeParams, MAX_DIM, type Metric, strideOf } from "../codes/int8-code.ts";
import { bytesOf, type Container, SegmentKind, writeContainer } from "./container.ts";

/** Section types of an index. */
export const Section = {
  mean: 1,
  codes: 2,
  rows: 3,
  signs: 4,
  graphDegrees: 5,
  graphNeighbours: 6,
  graphUpper: 7,
  calibration: 8,
  residuals: 9,
  residualBits: 10,
} as const;

export type Sections = { type: number; bytes: Uint8Array }[];

/** Byte offsets among the header's parameters. */
const AT = { dim: 0, stride: 4, metric: 8, seed: 12 };
const PARAMS_BYTES = 28;
const METRIC_CODES: Record<Metric, number> = { cosine: 1, ip: 2 };

export function isMetric(name: unknown): name is Metric {
  return typeof name === "string" && Object.hasOwn(METRIC_CODES, name);
}

/** What the headers of all files of one index say alike. */
export interface IndexSettings {
  count: number;
  dim: number;
  metric: Metric;
  seed: number;
  stride: number;
}

export function writeSections(
  { dim, metric, seed }: CodeParams,
  count: number,
  sections: Sections,
): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(PARAMS_BYTES));
  header.setUint32(AT.dim, dim, true);
  header.setUint32(AT.stride, strideOf(dim), true);
  header.setUint8(AT.metric, METRIC_CODES[metric]);
  header.setUint32(AT.seed, seed, true);
  return writeContainer({ kind: SegmentKind.index, count, params: bytesOf(header), sections });
}

/** @throws VisualSearchError `index-invalid` */
export function readSettings({ count, params }: Container): IndexSettings {
  const dim = params.getUint32(AT.dim, true);
  const stride = params.getUint32(AT.stride, true);
  const metricCode = params.getUint8(AT.metric);
  const metric = (Object.keys(METRIC_CODES) as Metric[]).find(
    (name) => METRIC_CODES[name] === metricCode,
  );
  if (dim < 1 || dim > MAX_DIM || stride !== strideOf(dim) || !metric) {
    throw new VisualSearchError(
      "index-invalid",
      `Expected an index header with a dim of 1 to ${MAX_DIM}, its stride and a metric, got dim ${dim}, ` +
        `stride ${stride}, metric ${metricCode}. Build the index again.`,
    );
  }
  return { count, dim, metric, seed: params.getUint32(AT.seed, true), stride };
}
