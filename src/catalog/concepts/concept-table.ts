/** The concepts of a catalog: facet values, with the vector that the text encoder makes of each. */
import { check, integer, listOf, number, object, pipe, text } from "../../lib/schema.ts";
import {
  bytesOf,
  readContainer,
  requireSection,
  SegmentKind,
} from "../../vector/file/container.ts";
import { invalidFile } from "../files/invalid-file.ts";
import { type CodedVector, decodeVector } from "./coded-vector.ts";
import { readVectors, writeVectors } from "./int16-vectors.ts";

/** Facets of which a catalog has concepts, at most. */
export const MAX_CONCEPT_FACETS = 16;
/** Values of one of them, at most. */
export const MAX_CONCEPT_VALUES = 256;
/** Characters of a value that is a concept. */
export const MAX_CONCEPT_LENGTH = 100;
const MAX_FACET_NAME = 1000;
const MAX_SCALE = 10_000;

const MEANS_SECTION = 16;

/** What the labels of a facet are judged by, as measured when the catalog was built. */
export interface FacetCalibration {
  /** What cosines are multiplied by before their softmax, 0 to 10,000. */
  scale: number;
  /** Which part of a concept's mean cosine with the catalog's pictures is taken off before, 0 to 1. */
  centre: number;
  /** How far a text's cosine with a concept must lie above that with the next before it says anything, 0 to 2. */
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

function areDifferent(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

const VALUES = pipe(
  listOf(text(MAX_CONCEPT_LENGTH), { most: MAX_CONCEPT_VALUES }),
  check((values) => areDifferent(values), "different values"),
);

const FACET = object({
  facet: text(MAX_FACET_NAME),
  scale: number(0, MAX_SCALE),
  centre: number(0, 1),
  textMargin: number(0, 2),
  values: VALUES,
});

const DIRECTORY = object({
  phrases: integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  facets: pipe(
    listOf(FACET, { most: MAX_CONCEPT_FACETS }),
    check((facets) => areDifferent(facets.map(({ facet }) => facet)), "different facets"),
  ),
});

/** @param phrases number of the set of phrases that the vectors were made of */
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

/** An opened file of concepts. */
export class ConceptTable {
  /** Number of the set of phrases that the vectors were made of. */
  readonly phrases: number;
  readonly facets: readonly FacetConcepts[];
  readonly #decoded = new Map<CodedVector, Float32Array>();

  /**
   * @param dim numbers of a vector
   * @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid`
   */
  constructor(file: Uint8Array, dim: number) {
    const container = readContainer(file, SegmentKind.concepts);
    const format = { dim, schema: DIRECTORY, name: "concepts" };
    const { directory, vectors } = readVectors(container, format);
    const means = new Float32Array(
      new Uint8Array(requireSection(container, MEANS_SECTION, "means", container.count * 4)).buffer,
    );
    const wrong = means.find((mean) => !(Math.abs(mean) <= 1.01));
    if (wrong !== undefined) throw invalidFile("means of cosines in the concepts", `${wrong}`);
    let at = 0;
    this.phrases = directory.phrases;
    this.facets = directory.facets.map((facet) => {
      const start = at;
      at += facet.values.length;
      return { ...facet, vectors: vectors.slice(start, at), means: [...means.subarray(start, at)] };
    });
    if (at !== vectors.length) {
      throw invalidFile(`vectors of ${at} values in the concepts`, `${vectors.length}`);
    }
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

  /** The unit vector of a code; each is decoded once. */
  decoded(coded: CodedVector): Float32Array {
    const known = this.#decoded.get(coded) ?? decodeVector(coded);
    this.#decoded.set(coded, known);
    return known;
  }
}
