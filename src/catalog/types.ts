import type { AttributeValue, Dtype, Modality, Rules } from "../lib/types.ts";
import type { BuildIndexOptions } from "../vector/vector-index.ts";
import type { ShardEntry } from "./shard.ts";
import type { SpaceChoice } from "./spaces.ts";
import type { Thumbnails } from "./thumbnails.ts";

/** Length and SHA-256 (lower-case hex) of a file, by which it is fetched, verified and stored. */
export interface FileRef {
  /** Relative to the folder it is listed for, with forward slashes. */
  path: string;
  bytes: number;
  sha256: string;
  /**
   * SHA-256 of each consecutive 4 MiB of a longer file, the last piece shorter, so that each can be verified
   * as it arrives. Absent for shorter files and in catalogs of older builds.
   */
  chunks?: string[];
}

/** The weights of a model in one number format. */
export interface ModelWeights {
  /** Number format of the image half, and of the text half unless `textDtype` says otherwise. */
  dtype: Dtype;
  /** Number format of the text half, where the model has it in another one only. */
  textDtype?: Dtype;
  /** Paths of the two halves among the model's files. */
  image: string;
  text: string;
  /** Unit-length embeddings of the self-check inputs, `dim` numbers each, by the WASM runtime. */
  canary: Record<Modality, number[]>;
}

/** What made the vectors of a catalog, so that a browser can tell whether it has the same. */
export interface EncoderBinding {
  /** The model's name. */
  id: string;
  /** SHA-256 (hex) over the sorted lines "sha256 path" of `files`. */
  revision: string;
  /** Where the model is served by default, relative to the manifest. */
  url?: string;
  /** What a browser can choose from; the items were embedded with the first. */
  weights: [ModelWeights, ...ModelWeights[]];
  dim: number;
  /** Canonical text of the preprocessing settings. */
  preprocessing: string;
  /** Runtime and version that embedded the items, such as "onnxruntime-node 1.30.0". */
  embeddedWith: string;
  /** Every file of the model that a browser may need: its configuration and all `weights`. */
  files: FileRef[];
}

/** A product as it is stored: links as the feed gave them, relative ones included. */
export interface CatalogItem {
  id: string;
  title: string;
  price?: number;
  /** ISO 4217. */
  currency?: string;
  brand?: string;
  category?: string;
  colour?: string;
  link?: string;
  image?: string;
  /** Further pictures, at most 99; empty where one has no address. */
  images?: string[];
  /** Where the shop has the picture, where `image` is a thumbnail in the catalog. */
  imageSource?: string;
  /** The same of each of `images`; empty where that is no thumbnail. */
  imageSources?: string[];
  attributes: Record<string, AttributeValue>;
}

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
  /** Of each item the ids of those that it goes with, if it names any; others are passed over. */
  goesWith?: readonly (readonly string[] | undefined)[];
  /** How the shop wants its products to be shown. */
  rules?: Rules;
  /** Where it is a part of another catalog. */
  shard?: ShardEntry;
  /** Vector spaces that it has beside that of the pictures. Default: none. */
  spaces?: SpaceChoice;
  /** What they need. */
  texts?: TextVectors;
}

/** The words of items as the text encoder takes them. */
export interface TextVectors {
  /** `encoder.dim` numbers for each item, of any positive length. */
  vectors: Float32Array;
  /** 8 bytes for each item: the first of the SHA-256 of its text in UTF-8. */
  fingerprints: Uint8Array;
}
