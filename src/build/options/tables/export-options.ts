/** Options of `vitrine export` and `exportCatalog`. */
import type { Writable } from "node:stream";
import type { OptionTable } from "../option.ts";
import type { StageProgress } from "../progress.ts";
import { choice, FLAG, type ValueKind } from "../values.ts";
import { CATALOG, SPACE } from "./common-options.ts";

export const EXPORT_FORMATS = ["jsonl", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How far an export is: `done` counts products. */
export type ExportProgress = StageProgress<"export">;

export interface ExportOptions {
  /** Folder of the catalog. */
  catalog: string;
  /** Path of the file, which is replaced once the new one is whole; or a stream, which stays open. */
  out: string | Writable;
  /** Default: `parquet` if the file is named so, else `jsonl`. */
  format?: ExportFormat;
  /** Vector space. Default: image. */
  space?: string;
  /** Whether there are vectors; without them there is a row for each product. Default: true. */
  vectors?: boolean;
  onProgress?: (progress: ExportProgress) => void;
  signal?: AbortSignal;
}

const FILE_OR_STREAM: ValueKind<string | Writable> = {
  placeholder: "file",
  expected: "a path or a stream",
  accepts: (value): value is string | Writable =>
    (typeof value === "string" && value !== "") || (typeof value === "object" && value !== null),
  parse: (text) => text,
  format: String,
};

export const EXPORT_OPTIONS = {
  catalog: CATALOG,
  out: {
    kind: FILE_OR_STREAM,
    help: "file, replaced once the new one is whole; - for standard output",
    group: "Output",
    required: true,
  },
  format: {
    kind: choice("format", EXPORT_FORMATS),
    help: "jsonl or parquet",
    group: "Output",
    defaultText: "parquet if the file is named so, else jsonl",
  },
  // No default here: without vectors, a given space is refused.
  space: { kind: SPACE.kind, help: SPACE.help, group: "Output", defaultText: SPACE.default },
  vectors: { kind: FLAG, help: "products alone, a row each", group: "Output", default: true },
} satisfies OptionTable<ExportOptions, "onProgress" | "signal">;
