import { FINGERPRINT_BYTES } from "../catalog/items.ts";
import { type EmbedEncoder, type EmbedSource, embedImages } from "./embed.ts";
import type { Picture, Product } from "./pictures.ts";
import type { KeptPicture } from "./previous.ts";

/** A picture of which there is no vector, and why. */
export interface FailedPicture {
  product: Product;
  picture: Picture;
  reason: string;
  /** Whether the product has others, and stays. */
  hasOthers: boolean;
}

/** Products with one vector for each of their pictures, in the feed's order. */
export interface EmbeddedProducts {
  /** With those of their pictures that could be embedded; products without any are left out. */
  products: Product[];
  /** Of all pictures, 8 bytes each. */
  fingerprints: Uint8Array;
  /** Of all pictures, which picture of the same product in the previous catalog it is, or -1. */
  kept: number[];
  /** `dim` numbers for each picture that is none of those. */
  vectors: Float32Array;
  failed: FailedPicture[];
}

/**
 * Embeds the pictures that keep no vector, and leaves out those that fail.
 *
 * @param kept for each picture of each product the vector that it keeps, if any
 * @param onDone called with the number of pictures embedded so far
 * @throws whatever the encoder throws, and the reason of `signal` when it aborts
 */
export async function embedProducts(
  products: readonly Product[],
  kept: readonly (readonly (KeptPicture | undefined)[])[],
  source: EmbedSource,
  encoder: EmbedEncoder,
  onDone: (count: number) => void,
  signal?: AbortSignal,
): Promise<EmbeddedProducts> {
  const names = freshNames(products, kept);
  const { dim } = encoder;
  const vectors = new Float32Array(names.length * dim);
  const fingerprints: (Uint8Array | undefined)[] = new Array(names.length);
  const errors = new Map<number, string>();
  let done = 0;
  for await (const outcome of embedImages(names, source, encoder, signal)) {
    if ("error" in outcome) errors.set(outcome.index, outcome.error);
    else {
      vectors.set(outcome.vector, outcome.index * dim);
      fingerprints[outcome.index] = outcome.fingerprint;
    }
    onDone(++done);
  }
  return {
    ...gather(products, kept, fingerprints, errors),
    vectors: withoutFailed(vectors, dim, errors),
  };
}

/** Names of the pictures that keep no vector. */
export function freshNames(
  products: readonly Product[],
  kept: readonly (readonly (KeptPicture | undefined)[])[],
): string[] {
  return products.flatMap(({ pictures }, i) =>
    pictures.filter((_, p) => !kept[i]![p]).map(({ name }) => name),
  );
}

/** @param fresh fingerprints of the pictures that keep no vector, in their order */
function gather(
  products: readonly Product[],
  kept: readonly (readonly (KeptPicture | undefined)[])[],
  fresh: readonly (Uint8Array | undefined)[],
  errors: ReadonlyMap<number, string>,
): Omit<EmbeddedProducts, "vectors"> {
  const good: Product[] = [];
  const prints: Uint8Array[] = [];
  const numbers: number[] = [];
  const failed: FailedPicture[] = [];
  let next = 0;
  for (const [i, product] of products.entries()) {
    const pictures: Picture[] = [];
    const lost: Omit<FailedPicture, "hasOthers">[] = [];
    for (const [p, picture] of product.pictures.entries()) {
      const known = kept[i]![p];
      const at = known ? -1 : next++;
      const fingerprint = known?.fingerprint ?? fresh[at];
      if (!fingerprint) {
        lost.push({ product, picture, reason: errors.get(at)! });
        continue;
      }
      pictures.push(picture);
      prints.push(fingerprint);
      numbers.push(known?.picture ?? -1);
    }
    const hasOthers = pictures.length > 0;
    failed.push(...lost.map((one) => ({ ...one, hasOthers })));
    if (hasOthers) good.push({ ...product, pictures });
  }
  const fingerprints = new Uint8Array(prints.length * FINGERPRINT_BYTES);
  for (const [p, print] of prints.entries()) fingerprints.set(print, p * FINGERPRINT_BYTES);
  return { products: good, fingerprints, kept: numbers, failed };
}

/** The vectors of the pictures that did not fail, moved together in place. */
function withoutFailed(
  vectors: Float32Array,
  dim: number,
  failed: ReadonlyMap<number, string>,
): Float32Array {
  let kept = 0;
  for (let i = 0; i < vectors.length / dim; i++) {
    if (!failed.has(i)) vectors.copyWithin(kept++ * dim, i * dim, (i + 1) * dim);
  }
  return vectors.subarray(0, kept * dim);
}
