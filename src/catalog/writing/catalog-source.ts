/** What a catalog is made from. */
import type { Rules } from "../../lib/types.ts";
import type { BuildIndexOptions } from "../../vector/build-index.ts";
import type { ShardEntry } from "../files/shard-entry.ts";
import type { Thumbnails } from "../files/thumbnail-list.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import type { EncoderBinding } from "../manifest/encoder-binding.ts";
import type { SpaceChoice } from "../spaces/spaces.ts";

/** Threads and progress of building the graph. */
export type GraphBuild = Pick<BuildIndexOptions, "crew" | "onProgress">;

export interface CatalogSource extends GraphBuild {
  name: string;
  /** ISO 8601. */
  created: string;
  items: readonly CatalogItem[];
  /** Number of vectors of each item, 1 or more: one for each of its pictures. Default: 1. */
  pictures?: ArrayLike<number>;
  /** The items' vectors after one another, `encoder.dim` numbers each, of any positive length. */
  vectors: Float32Array;
  /** Of the pictures, 8 bytes each: the first of the SHA-256 of the file. Default: unknown. */
  fingerprints?: Uint8Array;
  encoder: EncoderBinding;
  /** Small pictures that the items' `image` and `images` name. */
  thumbnails?: Thumbnails;
  /** Of each item the ids of those that it goes with, if it names any; unknown ids are passed over. */
  goesWith?: readonly (readonly string[] | undefined)[];
  /** How the shop wants its products to be shown. */
  rules?: Rules;
  /** Present in a part of another catalog. */
  shard?: ShardEntry;
  /** Vector spaces that it has beside that of the pictures. Default: none. */
  spaces?: SpaceChoice;
  /** What these spaces need. */
  texts?: TextVectors;
}

/** The words of items as the text encoder takes them. */
export interface TextVectors {
  /** `encoder.dim` numbers for each item, of any positive length. */
  vectors: Float32Array;
  /** 8 bytes for each item: the first of the SHA-256 of its text in UTF-8. */
  fingerprints: Uint8Array;
}
