/** Reads and checks index files. */
import { VisualSearchError } from "../../lib/errors.ts";
import type { CodeParams } from "../codes/int8-code.ts";
import { signBytesOf } from "../codes/sign-bits.ts";
import { type Calibration, readCalibration } from "../graph/calibration.ts";
import type { Graph } from "../graph/graph.ts";
import { readGraph } from "../graph/graph-sections.ts";
import { type Kernel, ROW_FLOATS } from "../kernel/exports.generated.ts";
import { type Container, readContainer, requireSection, SegmentKind } from "./container.ts";
import { type IndexSettings, readSettings, Section } from "./index-sections.ts";

/** Where sections are in a file, by type. */
type SectionRanges = ReadonlyMap<number, { offset: number; length: number }>;

/** Index files whose form has been checked, but neither their checksums nor the numbers in their sections. */
export interface IndexHeader {
  settings: IndexSettings;
  /** For each file, where its sections are. */
  files: readonly SectionRanges[];
  /** Whether one of the files has the section. */
  has(type: number): boolean;
}

/**
 * @param opened the files that these belong to, if any were opened before
 * @throws VisualSearchError `index-invalid` or `index-unsupported`
 */
export function readIndexHeader(files: readonly Uint8Array[], opened?: IndexHeader): IndexHeader {
  const added = files.map((file) => readContainer(file, SegmentKind.index));
  const all = added.map(readSettings);
  if (opened) all.unshift(opened.settings);
  const [settings, ...others] = all;
  if (!settings) {
    throw new VisualSearchError(
      "invalid-argument",
      "Expected one or more files of an index, got none. Pass the bytes that buildIndex made.",
    );
  }
  const ranges = [...(opened?.files ?? []), ...added.map(sectionRanges)];
  const areAlike = others.every((other) => JSON.stringify(other) === JSON.stringify(settings));
  const types = ranges.flatMap((sections) => [...sections.keys()]);
  if (!areAlike || new Set(types).size !== types.length) {
    throw new VisualSearchError(
      "index-invalid",
      "Expected files of one index, with the same header and sections of their own, got files that do " +
        "not belong together. Fetch them again, or build the index again.",
    );
  }
  const rowBytes = ranges.find((sections) => sections.has(Section.rows))?.get(Section.rows)?.length;
  // Checked before memory is allocated for so many rows.
  if (rowBytes !== settings.count * ROW_FLOATS * 4) {
    throw new VisualSearchError(
      "index-invalid",
      `Expected ${ROW_FLOATS * 4} bytes for each of ${settings.count} rows, got ${rowBytes ?? 0} in all. ` +
        "Build the index again.",
    );
  }
  return { settings, files: ranges, has: (type) => types.includes(type) };
}

/** As numbers, which outlast the file's own buffer. */
function sectionRanges({ sections, start = 0 }: Container): SectionRanges {
  return new Map(
    [...sections].map(([type, { byteOffset, length }]) => [
      type,
      { offset: byteOffset - start, length },
    ]),
  );
}

/** An index in memory: the addresses of its parts, and what is kept outside. */
export interface IndexLayout {
  /** `undefined` as long as there are only sign bits. */
  codes: number | undefined;
  rows: number;
  signs: number | undefined;
  residuals: number | undefined;
  residualBits: number | undefined;
  params: CodeParams;
  graph: Graph | undefined;
  calibration: Calibration | undefined;
}

/** Where the files of an index are in the memory of a kernel. */
export interface IndexPlaces {
  kernel: Kernel;
  buffer: ArrayBuffer;
  /** The address of each file, a multiple of 64. */
  addresses: readonly number[];
  /** Room for `count + 1` uint32, if the index has a graph. */
  graphOffsets: number;
}

/**
 * Checks every number of an index in memory.
 *
 * @throws VisualSearchError `index-invalid`
 */
export function readIndexParts(header: IndexHeader, places: IndexPlaces): IndexLayout {
  const { count, dim, metric, seed, stride } = header.settings;
  const { kernel, buffer } = places;
  const read = sectionReader(header, places);
  const mean = read.required(Section.mean, "mean", dim * 4);
  const signs = read.optional(Section.signs, "sign bits", count * signBytesOf(dim));
  // Without codes there must be sign bits, which tell only directions.
  const isSketch = signs !== undefined && metric === "cosine" && !header.has(Section.codes);
  const codes = isSketch ? undefined : read.required(Section.codes, "codes", count * stride);
  const rows = read.required(Section.rows, "rows");
  if (
    !kernel.allFinite(mean.byteOffset, dim) ||
    !kernel.allFinite(rows.byteOffset, count * ROW_FLOATS)
  ) {
    throw new VisualSearchError(
      "index-invalid",
      "Expected finite numbers in the mean and the rows, got NaN or infinite ones. Build the index again.",
    );
  }
  const residuals = read.optional(Section.residuals, "residual codes", count * stride);
  const bitBytes = count * signBytesOf(dim);
  const residualBits = read.optional(Section.residualBits, "residual bits", bitBytes);
  const degrees = read.optional(Section.graphDegrees, "graph degrees", count * 2);
  const graph =
    degrees &&
    readGraph(kernel, {
      degrees: new Uint16Array(buffer, degrees.byteOffset, count),
      offsets: new Uint32Array(buffer, places.graphOffsets, count + 1),
      neighbours: words(read.required(Section.graphNeighbours, "graph neighbours")),
      upper: words(read.required(Section.graphUpper, "graph levels")),
    });
  const calibration = read.optional(Section.calibration, "calibration");
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

function words({ buffer, byteOffset, length }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length >> 2);
}

function floats({ buffer, byteOffset, length }: Uint8Array): Float32Array {
  return new Float32Array(buffer, byteOffset, length >> 2);
}

/** Reads sections of all files, as they are in memory. */
function sectionReader(header: IndexHeader, { buffer, addresses }: IndexPlaces) {
  const sections = new Map(
    header.files.flatMap((ranges, file) =>
      [...ranges].map(([type, { offset, length }]): [number, Uint8Array] => [
        type,
        new Uint8Array(buffer, addresses[file]! + offset, length),
      ]),
    ),
  );
  const required = (type: number, name: string, byteLength?: number) =>
    requireSection({ sections }, type, name, byteLength);
  const optional = (type: number, name: string, byteLength?: number) =>
    sections.has(type) ? required(type, name, byteLength) : undefined;
  return { required, optional };
}
