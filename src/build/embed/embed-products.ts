import { FINGERPRINT_BYTES } from "../../catalog/items/item-table.ts";
import type { PictureFacts } from "../pictures/picture-facts.ts";
import type { Picture, Product } from "../products/product-pictures.ts";
import { type EmbedEncoder, type EmbedOptions, type EmbedSource, embedImages } from "./embed.ts";
import { fingerprintOf } from "./fingerprint.ts";
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
  /** SHA-256 of all pictures. */
  hashes: Uint8Array[];
  /** Of all pictures, what is known of them. */
  facts: (PictureFacts | undefined)[];
  /** Of all pictures, which picture of the same product in the previous catalog it is, or -1. */
  kept: number[];
  /** `dim` numbers for each picture that is none of those. */
  vectors: Float32Array;
  /** For each of those whether the memory had it, 1 or 0. */
  fromMemory: Uint8Array;
  /** How many the memory had, be they of products that are left out. */
  remembered: number;
  failed: FailedPicture[];
}

/** What is known of a picture besides its vector. */
interface KnownFile {
  sha256: Uint8Array;
  facts: PictureFacts | undefined;
}

/**
 * Embeds the pictures that keep no vector, and leaves out those that fail.
 *
 * @param kept for each picture of each product the vector that it keeps, if any
 * @param onDone called with the number of pictures embedded so far
 * @throws what `embedImages` throws
 */
export async function embedProducts(
  products: readonly Product[],
  kept: readonly (readonly (KeptPicture | undefined)[])[],
  source: EmbedSource,
  encoder: EmbedEncoder,
  onDone: (count: number) => void,
  options: EmbedOptions = {},
): Promise<EmbeddedProducts> {
  const names = freshNames(products, kept);
  const { dim } = encoder;
  const vectors = new Float32Array(names.length * dim);
  const files: (KnownFile | undefined)[] = new Array(names.length);
  const errors = new Map<number, string>();
  const fromMemory = new Uint8Array(names.length);
  let remembered = 0;
  let done = 0;
  for await (const outcome of embedImages(names, source, encoder, options)) {
    if ("error" in outcome) errors.set(outcome.index, outcome.error);
    else {
      vectors.set(outcome.vector, outcome.index * dim);
      files[outcome.index] = { sha256: outcome.sha256, facts: outcome.facts };
      if (outcome.remembered) {
        fromMemory[outcome.index] = 1;
        remembered++;
      }
    }
    onDone(++done);
  }
  return {
    ...gather(products, kept, files, errors),
    remembered,
    fromMemory: fromMemory.filter((_, i) => !errors.has(i)),
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

/** @param fresh the files of the pictures that keep no vector, in their order */
function gather(
  products: readonly Product[],
  kept: readonly (readonly (KeptPicture | undefined)[])[],
  fresh: readonly (KnownFile | undefined)[],
  errors: ReadonlyMap<number, string>,
): Omit<EmbeddedProducts, "vectors" | "fromMemory" | "remembered"> {
  const good: Product[] = [];
  const files: KnownFile[] = [];
  const numbers: number[] = [];
  const failed: FailedPicture[] = [];
  let next = 0;
  for (const [i, product] of products.entries()) {
    const pictures: Picture[] = [];
    const lost: Omit<FailedPicture, "hasOthers">[] = [];
    for (const [p, picture] of product.pictures.entries()) {
      const known = kept[i]![p];
      const at = known ? -1 : next++;
      const file = known ?? fresh[at];
      if (!file) {
        lost.push({ product, picture, reason: errors.get(at)! });
        continue;
      }
      pictures.push(picture);
      files.push(file);
      numbers.push(known?.picture ?? -1);
    }
    const hasOthers = pictures.length > 0;
    failed.push(...lost.map((one) => ({ ...one, hasOthers })));
    if (!hasOthers) continue;
    good.push({ ...product, pictures });
  }
  const fingerprints = new Uint8Array(files.length * FINGERPRINT_BYTES);
  for (const [p, { sha256 }] of files.entries()) {
    fingerprints.set(fingerprintOf(sha256), p * FINGERPRINT_BYTES);
  }
  return {
    products: good,
    fingerprints,
    hashes: files.map(({ sha256 }) => sha256),
    facts: files.map(({ facts }) => facts),
    kept: numbers,
    failed,
  };
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
