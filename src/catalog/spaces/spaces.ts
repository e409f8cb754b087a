/** Vector spaces: what an item is searched by, its pictures, its words, or both. */
import { VisualSearchError } from "../../lib/errors.ts";

/** A vector space of a catalog. All are in the encoder's joint embedding, so that any query fits each. */
export interface SpaceSpec {
  dim: number;
  metric: "cosine";
  /** `product`: one vector for each item, however many pictures it has. Absent: one for each picture. */
  per?: "product";
  /** Of a space of texts, what they are made of: fields and attributes of items. */
  fields?: string[];
  /** Of a fused space, how much each part counts. */
  weights?: FuseWeights;
}

export interface FuseWeights {
  image: number;
  text: number;
}

/** Spaces by name; there is always `image`, of the items' pictures. */
export type Spaces = { image: SpaceSpec } & Record<string, SpaceSpec>;

/** The spaces that a catalog is to have beside `image`. */
export interface SpaceChoice {
  /** Made of these fields and attributes. */
  text?: { fields: readonly string[] };
  /** The weighted mean of each picture and the text of its item; the text is made of these fields. */
  fused?: { weights: FuseWeights; fields: readonly string[] };
}

export const IMAGE_SPACE = "image";
export const TEXT_SPACE = "text";
export const FUSED_SPACE = "fused";

/** The spaces as the manifest lists them. */
export function spacesOf(dim: number, { text, fused }: SpaceChoice): Spaces {
  const base = { dim, metric: "cosine" } as const;
  return {
    image: base,
    ...(text && { [TEXT_SPACE]: { ...base, per: "product", fields: [...text.fields] } }),
    ...(fused && {
      [FUSED_SPACE]: {
        ...base,
        fields: [...fused.fields],
        weights: { image: fused.weights.image, text: fused.weights.text },
      },
    }),
  } as Spaces;
}

/** The vectors of an item, or of several, in each space. */
export interface SpaceVectors {
  /** Of each picture. */
  image: Float32Array;
  /** Of each item. */
  text?: Float32Array;
  /** Of each picture. */
  fused?: Float32Array;
}

/**
 * An item's vectors in each space of a choice.
 *
 * @param image of its pictures, `dim` numbers each, of any positive length
 * @param text of its words, if the choice needs it
 * @throws VisualSearchError `vector-invalid` if a picture and the text cancel out
 */
export function itemVectors(
  { text: hasText, fused }: SpaceChoice,
  dim: number,
  image: Float32Array,
  text: Float32Array | undefined,
): SpaceVectors {
  if (!text) return { image };
  return {
    image,
    ...(hasText && { text }),
    ...(fused && { fused: fusePictures(fused.weights, dim, image, text) }),
  };
}

function fusePictures(
  weights: FuseWeights,
  dim: number,
  image: Float32Array,
  text: Float32Array,
): Float32Array {
  const fused = new Float32Array(image.length);
  for (let at = 0; at < image.length; at += dim) {
    const picture = image.subarray(at, at + dim);
    const parts = [
      { vector: picture, weight: weights.image },
      { vector: text, weight: weights.text },
    ];
    fused.set(fuse(parts), at);
  }
  return fused;
}

/** Whether a choice needs the items' texts. */
export function needsTexts({ text, fused }: SpaceChoice): boolean {
  return text !== undefined || fused !== undefined;
}

/**
 * The direction of the weighted mean of vectors, each taken at unit length. It has unit length itself, so that an item
 * without a part is compared on the same terms as the others.
 *
 * @param parts of any positive length
 * @throws VisualSearchError `vector-invalid` if they cancel out
 * @example
 * fuse([{ vector: picture, weight: 0.7 }, { vector: text, weight: 0.3 }]);
 */
export function fuse(parts: readonly { vector: Float32Array; weight: number }[]): Float32Array {
  const sum = new Float64Array(parts[0]?.vector.length ?? 0);
  for (const { vector, weight } of parts) {
    const factor = weight / lengthOf(vector);
    for (let d = 0; d < sum.length; d++) sum[d]! += factor * vector[d]!;
  }
  const length = lengthOf(sum);
  if (!(length > 1e-6 && length < Infinity)) {
    throw new VisualSearchError(
      "vector-invalid",
      "Expected vectors that have a direction together, got some that cancel out with these weights. " +
        "Choose other weights.",
    );
  }
  return Float32Array.from(sum, (value) => value / length);
}

function lengthOf(vector: Float32Array | Float64Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}
