/**
 * The parts of a query, in one table: what each is made of, how much it counts, and whether it is enough for a query.
 * A part that is added to `QueryParts` needs a row here before anything compiles.
 */
import type { Catalog } from "../../catalog/catalog.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { Concept, QueryParts, WeightedConcept } from "../../lib/types.ts";
import { composeQuery, meanDirection, type WeightedVector } from "./compose.ts";

/** Fields of `QueryParts` that say how a part is taken, and are no parts themselves. */
type Modifier = "region" | "phrase" | "weights";

export type PartName = "image" | Exclude<keyof QueryParts, Modifier>;

/** Parts whose arguments have been checked. */
export interface CheckedParts {
  /** Whether there is a photo. */
  image: boolean;
  text: readonly string[];
  not: readonly string[];
  /** Rows of the items to be like. */
  like: readonly number[];
  concepts: readonly Required<WeightedConcept>[];
}

/** A query without any part. */
export const NO_PARTS: CheckedParts = { image: false, text: [], not: [], like: [], concepts: [] };

/** What makes unit vectors of parts. The photo and texts may have to wait for an encoder. */
export interface VectorMaker {
  image(): Promise<Float32Array>;
  /** One for all of the texts. */
  texts(texts: readonly string[]): Promise<Float32Array>;
  /** One for all of the items. */
  items(rows: readonly number[]): Float32Array;
  concept(concept: Concept): Float32Array;
}

/** How much parts count, if not by default: 0 or more, whichever way they move the query. */
export type PartWeights = NonNullable<QueryParts["weights"]>;

interface PartRule<T> {
  /** Whether a query can consist of this part alone. */
  isEnough(part: T): boolean;
  /** The part's vectors, each with its share of the part's weight; none if the part is absent. */
  vectors(part: T, make: VectorMaker): Promise<WeightedVector[]>;
}

type PartTable = {
  readonly [P in PartName]: PartRule<CheckedParts[P]> & {
    /**
     * What the part's vectors are multiplied by unless `weights` says otherwise; negative to move away from them.
     * `own`: each vector has a weight of its own, and `weights` has none for the part.
     */
    weight: P extends keyof PartWeights ? number : "own";
  };
};

/** In the order in which they are embedded. */
export const QUERY_PARTS: PartTable = {
  image: {
    weight: 1,
    isEnough: (image) => image,
    vectors: async (image, make) => (image ? whole(await make.image()) : []),
  },
  text: {
    weight: 1,
    isEnough: (texts) => texts.length > 0,
    vectors: async (texts, make) => (texts.length > 0 ? whole(await make.texts(texts)) : []),
  },
  not: {
    // Enough to change the order, not the subject.
    weight: -0.5,
    isEnough: () => false,
    vectors: async (texts, make) => (texts.length > 0 ? whole(await make.texts(texts)) : []),
  },
  like: {
    weight: 1,
    isEnough: (rows) => rows.length > 0,
    vectors: async (rows, make) => (rows.length > 0 ? whole(make.items(rows)) : []),
  },
  concepts: {
    weight: "own",
    isEnough: (concepts) => concepts.some(({ weight }) => weight > 0),
    vectors: async (concepts, make) =>
      concepts.map((concept) => ({ vector: make.concept(concept), weight: concept.weight })),
  },
};

const PART_NAMES = Object.keys(QUERY_PARTS) as PartName[];

/** The parts that `weights` has a weight for. */
export const WEIGHTED_PARTS = PART_NAMES.filter(
  (name): name is keyof PartWeights => QUERY_PARTS[name].weight !== "own",
);

function whole(vector: Float32Array): WeightedVector[] {
  return [{ vector, weight: 1 }];
}

/** A query as it is searched and explained. */
export interface ComposedQuery {
  parts: CheckedParts;
  /** The weighted sum of the parts' vectors, at unit length. */
  vector: Float32Array;
  /** That of each part with a single vector. */
  vectors: Partial<Record<PartName, Float32Array>>;
}

/** @throws VisualSearchError `invalid-argument` for parts that are not enough for a query */
export function checkEnough(parts: CheckedParts): void {
  const isEnough = <P extends PartName>(name: P) => QUERY_PARTS[name].isEnough(parts[name]);
  if (PART_NAMES.some(isEnough)) return;
  throw new VisualSearchError(
    "invalid-argument",
    "Expected a query with at least one of image, text, like and concepts, got none of them. To list " +
      "items without a query, use browse.",
  );
}

/** @throws VisualSearchError `invalid-argument` for parts that cancel out; and what `make` throws */
export async function composeParts(
  parts: CheckedParts,
  weights: PartWeights,
  make: VectorMaker,
): Promise<ComposedQuery> {
  const all: WeightedVector[] = [];
  const vectors: ComposedQuery["vectors"] = {};
  const add = async <P extends PartName>(name: P) => {
    const { vectors: vectorsOf } = QUERY_PARTS[name];
    const weight: number | "own" = QUERY_PARTS[name].weight;
    const given = (weights as Partial<Record<PartName, number>>)[name];
    const factor = weight === "own" ? 1 : given === undefined ? weight : Math.sign(weight) * given;
    const own = await vectorsOf(parts[name], make);
    if (own.length === 1) vectors[name] = own[0]!.vector;
    all.push(...own.map(({ vector, weight }) => ({ vector, weight: factor * weight })));
  };
  for (const name of PART_NAMES) await add(name);
  return { parts, vector: composeQuery(all), vectors };
}

/**
 * The unit vector that stands for items in a space: the mean of theirs. Every item counts once, however many pictures
 * it has.
 */
export function meanOfItems(
  catalog: Catalog,
  rows: readonly number[],
  space: string,
): Float32Array {
  const { dim } = catalog;
  const means = new Float32Array(rows.length * dim);
  rows.forEach((row, i) => {
    means.set(meanDirection(catalog.vectors(row, space), dim), i * dim);
  });
  return meanDirection(means, dim);
}
