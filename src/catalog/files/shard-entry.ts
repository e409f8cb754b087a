import type { FileRef } from "./file-ref.ts";

/** The most parts that a feed is split into. */
export const MAX_SHARDS = 1000;

/** A part of a catalog that was built by itself: the products whose id falls into it. */
export interface Shard {
  /** 1 to `of`. */
  number: number;
  of: number;
}

/** What a shard's manifest says beside what every catalog's does, for the shards to be joined. */
export interface ShardEntry extends Shard {
  /** SHA-256 (hex) of all products of the feed as they were read, those of other shards included. */
  feed: string;
  /** Options that the rest of the manifest does not show. */
  options: ShardOptions;
  /** The products in the feed's order, a line of JSON each. */
  products: FileRef;
  /** Of each of their pictures `dim` float32, little-endian, as the encoder gave them. */
  vectors: FileRef;
  /** The same of each product's text, where there are spaces made of texts. */
  texts?: FileRef;
  /** What the build had to tell before it wrote the shard. */
  report: FileRef;
}

export interface ShardOptions {
  maxImages: number;
  minImageSize: number;
  /** Facets whose values are concepts, where they were named. */
  concepts?: string[];
}

/** The files that a shard has beside those of a catalog. */
export function shardRefs({ products, vectors, texts, report }: ShardEntry): FileRef[] {
  return [products, vectors, ...(texts ? [texts] : []), report];
}
