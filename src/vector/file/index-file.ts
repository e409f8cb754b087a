import { VisualSearchError } from "../../lib/errors.ts";
import {
  type CodedRows,
  type CodeParams,
  MAX_DIM,
  type Metric,
  ROW_FLOATS,
  strideOf,
} from "../codes/int8-code.ts";
import { type Calibration, readCalibration, writeCalibration } from "../graph/calibration.ts";
import { type Graph, readGraph, writeDegrees, writeUpper } from "../graph/graph.ts";
import type { Kernel } from "../kernel/kernel.ts";
import {
  bytesOf,
  type Container,
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "./container.ts";

/** Section types of an index; FORMAT.md describes them. */
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
  /** Takes the place of `coded.residuals`. */
  residualBits?: Uint8Array | undefined;
  graph?: Graph | undefined;
  calibration?: Calibration | undefined;
}

type Sections = { type: number; bytes: Uint8Array }[];

export function writeIndex({
  coded,
  signs,
  residualBits,
  graph,
  calibration,
}: IndexParts): Uint8Array<ArrayBuffer> {
  const { params, codes, rows, residuals } = coded;
  const sections: Sections = [
    { type: Section.mean, bytes: bytesOf(params.mean) },
    { type: Section.codes, bytes: bytesOf(codes) },
    { type: Section.rows, bytes: bytesOf(rows) },
  ];
  const add = (type: number, bytes: Uint8Array) => sections.push({ type, bytes });
  if (signs) add(Section.signs, signs);
  if (graph) {
    add(Section.graphDegrees, writeDegrees(graph));
    add(Section.graphNeighbours, bytesOf(graph.neighbours));
    add(Section.graphUpper, writeUpper(graph));
  }
  if (calibration) add(Section.calibration, writeCalibration(calibration));
  if (residualBits) add(Section.residualBits, residualBits);
  else if (residuals) add(Section.residuals, bytesOf(residuals));
  return writeSections(params, rows.length / ROW_FLOATS, sections);
}

/** The file of an index that has sign bits alone. */
export function writeSketch(
  params: CodeParams,
  rows: Float32Array,
  signs: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return writeSections(params, rows.length / ROW_FLOATS, [
    { type: Section.mean, bytes: bytesOf(params.mean) },
    { type: Section.rows, bytes: bytesOf(rows) },
    { type: Section.signs, bytes: signs },
  ]);
}

function writeSections(
  { dim, metric, seed }: CodeParams,
  count: number,
  sections: Sections,
): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(28));
  header.setUint32(AT.dim, dim, true);
  header.setUint32(AT.stride, strideOf(dim), true);
  header.setUint8(AT.metric, METRIC_CODES[metric]);
  header.setUint32(AT.seed, seed, true);
  return writeContainer({ kind: SegmentKind.index, count, params: bytesOf(header), sections });
}

/** What all files of an index say alike. */
interface IndexSettings {
  count: number;
  dim: number;
  metric: Metric;
  seed: number;
  stride: number;
}

/** Bytes of sections by type. */
type SectionRanges = ReadonlyMap<number, { offset: number; length: number }>;

/** Index files whose form has been checked, but neither their checksums nor the numbers in their sections. */
export interface IndexHeader {
  settings: IndexSettings;
  /** For each file, where its sections stand in it. */
  files: readonly SectionRanges[];
  /** Whether one of the files has the section. */
  has(type: number): boolean;
}

/**
 * @param opened of the files that these belong to, if any were opened before them
 * @throws VisualSearchError `index-invalid` or `index-unsupported`
 */
export function readIndexHeader(files: readonly Uint8Array[], opened?: IndexHeader): IndexHeader {
  const added = files.map((file) => readContainer(file, SegmentKind.index));
  const all = added.map(readSettings);
  if (opened) all.unshift(opened.settings);
  const [settings, ...others] = all;
  if (!settings) {
    throw new VisualSearchError("invalid-argument", "Expected one or more files of an index.");
  }
  const ranges = [...(opened?.files ?? []), ...added.map(sectionRanges)];
  const same = others.every((other) => JSON.stringify(other) === JSON.stringify(settings));
  const types = ranges.flatMap((sections) => [...sections.keys()]);
  if (!same || new Set(types).size !== types.length) {
    throw new VisualSearchError(
      "index-invalid",
      "Expected files of one index, with the same header and sections of their own, got files that do " +
        "not belong together. Fetch them again, or build the index again.",
    );
  }
  const rowBytes = ranges.find((sections) => sections.has(Section.rows))?.get(Section.rows)?.length;
  // Before memory is made for as many rows.
  if (rowBytes !== settings.count * ROW_FLOATS * 4) {
    throw new VisualSearchError(
      "index-invalid",
      `Expected ${ROW_FLOATS * 4} bytes for each of ${settings.count} rows, got ${rowBytes ?? 0} in all. ` +
        "Build the index again.",
    );
  }
  return { settings, files: ranges, has: (type) => types.includes(type) };
}

/** Numbers, which outlast the file's own buffer. */
function sectionRanges({ sections, start = 0 }: Container): SectionRanges {
  return new Map(
    [...sections].map(([type, { byteOffset, length }]) => [
      type,
      { offset: byteOffset - start, length },
    ]),
  );
}

function readSettings({ count, params }: Container): IndexSettings {
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

/** Addresses of an index's parts in memory, and those that are kept as arrays. */
export interface IndexLayout {
  /** Absent as long as there are sign bits alone. */
  codes: number | undefined;
  rows: number;
  signs: number | undefined;
  residuals: number | undefined;
  residualBits: number | undefined;
  params: CodeParams;
  graph: Graph | undefined;
  calibration: Calibration | undefined;
}

/**
 * Checks every number of an index.
 *
 * @param addresses where each of its files stands in `buffer`, the kernel's memory; multiples of 64
 * @param graphOffsets room for `count + 1` uint32 there, if it has a graph
 * @throws VisualSearchError `index-invalid`
 */
export function readIndexParts(
  header: IndexHeader,
  addresses: readonly number[],
  graphOffsets: number,
  kernel: Kernel,
  buffer: ArrayBuffer,
): IndexLayout {
  const { count, dim, metric, seed, stride } = header.settings;
  // The sections of all files, as they stand in memory.
  const inMemory = {
    sections: new Map(
      header.files.flatMap((ranges, file) =>
        [...ranges].map(([type, { offset, length }]): [number, Uint8Array] => [
          type,
          new Uint8Array(buffer, addresses[file]! + offset, length),
        ]),
      ),
    ),
  };
  const section = (type: number, name: string, byteLength?: number) =>
    requireSection(inMemory, type, name, byteLength);
  const optional = (type: number, name: string, byteLength?: number) =>
    header.has(type) ? section(type, name, byteLength) : undefined;
  const words = (bytes: Uint8Array) => new Uint32Array(buffer, bytes.byteOffset, bytes.length >> 2);
  const floats = (bytes: Uint8Array) =>
    new Float32Array(buffer, bytes.byteOffset, bytes.length >> 2);

  const mean = section(Section.mean, "mean", dim * 4);
  const signs = optional(Section.signs, "sign bits", count * signBytesOf(dim));
  // Without codes, sign bits must do, which tell directions alone.
  const sketch = signs !== undefined && metric === "cosine" && !header.has(Section.codes);
  const codes = sketch ? undefined : section(Section.codes, "codes", count * stride);
  const rows = section(Section.rows, "rows");
  if (
    !kernel.allFinite(mean.byteOffset, dim) ||
    !kernel.allFinite(rows.byteOffset, count * ROW_FLOATS)
  ) {
    throw new VisualSearchError(
      "index-invalid",
      "Expected finite numbers in the mean and the rows. Build the index again.",
    );
  }
  const residuals = optional(Section.residuals, "residual codes", count * stride);
  const bitBytes = count * signBytesOf(dim);
  const residualBits = optional(Section.residualBits, "residual bits", bitBytes);
  const degrees = optional(Section.graphDegrees, "graph degrees", count * 2);
  const graph =
    degrees &&
    readGraph(
      kernel,
      new Uint16Array(buffer, degrees.byteOffset, count),
      new Uint32Array(buffer, graphOffsets, count + 1),
      words(section(Section.graphNeighbours, "graph neighbours")),
      words(section(Section.graphUpper, "graph levels")),
    );
  const calibration = optional(Section.calibration, "calibration");
  return {
    codes: codes?.byteOffset,
    rows: rows.byteOffset,
    signs: signs?.byteOffset,
    residuals: residuals?.byteOffset,
    residualBits: residualBits?.byteOffset,
    params: { dim, metric, seed, mean: floats(mean).slice() },
    graph,
    calibration: calibration && readCalibration(floats(calibration)),
  };
}

const SKETCH_SECTIONS: ReadonlySet<number> = new Set([Section.mean, Section.rows, Section.signs]);

/**
 * Divides an index with sign bits into two files that make it up together: a sketch, about a ninth of
 * the bytes, which can be searched by itself for a start, and the rest.
 *
 * @throws VisualSearchError `index-invalid`, also where there are no sign bits
 */
export function splitIndex(file: Uint8Array): {
  sketch: Uint8Array<ArrayBuffer>;
  rest: Uint8Array<ArrayBuffer>;
} {
  const { params, sections, count } = readContainer(file, SegmentKind.index);
  if (!sections.has(Section.signs)) {
    throw new VisualSearchError(
      "index-invalid",
      "Expected an index with sign bits to divide, got one without. Build it with signs: true.",
    );
  }
  const write = (inSketch: boolean) =>
    writeContainer({
      kind: SegmentKind.index,
      count,
      params: bytesOf(params),
      sections: [...sections]
        .filter(([type]) => SKETCH_SECTIONS.has(type) === inSketch)
        .map(([type, bytes]) => ({ type, bytes })),
    });
  return { sketch: write(true), rest: write(false) };
}
