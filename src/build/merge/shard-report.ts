/** What a merge takes over from the report of a shard's build, and its form. */
import {
  boolean,
  exactOptional,
  integer,
  listOf,
  number,
  object,
  objectOf,
  oneOf,
  text,
} from "../../lib/schema.ts";
import { DTYPES } from "../../lib/types.ts";
import type { RuntimeCheck } from "../embed/self-check/check-result.ts";
import { FIELDS } from "../feed/fields/fields.ts";
import type { HttpCounts } from "../pictures/sources/http-source.ts";
import type { ThumbnailCounts } from "../pictures/thumbnails/thumbnail-counts.ts";
import type { BuildReport } from "../report/build-report.ts";
import type { RejectedRow, RejectionReason } from "../report/rejections.ts";
import type { BuildWarning } from "../report/warnings.ts";
import { readJson } from "./read-json.ts";

/** The parts of a build's report that are summed up in that of a merge. */
export type ShardReport = Pick<
  BuildReport,
  | "feed"
  | "name"
  | "counts"
  | "model"
  | "check"
  | "notes"
  | "rejected"
  | "rejectedBy"
  | "repeatedIds"
  | "warnings"
  | "thumbnails"
  | "downloads"
  | "remembered"
  | "vectors"
  | "timings"
>;

const MAX_TEXT = 100_000;
const MAX_ENTRIES = 10_000;

const TEXT = text(MAX_TEXT, 0);
const COUNT = integer(0, Number.MAX_SAFE_INTEGER);
/** What becomes of a column. */
const ROLE = oneOf(...FIELDS, "variants", "attribute", "ignored");
/** Milliseconds, or a rate. */
const AMOUNT = number(0);

const ROW = objectOf<RejectedRow>()({
  line: COUNT,
  file: exactOptional(TEXT),
  id: exactOptional(TEXT),
  reason: TEXT,
  sample: exactOptional(TEXT),
});
const ROWS = listOf(ROW, { most: MAX_ENTRIES });

const WARNING = objectOf<BuildWarning>()({
  message: TEXT,
  count: COUNT,
  examples: listOf(object({ line: COUNT, id: TEXT, found: TEXT }), { most: MAX_ENTRIES }),
});

const SHARD_REPORT = objectOf<ShardReport>()({
  feed: objectOf<BuildReport["feed"]>()({
    path: TEXT,
    format: TEXT,
    columns: listOf(object({ column: TEXT, role: ROLE }), { most: MAX_ENTRIES }),
    variants: COUNT,
    images: COUNT,
  }),
  name: TEXT,
  counts: objectOf<BuildReport["counts"]>()({
    rows: COUNT,
    items: COUNT,
    rejected: COUNT,
    warnings: COUNT,
  }),
  model: exactOptional(
    objectOf<NonNullable<BuildReport["model"]>>()({
      id: TEXT,
      revision: TEXT,
      dtype: oneOf(...DTYPES),
      dtypes: listOf(oneOf(...DTYPES), { most: DTYPES.length }),
      dim: COUNT,
    }),
  ),
  check: exactOptional(
    objectOf<RuntimeCheck>()({
      pictures: COUNT,
      smallestCosine: number(),
      meanCosine: number(),
      runtime: TEXT,
      bound: number(),
      remembered: boolean(),
    }),
  ),
  notes: listOf(TEXT, { most: MAX_ENTRIES }),
  rejected: ROWS,
  rejectedBy: listOf(objectOf<RejectionReason>()({ reason: TEXT, count: COUNT, examples: ROWS }), {
    most: MAX_ENTRIES,
  }),
  repeatedIds: objectOf<BuildReport["repeatedIds"]>()({ count: COUNT, examples: ROWS }),
  warnings: listOf(WARNING, { most: MAX_ENTRIES }),
  thumbnails: exactOptional(
    objectOf<ThumbnailCounts>()({
      count: COUNT,
      bytes: COUNT,
      made: COUNT,
      reused: COUNT,
      overTarget: COUNT,
      targetBytes: COUNT,
    }),
  ),
  downloads: objectOf<HttpCounts>()({
    requests: COUNT,
    fetched: COUNT,
    bytes: COUNT,
    unchanged: COUNT,
    unasked: COUNT,
    stale: COUNT,
    failed: COUNT,
  }),
  remembered: COUNT,
  vectors: objectOf<BuildReport["vectors"]>()({ fresh: COUNT, remembered: COUNT, kept: COUNT }),
  timings: objectOf<BuildReport["timings"]>()({
    readMs: AMOUNT,
    modelMs: AMOUNT,
    compareMs: AMOUNT,
    embedMs: AMOUNT,
    checkMs: AMOUNT,
    textsMs: AMOUNT,
    thumbnailMs: AMOUNT,
    writeMs: AMOUNT,
    reportMs: AMOUNT,
    totalMs: AMOUNT,
    imagesPerSecond: AMOUNT,
  }),
});

/** @param refuse makes the error for what is wrong */
export function readShardReport(
  json: string,
  refuse: (expected: string, got: unknown) => Error,
): ShardReport {
  return readJson(SHARD_REPORT, json, refuse);
}
