/** Writes an index file. */
import type { CodedRows, CodeParams } from "../codes/int8-code.ts";
import { type Calibration, writeCalibration } from "../graph/calibration.ts";
import type { Graph } from "../graph/graph.ts";
import { writeDegrees, writeUpper } from "../graph/graph-sections.ts";
import { ROW_FLOATS } from "../kernel/exports.generated.ts";
import { bytesOf } from "./container.ts";
import { Section, type Sections, writeSections } from "./index-sections.ts";

export interface IndexParts {
  coded: CodedRows;
  signs?: Uint8Array | undefined;
  /** Written instead of `coded.residuals`. */
  residualBits?: Uint8Array | undefined;
  graph?: Graph | undefined;
  calibration?: Calibration | undefined;
}

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

/** The file of an index that has only sign bits. */
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
