import { VisualSearchError } from "../errors.ts";
import { type Calibration, readCalibration, writeCalibration } from "./calibration.ts";
import {
  type CodedRows,
  type CodeParams,
  MAX_DIM,
  type Metric,
  ROW_FLOATS,
  strideOf,
} from "./code.ts";
import {
  bytesOf,
  type Container,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "./container.ts";
import { type Graph, readGraph, writeUpper } from "./graph.ts";

/** Section types of an index; FORMAT.md describes them. */
export const Section = {
  mean: 1,
  codes: 2,
  rows: 3,
  signs: 4,
  graphOffsets: 5,
  graphNeighbours: 6,
  graphUpper: 7,
  calibration: 8,
  residuals: 9,
} as const;

/** Byte offsets among the header's parameters. */
const AT = { dim: 0, stride: 4, metric: 8, seed: 12 };
const METRIC_CODES: Record<Metric, number> = { cosine: 1, ip: 2 };

export function isMetric(name: unknown): name is Metric {
  return typeof name === "string" && Object.hasOwn(METRIC_CODES, name);
}

/** Bytes of the sign bits of a row, a multiple of 16. */
export function signBytesOf(dim: number): number {
  return Math.ceil(dim / 128) * 16;
}

export interface IndexParts {
  coded: CodedRows;
  signs?: Uint8Array | undefined;
  graph?: Graph | undefined;
  calibration?: Calibration | undefined;
}

export function writeIndex({
  coded,
  signs,
  graph,
  calibration,
}: IndexParts): Uint8Array<ArrayBuffer> {
  const { params, codes, rows, residuals } = coded;
  const header = new DataView(new ArrayBuffer(28));
  header.setUint32(AT.dim, params.dim, true);
  header.setUint32(AT.stride, strideOf(params.dim), true);
  header.setUint8(AT.metric, METRIC_CODES[params.metric]);
  header.setUint32(AT.seed, params.seed, true);
  const sections: { type: number; bytes: Uint8Array }[] = [
    { type: Section.mean, bytes: bytesOf(params.mean) },
    { type: Section.codes, bytes: bytesOf(codes) },
    { type: Section.rows, bytes: bytesOf(rows) },
  ];
  const add = (type: number, bytes: Uint8Array) => sections.push({ type, bytes });
  if (signs) add(Section.signs, signs);
  if (graph) {
    add(Section.graphOffsets, bytesOf(graph.offsets));
    add(Section.graphNeighbours, bytesOf(graph.neighbours));
    add(Section.graphUpper, writeUpper(graph));
  }
  if (calibration) add(Section.calibration, writeCalibration(calibration));
  if (residuals) add(Section.residuals, bytesOf(residuals));
  return writeContainer({
    kind: SegmentKind.index,
    count: rows.length / ROW_FLOATS,
    params: bytesOf(header),
    sections,
  });
}

/** An index file whose form has been checked, but neither its checksum nor the numbers in its sections. */
export interface IndexHeader {
  count: number;
  dim: number;
  metric: Metric;
  seed: number;
  stride: number;
  container: Container;
}

/** @throws VisualSearchError `index-invalid` or `index-unsupported` */
export function readIndexHeader(file: Uint8Array): IndexHeader {
  const container = readContainer(file, SegmentKind.index);
  const { count, params } = container;
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
  return { count, dim, metric, seed: params.getUint32(AT.seed, true), stride, container };
}

/** Addresses of an index's parts within its file, and those that are kept as arrays. */
export interface IndexLayout {
  codes: number;
  rows: number;
  signs: number | undefined;
  residuals: number | undefined;
  params: CodeParams;
  graph: Graph | undefined;
  calibration: Calibration | undefined;
}

/**
 * Checks every number of an index whose file stands at address 0 of `buffer`.
 *
 * @throws VisualSearchError `index-invalid`
 */
export function readIndexParts(
  header: IndexHeader,
  file: Uint8Array,
  buffer: ArrayBuffer,
): IndexLayout {
  const { container, count, dim, metric, seed, stride } = header;
  const at = (bytes: Uint8Array) => bytes.byteOffset - file.byteOffset;
  const section = (type: number, name: string, byteLength?: number) =>
    requireSection(container, type, name, byteLength);
  const optional = (type: number, name: string, byteLength?: number) =>
    container.sections.has(type) ? section(type, name, byteLength) : undefined;
  // Sections begin at multiples of 64 of the file, and so of the buffer.
  const words = (bytes: Uint8Array) => new Uint32Array(buffer, at(bytes), bytes.length >> 2);
  const floats = (bytes: Uint8Array) => new Float32Array(buffer, at(bytes), bytes.length >> 2);

  const mean = floats(section(Section.mean, "mean", dim * 4)).slice();
  const codes = section(Section.codes, "codes", count * stride);
  const rows = section(Section.rows, "rows", count * ROW_FLOATS * 4);
  if (!mean.every(Number.isFinite) || !floats(rows).every(Number.isFinite)) {
    throw new VisualSearchError(
      "index-invalid",
      "Expected finite numbers in the mean and the rows. Build the index again.",
    );
  }
  const signs = optional(Section.signs, "sign bits", count * signBytesOf(dim));
  const residuals = optional(Section.residuals, "residual codes", count * stride);
  const offsets = optional(Section.graphOffsets, "graph offsets", (count + 1) * 4);
  const graph =
    offsets &&
    readGraph(
      count,
      words(offsets),
      words(section(Section.graphNeighbours, "graph neighbours")),
      words(section(Section.graphUpper, "graph levels")),
    );
  const calibration = optional(Section.calibration, "calibration");
  return {
    codes: at(codes),
    rows: at(rows),
    signs: signs && at(signs),
    residuals: residuals && at(residuals),
    params: { dim, metric, seed, mean },
    graph,
    calibration: calibration && readCalibration(floats(calibration)),
  };
}
