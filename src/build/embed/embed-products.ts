/** Embeds the pictures of products, except those whose vectors an earlier catalog has. */

import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";
import { fingerprintOf } from "../hashes.ts";
import type { PictureFacts } from "../pictures/picture-facts.ts";
import type { ProductPicture, ProductWithPictures } from "../products/product-with-pictures.ts";
import {
  type EmbedEncoder,
  type EmbedOptions,
  type EmbedSource,
  embedImages,
} from "./embed-images.ts";
import type { KeptPicture } from "./previous.ts";

/** A picture whose vector is known. */
export interface EmbeddedPicture extends ProductPicture {
  /** SHA-256 of its file, 32 bytes. */
  sha256: Uint8Array;
  /** What is known of its pixels. */
  facts: PictureFacts | undefined;
  /** Which picture of the same product in the previous catalog has its vector; -1 if none has. */
  kept: number;
  /** Whether an earlier build embedded it. */
  remembered: boolean;
}

/** A product with its pictures that could be embedded, at least one. */
export interface EmbeddedProduct {
  line: number;
  item: CatalogItem;
  pictures: readonly EmbeddedPicture[];
  goesWith?: readonly string[];
}

/** A picture that has no vector, and why. */
export interface FailedPicture {
  product: ProductWithPictures;
  picture: ProductPicture;
  reason: string;
  /** Whether the product stays, because other pictures of it have vectors. */
  hasOthers: boolean;
}

export interface EmbeddedProducts {
  /** In the feed's order; products without a good picture are left out. */
  products: EmbeddedProduct[];
  /** `dim` numbers for each of their pictures that is not kept, in order. */
  vectors: Float32Array;
  failed: FailedPicture[];
}

/** For each picture of each product the vector that it keeps, if any. */
export type KeptPictures = readonly (readonly (KeptPicture | undefined)[])[];

export interface EmbedContext extends EmbedOptions {
  source: EmbedSource;
  encoder: EmbedEncoder;
  /** Told the number of pictures that have been embedded so far. */
  onDone?: (count: number) => void;
}

/**
 * Embeds the pictures that keep no vector, and leaves out those that fail. A product stays as long as one of its
 * pictures is good.
 *
 * @throws what `embedImages` throws
 */
export async function embedProducts(
  { products, kept }: { products: readonly ProductWithPictures[]; kept: KeptPictures },
  { source, encoder, onDone, ...options }: EmbedContext,
): Promise<EmbeddedProducts> {
  const names = freshNames(products, kept);
  const { dim } = encoder;
  const vectors = new Float32Array(names.length * dim);
  const fresh: FreshPicture[] = new Array(names.length);
  let done = 0;
  for await (const outcome of embedImages(names, source, encoder, options)) {
    const { index } = outcome;
    if ("error" in outcome) fresh[index] = { error: outcome.error };
    else {
      const { sha256, facts } = outcome;
      vectors.set(outcome.vector, index * dim);
      fresh[index] = { sha256, facts, remembered: outcome.remembered };
    }
    onDone?.(++done);
  }
  return {
    ...joinProducts(products, kept, fresh),
    vectors: withoutFailed(vectors, dim, fresh),
  };
}

/** Names of the pictures that keep no vector. */
export function freshNames(products: readonly ProductWithPictures[], kept: KeptPictures): string[] {
  return products.flatMap(({ pictures }, i) =>
    pictures.filter((_, p) => !kept[i]![p]).map(({ name }) => name),
  );
}

/** What became of a picture that keeps no vector. */
type FreshPicture = Pick<EmbeddedPicture, "sha256" | "facts" | "remembered"> | { error: string };

/** @param fresh in the order of `freshNames` */
function joinProducts(
  products: readonly ProductWithPictures[],
  kept: KeptPictures,
  fresh: readonly FreshPicture[],
): Pick<EmbeddedProducts, "products" | "failed"> {
  const embedded: EmbeddedProduct[] = [];
  const failed: FailedPicture[] = [];
  let next = 0;
  for (const [i, product] of products.entries()) {
    const pictures: EmbeddedPicture[] = [];
    const lost: Omit<FailedPicture, "hasOthers">[] = [];
    for (const [p, picture] of product.pictures.entries()) {
      const known = kept[i]![p];
      const file: FreshPicture = known ? { ...known, remembered: false } : fresh[next++]!;
      if ("error" in file) lost.push({ product, picture, reason: file.error });
      else {
        const { sha256, facts, remembered } = file;
        pictures.push({ ...picture, sha256, facts, kept: known?.picture ?? -1, remembered });
      }
    }
    const hasOthers = pictures.length > 0;
    failed.push(...lost.map((one) => ({ ...one, hasOthers })));
    if (hasOthers) embedded.push({ ...product, pictures });
  }
  return { products: embedded, failed };
}

/** The vectors of the pictures that did not fail, moved together in place. */
function withoutFailed(
  vectors: Float32Array,
  dim: number,
  fresh: readonly FreshPicture[],
): Float32Array {
  let good = 0;
  for (const [i, file] of fresh.entries()) {
    if (!("error" in file)) vectors.copyWithin(good++ * dim, i * dim, (i + 1) * dim);
  }
  return vectors.subarray(0, good * dim);
}

/** All pictures of these products, in order. */
export function picturesOfAll(products: readonly EmbeddedProduct[]): EmbeddedPicture[] {
  return products.flatMap(({ pictures }) => pictures);
}

/** Fingerprints of pictures after one another, 8 bytes each. */
export function fingerprintsOf(pictures: readonly Pick<EmbeddedPicture, "sha256">[]): Uint8Array {
  const fingerprints = new Uint8Array(pictures.length * FINGERPRINT_BYTES);
  for (const [p, { sha256 }] of pictures.entries()) {
    fingerprints.set(fingerprintOf(sha256), p * FINGERPRINT_BYTES);
  }
  return fingerprints;
}
