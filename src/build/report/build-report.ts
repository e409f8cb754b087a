/** The report of a build or merge: what it did, what it left out and why. */
import type { Shard } from "../../catalog/files/shard-entry.ts";
import type { RecallCertificate } from "../../catalog/manifest/recall.ts";
import type { Dtype } from "../../lib/types.ts";
import type { RuntimeCheck } from "../embed/self-check/check-result.ts";
import type { ColumnRole } from "../feed/fields/column-log.ts";
import type { BytesByPart } from "../inspect/inspect.ts";
import type { PictureQuality } from "../pictures/quality/quality.ts";
import type { HttpCounts } from "../pictures/sources/http-source.ts";
import type { ThumbnailCounts } from "../pictures/thumbnails/thumbnail-counts.ts";
import type { ItemSummary } from "./item-summary.ts";
import type { RejectedRow, RejectionReason } from "./rejections.ts";
import type { BuildWarning } from "./warnings.ts";

/** Bytes of files that are not part of a segment. */
export interface OtherBytes {
  thumbnails: number;
  manifest: number;
  /** Concepts, and the probes that scores were measured with. */
  concepts?: number;
  /** Which products go together. */
  pairs?: number;
  /** Files of a shard for the merge. */
  shard?: number;
}

/** What a build did, as the report file has it. */
export interface BuildReport {
  /** Whether there is a catalog; if not, `error` says why. */
  ok: boolean;
  error?: { code: string; message: string };
  feed: {
    path: string;
    /** Its format, such as `shopify-csv`; several if it has files of several kinds. */
    format: string;
    /** What its columns became. */
    columns: { column: string; role: ColumnRole }[];
    /** Variants and pictures of the products that were read. */
    variants: number;
    images: number;
  };
  /** The catalog's folder. */
  out: string;
  /** The file that this report is written to. */
  reportPath: string;
  /** The page for people, if it was asked for. */
  htmlPath?: string;
  name: string;
  /** The part of the catalog that was built, if it is a shard. Rows are those of the whole feed. */
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
  /** Browsers may choose from `dtypes`. The first of them, `dtype`, embedded the products. */
  model?: { id: string; revision: string; dtype: Dtype; dtypes: Dtype[]; dim: number };
  /** Runtime and version that embedded the pictures. */
  embeddedWith?: string;
  /** How close its vectors are to those of browsers, if it is another runtime and has embedded anything. */
  check?: RuntimeCheck;
  /** Notes of the build itself. */
  notes: string[];
  /** The first 1,000; `counts.rejected` has their number. */
  rejected: RejectedRow[];
  /** All of them by reason, the most frequent first. */
  rejectedBy: RejectionReason[];
  /** Rows whose id an earlier row has, and the first of them. */
  repeatedIds: { count: number; examples: RejectedRow[] };
  warnings: BuildWarning[];
  /** Pictures in the catalog that a shop may want to look at. */
  pictures?: PictureQuality;
  /** The thumbnails in the catalog, if they were asked for. */
  thumbnails?: ThumbnailCounts;
  /** Downloads of pictures. */
  downloads: HttpCounts;
  /** Pictures whose embedding was in the cache. */
  remembered: number;
  /** The pictures in the catalog, by where their vectors come from. */
  vectors: {
    /** Embedded by this build. */
    fresh: number;
    /** From the cache. */
    remembered: number;
    /** From the previous catalog. */
    kept: number;
  };
  /** Fields, facets and prices of the products. */
  products?: ItemSummary;
  /** Bytes of the catalog's files by their content. */
  parts?: BytesByPart & OtherBytes;
  /** Recall of each index, measured when it was built. */
  recall?: { space: string; segment: number; items: number; certificate: RecallCertificate }[];
  timings: {
    /** Milliseconds. */
    readMs: number;
    modelMs: number;
    /** Comparing with the previous catalog. */
    compareMs: number;
    embedMs: number;
    /** Embedding a sample again in the runtime of browsers. */
    checkMs: number;
    /** Embedding texts: values of facets, and those of products if there are spaces made of them. */
    textsMs: number;
    thumbnailMs: number;
    writeMs: number;
    /** Preparing this report. */
    reportMs: number;
    totalMs: number;
    /** Pictures embedded a second, decoding included. */
    imagesPerSecond: number;
  };
  /** What was taken over from the previous catalog, if there was one. */
  update?: {
    /** Its folder. */
    previous: string;
    /** Products whose vectors were all kept. */
    kept: number;
    /** Products among these whose data has changed. */
    patched: number;
    /** Products with a new embedding: new ones, and those with another picture. */
    embedded: number;
    /** Their pictures that were embedded. */
    embeddedPictures: number;
    /** Products of the previous catalog that are gone. */
    removed: number;
    /** Segments of it that were joined into a new one, or had nothing left. */
    rewritten: number;
    /** Bytes that a device with the previous catalog has to fetch, including the manifest. */
    newBytes: number;
    /** Bytes that it has already. */
    reusedBytes: number;
  };
  /** Files of the catalog, except for thumbnails. */
  files: { path: string; bytes: number }[];
  /** Bytes of all files, including thumbnails. */
  bytes: number;
}

/** A shard in the report of a merge. */
export interface MergedShard {
  number: number;
  /** Its folder. */
  path: string;
  items: number;
  rejected: number;
  /** Milliseconds that its build took. */
  totalMs: number;
}

/** Of a build, or of a merge with the shards that it joined. */
export type PageReport = BuildReport & { shards?: readonly MergedShard[] };

/**
 * What a merge did, and its shards' builds before it. Counts are of all shards together. So are the timings, which
 * are times of machines; only `writeMs`, `reportMs` and `totalMs` are those of the merge itself.
 */
export interface MergeReport extends Omit<BuildReport, "shard" | "update"> {
  shards: MergedShard[];
}
