/** Shards: parts of a catalog that are built by themselves, each of the products whose ids fall into it. */
import type { FileRef } from "./file-ref.ts";

/** Shards that a feed can be split into. */
export const MAX_SHARDS = 1000;

export interface Shard {
  /** 1 to `of`. */
  number: number;
  of: number;
}

/** What a shard's manifest has more than that of a catalog, for the shards to be joined. */
export interface ShardEntry extends Shard {
  /** SHA-256 (hex) of all products of the feed as they were read, those of other shards included. */
  feed: string;
  /** Options of the build that the rest of the manifest does not show. */
  options: ShardOptions;
  /** The products in the feed's order, a line of JSON each. */
  products: FileRef;
  /** Of each of their pictures `dim` float32, little-endian, as the encoder gave them. */
  vectors: FileRef;
  /** The same of each product's text, if there are spaces made of texts. */
  texts?: FileRef;
  /** The report of the build, as it was before the shard was written. */
  report: FileRef;
}

export interface ShardOptions {
  maxImages: number;
  minImageSize: number;
  /** Facets whose values are concepts, if they were named. */
  concepts?: string[];
}

/** The files that a shard has more than a catalog. */
export function shardRefs({ products, vectors, texts, report }: ShardEntry): FileRef[] {
  return [products, vectors, ...(texts ? [texts] : []), report];
}
