import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf, VisualSearchError } from "../errors.ts";
import type { BuildWarning } from "./warnings.ts";

/** A row of the feed that is not in the catalog. */
export interface RejectedRow {
  /** Where it begins in the feed, from 1; in a JSON array, the position of the element. */
  line: number;
  /** Where it has one. */
  id?: string;
  reason: string;
}

/** What a build did, as it stands in the report file. */
export interface BuildReport {
  /** Whether there is a catalog; if not, `error` says why. */
  ok: boolean;
  error?: { code: string; message: string };
  feed: { path: string; format: string };
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
  model?: { id: string; revision: string; dtype: string; dim: number };
  /** Runtime and version that embedded the pictures. */
  embeddedWith?: string;
  /** Hints of the build itself. */
  notes: string[];
  rejected: RejectedRow[];
  warnings: BuildWarning[];
  timings: {
    /** Milliseconds. */
    readMs: number;
    modelMs: number;
    embedMs: number;
    writeMs: number;
    totalMs: number;
    /** Pictures embedded a second, decoding included. */
    imagesPerSecond: number;
  };
  /** Files of the catalog. */
  files: { path: string; bytes: number }[];
  /** Their sum. */
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
