/** Options of `vitrine merge` and `mergeCatalogs`. */

import type { OptionTable } from "../option.ts";
import type { StageProgress } from "../progress.ts";
import { PATH_LIST } from "../values.ts";
import { THREADS } from "./common-options.ts";
import { HTML, OUT, REPORT } from "./report-options.ts";

export type MergeStage = "merge" | "thumbnails" | "write";

/**
 * How far a merge is: `done` counts products read, thumbnails verified, and the part of the catalog that is
 * written.
 */
export type MergeProgress = StageProgress<MergeStage>;

export interface MergeOptions {
  /** Folders of all shards of a catalog, in any order. */
  shards: readonly string[];
  /** Folder of the catalog; made, or replaced if it is a catalog. */
  out: string;
  /** The report file. Default: the path of `out` with `.report.json`. */
  report?: string;
  /** Whether a page for a person to look at is written beside it, with `.html`. Default: true. */
  html?: boolean;
  /** Threads that build the graph, 1 to 256. Default: as many as the machine has cores. */
  threads?: number;
  onProgress?: (progress: MergeProgress) => void;
  /** Aborts the merge; nothing is written then. */
  signal?: AbortSignal;
}

export const MERGE_OPTIONS = {
  shards: {
    kind: PATH_LIST,
    help: "folders that vitrine build --shard has written, in any order",
    group: "Arguments",
    positional: "several",
    required: true,
  },
  out: OUT,
  report: { ...REPORT, help: "report of all shards together" },
  html: HTML,
  threads: { ...THREADS, help: "threads that build the graph", group: "Catalog" },
} satisfies OptionTable<MergeOptions, "onProgress" | "signal">;
