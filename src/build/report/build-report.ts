/** The report of a build or merge: what it did, what it left out and why. */
import type { Shard } from "../../catalog/files/shard-entry.ts";
import type { RecallCertificate } from "../../catalog/writing/recall-certificate.ts";
import type { Dtype } from "../../lib/types.ts";
import type { RuntimeCheck } from "../embed/self-check/runtime-check.ts";
import type { ColumnRole } from "../feed/fields/column-log.ts";
import type { BytesByPart } from "../inspect/inspect.ts";
import type { PictureQuality } from "../pictures/quality/quality.ts";
import type { HttpCounts } from "../pictures/sources/http-source.ts";
import type { ThumbnailCounts } from "../pictures/thumbnails/thumbnails.ts";
import type { ItemSummary } from "./item-summary.ts";
import type { RejectedRow, RejectionReason } from "./rejections.ts";
import type { BuildWarning } from "./warnings.ts";

/** Bytes of what is no part of a segment. */
export interface OtherBytes {
  thumbnails: number;
  manifest: number;
  /** Values of facets as the text encoder has them, and what scores were measured with. */
  concepts?: number;
  /** Which products go together. */
  pairs?: number;
  /** What a shard keeps for the merge. */
  shard?: number;
}

/** What a build did, as it stands in the report file. */
export interface BuildReport {
  /** Whether there is a catalog; if not, `error` says why. */
  ok: boolean;
  error?: { code: string; message: string };
  feed: {
    path: string;
    /** What it was found to be, such as `shopify-csv`; several where it has files of several kinds. */
    format: string;
    /** What was made of its columns. */
    columns: { column: string; role: ColumnRole }[];
    /** Variants and pictures of the products that were read. */
    variants: number;
    images: number;
  };
  /** The catalog's folder. */
  out: string;
  /** The file that this report is written to. */
  reportPath: string;
  /** The same for a person to look at, where it was asked for. */
  htmlPath?: string;
  name: string;
  /** Which part of the catalog was built, where it is one. Rows are those of the whole feed. */
  shard?: Shard;
  /** ISO 8601, as in the catalog. */
  created: string;
  counts: {
    /** Rows of the feed, without its header and blank lines. */
    rows: number;
    items: number;
    rejected: number;
    /** Sum of the counts of `warnings`. */
    warnings: number;
  };
  /** `dtype` embedded the products; `dtypes` are what browsers may choose from, it being the first. */
  model?: { id: string; revision: string; dtype: Dtype; dtypes: Dtype[]; dim: number };
  /** Runtime and version that embedded the pictures. */
  embeddedWith?: string;
  /** How far that is from the runtime of browsers, where it is another and has embedded anything. */
  check?: RuntimeCheck;
  /** Hints of the build itself. */
  notes: string[];
  /** The first 1,000; `counts.rejected` has their number. */
  rejected: RejectedRow[];
  /** All of them by reason, the most frequent first. */
  rejectedBy: RejectionReason[];
  /** Rows whose id another row has already; the first of them. */
  repeatedIds: { count: number; examples: RejectedRow[] };
  warnings: BuildWarning[];
  /** What of the pictures in the catalog a shop may want to look at. */
  pictures?: PictureQuality;
  /** The small pictures in the catalog, where they were asked for. */
  thumbnails?: ThumbnailCounts;
  /** What was had of web servers. */
  downloads: HttpCounts;
  /** Pictures that were embedded by an earlier build, and taken from the cache. */
  remembered: number;
  /** The pictures in the catalog, by where their vectors come from. */
  vectors: {
    /** Embedded by this build. */
    fresh: number;
    /** From the cache: those of `remembered` in the catalog. */
    remembered: number;
    /** From the previous catalog. */
    kept: number;
  };
  /** What the products in the catalog are like. */
  products?: ItemSummary;
  /** Bytes of the catalog's files by what they hold. */
  parts?: BytesByPart & OtherBytes;
  /** How good the search is, as measured when each index was built. */
  recall?: { space: string; segment: number; items: number; certificate: RecallCertificate }[];
  timings: {
    /** Milliseconds. */
    readMs: number;
    modelMs: number;
    /** Comparing with the previous catalog. */
    compareMs: number;
    embedMs: number;
    /** Embedding a sample once more in the runtime of browsers. */
    checkMs: number;
    /** Embedding texts: values of facets, and products where there are spaces made of their texts. */
    textsMs: number;
    thumbnailMs: number;
    writeMs: number;
    /** Preparing this report. */
    reportMs: number;
    totalMs: number;
    /** Pictures embedded a second, decoding included. */
    imagesPerSecond: number;
  };
  /** What was taken over from the previous catalog, where the build went on from one. */
  update?: {
    /** Its folder. */
    previous: string;
    /** Products of which no picture was embedded. */
    kept: number;
    /** Of these, products with other data. */
    patched: number;
    /** Products with a new embedding: new ones, and those with another picture. */
    embedded: number;
    /** Their pictures that were embedded. */
    embeddedPictures: number;
    /** Products of the previous catalog that are gone. */
    removed: number;
    /** Segments of it that were written anew as one, or had nothing left. */
    rewritten: number;
    /** Bytes of files that a client of the previous catalog has to fetch, the manifest included. */
    newBytes: number;
    /** Bytes of files that it has already. */
    reusedBytes: number;
  };
  /** Files of the catalog, but for thumbnails. */
  files: { path: string; bytes: number }[];
  /** Of all files, thumbnails included. */
  bytes: number;
}

/** A shard in the report of what it was joined to. */
export interface MergedShard {
  number: number;
  /** Its folder. */
  path: string;
  items: number;
  rejected: number;
  /** Milliseconds that its build took until it was written. */
  totalMs: number;
}

/** Of a build, or of a merge with the shards that it joined. */
export type PageReport = BuildReport & { shards?: readonly MergedShard[] };
