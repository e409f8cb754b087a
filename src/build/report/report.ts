import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Shard } from "../../catalog/files/shard-entry.ts";
import type { RecallCertificate } from "../../catalog/writing/recall-certificate.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { Dtype } from "../../lib/types.ts";
import type { Cosines } from "../embed/self-check/agreement.ts";
import type { ColumnRole } from "../feed/fields/column-log.ts";
import type { BytesByPart, CatalogInspection } from "../inspect/inspect.ts";
import type { PictureQuality } from "../pictures/quality/quality.ts";
import type { HttpCounts } from "../pictures/sources/http-source.ts";
import { processTag } from "../write/process-tag.ts";
import type { ItemSummary } from "./item-summary.ts";
import type { RejectionReason } from "./rejections.ts";
import type { BuildWarning } from "./warnings.ts";

/** Notes in a report, but for the one that counts further ones. */
export const MAX_NOTES = 200;

/** How far the vectors of a build are from those that browsers would compute. */
export interface RuntimeCheck extends Cosines {
  /** What embedded the sample once more: the runtime that browsers have, and its version. */
  runtime: string;
  /** What the smallest has to be at least. */
  bound: number;
  /** Whether an earlier build on such a processor made the comparison, with the same weights and runtimes. */
  remembered: boolean;
}

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
  /** Of pictures: made now, and taken from the cache or the previous catalog. */
  made: number;
  reused: number;
  /** Files over the length that is aimed at, and that length. */
  overTarget: number;
  targetBytes: number;
}

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

/** What a catalog's manifest tells a report. */
export function catalogFacts(
  { bytes, segments }: Pick<CatalogInspection, "bytes" | "segments">,
  others: OtherBytes,
): Pick<Required<BuildReport>, "parts" | "recall"> {
  const recall = segments.flatMap(({ live, recall, spaces = {} }, segment) =>
    Object.entries({ image: { recall }, ...spaces }).flatMap(([space, { recall: certificate }]) =>
      certificate ? [{ space, segment, items: live, certificate }] : [],
    ),
  );
  return { parts: { ...bytes, ...others }, recall };
}

/** Bytes of what a catalog has once, where it has it. */
export function furtherBytes(
  files: readonly { path: string; bytes: Uint8Array }[],
): Pick<OtherBytes, "concepts" | "pairs"> {
  const bytesOf = (...kinds: string[]) =>
    files
      .filter(({ path }) => kinds.some((kind) => path.startsWith(`segments/${kind}-`)))
      .reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const concepts = bytesOf("concepts", "probes");
  const pairs = bytesOf("pairs");
  return { ...(concepts > 0 && { concepts }), ...(pairs > 0 && { pairs }) };
}

/** The first notes, of which a feed of many files may have one for each, and how many more there are. */
export function firstNotes(notes: readonly string[]): string[] {
  const further = notes.length - MAX_NOTES;
  if (further <= 0) return [...notes];
  return [...notes.slice(0, MAX_NOTES), `There are ${further} further notes.`];
}

/**
 * Writes a file of the report, whole or not at all.
 *
 * @throws `output-failed`.
 */
export async function writeReportFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp-${processTag()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "w");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
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
