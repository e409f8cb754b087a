/** Files of unit vectors as int16 codes: those of concepts and of probes. */
import type { GenericSchema, InferOutput } from "../../lib/schema.ts";
import {
  bytesOf,
  type Container,
  requireSection,
  type SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";
import { invalidFile, readJsonSection } from "../files/invalid-file.ts";
import { type CodedVector, decodeVector } from "./coded-vector.ts";

/** Sections that the kinds of file with such vectors share. */
const Section = { directory: 1, codes: 2, steps: 3 } as const;
/** How far the length of a vector may be from 1: many times what rounding does. */
const LENGTH_TOLERANCE = 0.001;

/**
 * A file of vectors.
 *
 * @param directory JSON that says what they are
 * @param more further sections
 */
export function writeVectors(
  kind: SegmentKind,
  directory: unknown,
  vectors: readonly CodedVector[],
  more: readonly { type: number; bytes: Uint8Array }[] = [],
): Uint8Array<ArrayBuffer> {
  const dim = vectors[0]?.codes.length ?? 0;
  const codes = new Int16Array(vectors.length * dim);
  for (const [i, vector] of vectors.entries()) codes.set(vector.codes, i * dim);
  return writeContainer({
    kind,
    count: vectors.length,
    params: bytesOf(Uint32Array.of(dim)),
    sections: [
      { type: Section.directory, bytes: new TextEncoder().encode(JSON.stringify(directory)) },
      { type: Section.codes, bytes: bytesOf(codes) },
      { type: Section.steps, bytes: bytesOf(Float32Array.from(vectors, ({ step }) => step)) },
      ...more,
    ],
  });
}

export interface VectorsFormat<S extends GenericSchema> {
  /** Numbers of a vector. */
  dim: number;
  /** Of the directory. */
  schema: S;
  /** What the file holds, as a message has it. */
  name: string;
}

/**
 * The vectors of a file, all of them of unit length, and its directory.
 *
 * @throws VisualSearchError `index-invalid` or `catalog-invalid`
 */
export function readVectors<S extends GenericSchema>(
  container: Container,
  { dim, schema, name }: VectorsFormat<S>,
): { directory: InferOutput<S>; vectors: CodedVector[] } {
  const { count, params } = container;
  const own = params.getUint32(0, true);
  if (own !== dim) throw invalidFile(`vectors of ${dim} numbers in the ${name}`, `${own}`);
  // Copied, for a section may start at any address of its buffer.
  const codes = new Int16Array(
    new Uint8Array(requireSection(container, Section.codes, "codes", count * dim * 2)).buffer,
  );
  const steps = new Float32Array(
    new Uint8Array(requireSection(container, Section.steps, "steps", count * 4)).buffer,
  );
  const vectors = Array.from(steps, (step, i) => {
    const vector = { codes: codes.subarray(i * dim, (i + 1) * dim), step };
    const length = Math.hypot(...decodeVector(vector));
    if (Math.abs(length - 1) <= LENGTH_TOLERANCE) return vector;
    throw invalidFile(`vectors of length 1 in the ${name}`, `one of length ${length}`);
  });
  const bytes = requireSection(container, Section.directory, "directory");
  return { directory: readJsonSection(bytes, schema, `the directory of the ${name}`), vectors };
}
