import { VisualSearchError } from "../../lib/errors.ts";
import {
  bytesOf,
  type Container,
  requireSection,
  type SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";

/** Sections of the kinds of file that hold such vectors. */
const Section = { directory: 1, codes: 2, steps: 3 } as const;
const MAX_CODE = 32_767;
/** How far the length of a vector may be from 1: many times what rounding does. */
const LENGTH_TOLERANCE = 0.001;

/**
 * A unit vector as it is stored: its numbers are `step` times its codes, -32,767 to 32,767, by which a cosine
 * with it is wrong by 0.00001 or so. It is coded by itself, so that it can be moved from file to file as it is.
 */
export interface CodedVector {
  codes: Int16Array;
  step: number;
}

/** @param vector of unit length */
export function codeVector(vector: Float32Array): CodedVector {
  const most = vector.reduce((sum, x) => Math.max(sum, Math.abs(x)), 0);
  const step = Math.fround(most / MAX_CODE);
  const code = (x: number) => Math.max(-MAX_CODE, Math.min(MAX_CODE, Math.round(x / step)));
  return { codes: Int16Array.from(vector, code), step };
}

/** The unit vector of a code. */
export function decodeVector({ codes, step }: CodedVector): Float32Array {
  return Float32Array.from(codes, (code) => code * step);
}

/** A container of vectors and a directory that says what they are. */
export function writeVectors(
  kind: SegmentKind,
  directory: unknown,
  vectors: readonly CodedVector[],
  further: readonly { type: number; bytes: Uint8Array }[] = [],
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
      ...further,
    ],
  });
}

/**
 * The vectors of a container, all of them of unit length, and its directory, which is for the caller to check.
 *
 * @param dim numbers that each is to have
 * @throws VisualSearchError `index-invalid` or `catalog-invalid`
 */
export function readVectors(
  container: Container,
  dim: number,
  name: string,
): { directory: unknown; vectors: CodedVector[] } {
  const { count, params } = container;
  const found = params.getUint32(0, true);
  if (found !== dim) throw invalidVectors(name, `vectors of ${found} numbers, not ${dim}`);
  // Copied, for the sections may stand at any address of their buffer.
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
    throw invalidVectors(name, `a vector of length ${length}, not 1`);
  });
  const text = new TextDecoder().decode(requireSection(container, Section.directory, "directory"));
  try {
    return { directory: JSON.parse(text), vectors };
  } catch {
    throw invalidVectors(name, "a directory that is no JSON");
  }
}

/** @param name what the file holds */
export function invalidVectors(name: string, found: string): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected the ${name} of a catalog, found ${found}. Build the catalog again.`,
  );
}
