import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf, VisualSearchError } from "../errors.ts";
import type { Dtype } from "../types.ts";
import type { ColumnRole } from "./feed/columns.ts";
import type { HttpCounts } from "./images/http-source.ts";
import type { PictureQuality } from "./images/quality.ts";
import type { BuildWarning } from "./warnings.ts";

/** A row of the feed that is not in the catalog. */
export interface RejectedRow {
  /** Where it begins, from 1; in JSON, XML, HTML and Parquet, the position of the record. */
  line: number;
  /** The file it is in, where the feed has several. */
  file?: string;
  /** Where it has one. */
  id?: string;
  reason: string;
  /** How it begins. */
  sample?: string;
}

/** The small pictures of a catalog's products. */
export interface ThumbnailCounts {
  /** Files, one for all products that have the same. */
  count: number;
  bytes: number;
  /** Of products: made now, and taken from the cache or the previous catalog. */
  made: number;
  reused: number;
  /** Files over the length that is aimed at, and that length. */
  overTarget: number;
  targetBytes: number;
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
  name: string;
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
  /** Hints of the build itself. */
  notes: string[];
  rejected: RejectedRow[];
  warnings: BuildWarning[];
  /** What of the pictures in the catalog a shop may want to look at. */
  pictures?: PictureQuality;
  /** The small pictures in the catalog, where they were asked for. */
  thumbnails?: ThumbnailCounts;
  /** What was had of web servers. */
  downloads: HttpCounts;
  /** Pictures that were embedded by an earlier build, and taken from the cache. */
  remembered: number;
  timings: {
    /** Milliseconds. */
    readMs: number;
    modelMs: number;
    /** Comparing with the previous catalog. */
    compareMs: number;
    embedMs: number;
    /** Embedding texts, where there are spaces made of them. */
    textsMs: number;
    thumbnailMs: number;
    writeMs: number;
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

/**
 * Writes a report, whole or not at all.
 *
 * @throws `output-failed`.
 */
export async function writeReport(path: string, report: BuildReport): Promise<void> {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, `${JSON.stringify(report, undefined, 2)}\n`);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new VisualSearchError(
      "output-failed",
      `The report cannot be written to ${path}: ${messageOf(error)}. Choose another file with --report.`,
      { cause: error },
    );
  }
}
