import type { Manifest } from "../../catalog/manifest/manifest.ts";
import type { HttpCounts } from "../pictures/sources/http-source.ts";
import { joinRejections } from "../report/rejections.ts";
import type { RuntimeCheck } from "../report/report.ts";
import {
  type BuildReport,
  MAX_NOTES,
  type MergedShard,
  type ThumbnailCounts,
} from "../report/report.ts";
import { joinWarnings } from "../report/warnings.ts";

/**
 * What a merge did, and its shards' builds before it. Counts are of all shards together; so are the timings,
 * which are times of machines, but for `writeMs`, `reportMs` and `totalMs`, which are the merge's own.
 */
export interface MergeReport extends Omit<BuildReport, "shard" | "update"> {
  shards: MergedShard[];
}

export interface ShardReport {
  number: number;
  path: string;
  report: BuildReport;
}

/** What the merge finds out anew, as it is no sum of the shards'. */
export type MergeResult = Required<
  Pick<MergeReport, "out" | "reportPath" | "notes" | "files" | "bytes"> &
    Pick<MergeReport, "pictures" | "products" | "parts" | "recall">
> & {
  manifest: Pick<Manifest, "name" | "created" | "items" | "encoder">;
  htmlPath: string | undefined;
  thumbnails: Omit<ThumbnailCounts, "made" | "reused"> | undefined;
  timings: Pick<BuildReport["timings"], "writeMs" | "reportMs" | "totalMs">;
};

/** @param shards in their order, of one feed */
export function mergeReports(shards: readonly ShardReport[], result: MergeResult): MergeReport {
  const reports = shards.map(({ report }) => report);
  const first = reports[0]!;
  const { out, reportPath, htmlPath, manifest, pictures, products, parts, recall, files, bytes } =
    result;
  const warnings = joinWarnings(reports.flatMap((report) => report.warnings));
  const notes = new Set(reports.flatMap((report) => report.notes));
  return {
    ok: true,
    feed: first.feed,
    out,
    reportPath,
    ...(htmlPath !== undefined && { htmlPath }),
    name: manifest.name,
    created: manifest.created,
    counts: {
      rows: first.counts.rows,
      items: manifest.items,
      rejected: reports.reduce((sum, { counts }) => sum + counts.rejected, 0),
      warnings: warnings.reduce((sum, { count }) => sum + count, 0),
    },
    ...(first.model && { model: first.model }),
    embeddedWith: manifest.encoder.embeddedWith,
    ...joinChecks(reports.flatMap(({ check }) => check ?? [])),
    // Each shard's last note may be the one that counts further ones.
    notes: [...new Set([...[...notes].slice(0, MAX_NOTES + 1), ...result.notes])],
    ...joinRejections(reports),
    warnings,
    pictures,
    products,
    parts,
    recall,
    ...(result.thumbnails && { thumbnails: sumThumbnails(reports, result.thumbnails) }),
    downloads: reports.map(({ downloads }) => downloads).reduce(sumCounts),
    remembered: reports.reduce((sum, report) => sum + report.remembered, 0),
    vectors: reports.map(({ vectors }) => vectors).reduce(sumCounts),
    timings: sumTimings(reports, result.timings),
    files,
    bytes,
    shards: shards.map(({ number, path, report }) => ({
      number,
      path,
      items: report.counts.items,
      rejected: report.counts.rejected,
      totalMs: report.timings.totalMs,
    })),
  };
}

/** As if the samples of all shards were one. */
function joinChecks(checks: readonly RuntimeCheck[]): { check?: RuntimeCheck } {
  const [first] = checks;
  if (!first) return {};
  const pictures = checks.reduce((sum, one) => sum + one.pictures, 0);
  const cosines = checks.reduce((sum, one) => sum + one.pictures * one.meanCosine, 0);
  return {
    check: {
      runtime: [...new Set(checks.map(({ runtime }) => runtime))].join(", "),
      pictures,
      smallestCosine: Math.min(...checks.map(({ smallestCosine }) => smallestCosine)),
      meanCosine: cosines / pictures,
      bound: Math.max(...checks.map(({ bound }) => bound)),
      remembered: checks.every(({ remembered }) => remembered),
    },
  };
}

function sumThumbnails(
  reports: readonly BuildReport[],
  found: NonNullable<MergeResult["thumbnails"]>,
): ThumbnailCounts {
  const sum = (of: (counts: ThumbnailCounts) => number) =>
    reports.reduce((total, { thumbnails }) => total + (thumbnails ? of(thumbnails) : 0), 0);
  return { ...found, made: sum(({ made }) => made), reused: sum(({ reused }) => reused) };
}

function sumCounts<T extends HttpCounts | BuildReport["vectors"]>(a: T, b: T): T {
  const sum: Record<string, number> = { ...a };
  for (const [key, value] of Object.entries(b)) sum[key]! += value as number;
  return sum as T;
}

function sumTimings(
  reports: readonly BuildReport[],
  own: MergeResult["timings"],
): BuildReport["timings"] {
  const sum = { ...reports[0]!.timings };
  for (const { timings } of reports.slice(1)) {
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += timings[key];
  }
  const embedded = reports.reduce(
    (total, { timings }) => total + (timings.imagesPerSecond * timings.embedMs) / 1000,
    0,
  );
  // Of one machine, in the mean.
  sum.imagesPerSecond = embedded === 0 ? 0 : (embedded * 1000) / sum.embedMs;
  Object.assign(sum, own);
  for (const key of Object.keys(sum) as (keyof typeof sum)[]) {
    sum[key] = round(sum[key]);
  }
  return sum;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
