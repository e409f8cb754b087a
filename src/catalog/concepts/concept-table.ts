import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
} from "../../vector/file/container.ts";
import {
  type CodedVector,
  decodeVector,
  invalidVectors,
  readVectors,
  writeVectors,
} from "./int16-vectors.ts";

/** Facets of which a catalog has concepts, at most. */
export const MAX_CONCEPT_FACETS = 16;
/** Values of one of them, at most. */
export const MAX_CONCEPT_VALUES = 256;
/** Characters of a value that is a concept. */
export const MAX_CONCEPT_LENGTH = 100;
const MAX_FACET_NAME = 1000;
const MAX_SCALE = 10_000;

const MEANS_SECTION = 16;

/** What labels of a facet are judged by, as measured when the catalog was built. */
export interface FacetCalibration {
  /** By which cosines are multiplied before their softmax. */
  scale: number;
  /** Which part of a concept's mean cosine with the catalog's pictures is taken off before, 0 to 1. */
  centre: number;
  /** How far a text's cosine with a concept must lie above that with the next before it says anything. */
  textMargin: number;
}

/** A category facet's values, with what a text encoder makes of each. */
export interface FacetConcepts extends FacetCalibration {
  facet: string;
  values: readonly string[];
  vectors: readonly CodedVector[];
  /** Of each value, the mean cosine with the catalog's pictures. */
  means: readonly number[];
}

/** @param phrases which set of phrases the vectors were made of */
export function writeConcepts(
  facets: readonly FacetConcepts[],
  phrases: number,
): Uint8Array<ArrayBuffer> {
  const directory = {
    phrases,
    facets: facets.map(({ facet, scale, centre, textMargin, values }) => ({
      facet,
      scale,
      centre,
      textMargin,
      values,
    })),
  };
  const means = Float32Array.from(facets.flatMap((one) => one.means));
  return writeVectors(
    SegmentKind.concepts,
    directory,
    facets.flatMap(({ vectors }) => vectors),
    [{ type: MEANS_SECTION, bytes: bytesOf(means) }],
  );
}

/** The concepts of a catalog. */
export class ConceptTable {
  /** Which set of phrases the vectors were made of. */
  readonly phrases: number;
  readonly facets: readonly FacetConcepts[];
  readonly #decoded = new Map<CodedVector, Float32Array>();

  /**
   * @param dim numbers of a vector
   * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
   */
  constructor(file: Uint8Array, dim: number) {
    const container = readContainer(file, SegmentKind.concepts);
    const { directory, vectors } = readVectors(container, dim, "concepts");
    const means = new Float32Array(
      new Uint8Array(requireSection(container, MEANS_SECTION, "means", container.count * 4)).buffer,
    );
    if (!means.every((mean) => Math.abs(mean) <= 1.01)) throw invalid("a mean that is no cosine");
    const { phrases, facets } = readDirectory(directory);
    let at = 0;
    this.phrases = phrases;
    this.facets = facets.map((facet) => {
      const start = at;
      at += facet.values.length;
      return { ...facet, vectors: vectors.slice(start, at), means: [...means.subarray(start, at)] };
    });
    if (at !== vectors.length) throw invalid(`${vectors.length} vectors of ${at} values`);
  }

  /** The concepts of a facet, if it has any. */
  of(facet: string): FacetConcepts | undefined {
    return this.facets.find((one) => one.facet === facet);
  }

  /** The coded vector of a value, if it has one. */
  coded(facet: string, value: string): CodedVector | undefined {
    const concepts = this.of(facet);
    return concepts?.vectors[concepts.values.indexOf(value)];
  }

  /** The unit vector of a value, if it has one. */
  vector(facet: string, value: string): Float32Array | undefined {
    const coded = this.coded(facet, value);
    return coded && this.decoded(coded);
  }

  /** The unit vectors of a facet's values. */
  vectors({ vectors }: FacetConcepts): Float32Array[] {
    return vectors.map((coded) => this.decoded(coded));
  }

  decoded(coded: CodedVector): Float32Array {
    const known = this.#decoded.get(coded) ?? decodeVector(coded);
    this.#decoded.set(coded, known);
    return known;
  }
}

interface Directory {
  phrases: number;
  facets: (FacetCalibration & { facet: string; values: string[] })[];
}

function readDirectory(json: unknown): Directory {
  const { phrases, facets } = Object(json) as Record<string, unknown>;
  if (!Number.isSafeInteger(phrases)) throw invalid("no number of its set of phrases");
  if (!Array.isArray(facets) || facets.length > MAX_CONCEPT_FACETS) {
    throw invalid(`no list of at most ${MAX_CONCEPT_FACETS} facets`);
  }
  const read = facets.map((entry: unknown) => {
    const { facet, scale, centre, textMargin, values } = Object(entry) as Record<string, unknown>;
    if (!isText(facet, MAX_FACET_NAME)) throw invalid("a facet without a name");
    if (!isWithin(scale, MAX_SCALE)) throw invalid(`the scale ${String(scale)}`);
    if (!isWithin(centre, 1)) throw invalid(`the centre ${String(centre)}`);
    if (!isWithin(textMargin, 2)) throw invalid(`the margin ${String(textMargin)}`);
    const areTexts =
      Array.isArray(values) &&
      values.length <= MAX_CONCEPT_VALUES &&
      values.every((value) => isText(value, MAX_CONCEPT_LENGTH)) &&
      new Set(values).size === values.length;
    if (areTexts) return { facet, scale, centre, textMargin, values };
    throw invalid(`no list of at most ${MAX_CONCEPT_VALUES} different values of ${facet}`);
  });
  if (new Set(read.map(({ facet }) => facet)).size !== read.length) {
    throw invalid("a facet that is there twice");
  }
  return { phrases: phrases as number, facets: read };
}

function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value !== "" && value.length <= most;
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === "number" && value >= 0 && value <= most;
}

function invalid(found: string) {
  return invalidVectors("concepts", found);
}
