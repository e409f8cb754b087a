/** The report of a merge: it starts from those of the shards' builds. */

import type { RuntimeCheck } from "../embed/self-check/check-result.ts";
import type { ReportPaths } from "../options/tables/report-options.ts";
import type { HttpCounts } from "../pictures/sources/http-source.ts";
import type { ThumbnailCounts } from "../pictures/thumbnails/thumbnail-counts.ts";
import type { BuildReport, MergeReport } from "../report/build-report.ts";
import { MAX_NOTES, rounded } from "../report/fold-report.ts";
import { joinRejections } from "../report/rejections.ts";
import { joinWarnings } from "../report/warnings.ts";
import type { ShardFolder } from "./shard-folder.ts";
import type { ShardReport } from "./shard-report.ts";

/**
 * The report of a merge that has not written anything yet.
 *
 * @param shards in their order, of one feed
 * @throws `catalog-invalid` if the report of a shard is damaged
 */
export async function joinReports(
  shards: readonly ShardFolder[],
  { out, report, htmlReport }: ReportPaths & { out: string },
): Promise<MergeReport> {
  const reports: ShardReport[] = [];
  for (const shard of shards) reports.push(await shard.report());
  const first = reports[0]!;
  const { feed, model, name } = first;
  const warnings = joinWarnings(reports.flatMap((one) => one.warnings));
  const runtimes = [...new Set(shards.map(({ manifest }) => manifest.encoder.embeddedWith))];
  const dates = shards.map(({ manifest }) => manifest.created);
  return {
    ok: true,
    feed,
    out,
    reportPath: report,
    ...(htmlReport !== undefined && { htmlPath: htmlReport }),
    name,
    created: dates.sort().at(-1)!,
    counts: {
      rows: first.counts.rows,
      items: 0,
      rejected: sumOf(reports, ({ counts }) => counts.rejected),
      warnings: warnings.reduce((sum, { count }) => sum + count, 0),
    },
    ...(model && { model }),
    embeddedWith: runtimes.join(", "),
    ...joinChecks(reports.flatMap(({ check }) => check ?? [])),
    notes: joinNotes(reports, runtimes),
    ...joinRejections(reports),
    warnings,
    ...joinThumbnails(reports.flatMap(({ thumbnails }) => thumbnails ?? [])),
    downloads: reports.map(({ downloads }) => downloads).reduce(sumCounts),
    remembered: sumOf(reports, ({ remembered }) => remembered),
    vectors: reports.map(({ vectors }) => vectors).reduce(sumCounts),
    timings: sumTimings(reports),
    files: [],
    bytes: 0,
    shards: reports.map(({ counts, timings }, i) => ({
      number: shards[i]!.entry.number,
      path: shards[i]!.path,
      items: counts.items,
      rejected: counts.rejected,
      totalMs: timings.totalMs,
    })),
  };
}

function joinNotes(reports: readonly ShardReport[], runtimes: readonly string[]): string[] {
  const notes = new Set(reports.flatMap((report) => report.notes));
  return [
    // One more, because a shard's last note may count further ones.
    ...[...notes].slice(0, MAX_NOTES + 1),
    ...(runtimes.length > 1 ? [`The shards were embedded by ${runtimes.join(" and ")}.`] : []),
  ];
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

/** The files are those of the merge; what was made and reused for them is known of the shards. */
function joinThumbnails(counts: readonly ThumbnailCounts[]): { thumbnails?: ThumbnailCounts } {
  const [first] = counts;
  if (!first) return {};
  const made = counts.reduce((sum, one) => sum + one.made, 0);
  const reused = counts.reduce((sum, one) => sum + one.reused, 0);
  return { thumbnails: { ...first, made, reused } };
}

function sumOf(reports: readonly ShardReport[], of: (report: ShardReport) => number): number {
  return reports.reduce((sum, report) => sum + of(report), 0);
}

function sumCounts<T extends HttpCounts | BuildReport["vectors"]>(a: T, b: T): T {
  const sum: Record<string, number> = { ...a };
  for (const [key, value] of Object.entries(b)) sum[key]! += value as number;
  return sum as T;
}

function sumTimings(reports: readonly ShardReport[]): BuildReport["timings"] {
  const sum = { ...reports[0]!.timings };
  const keys = Object.keys(sum) as (keyof typeof sum)[];
  for (const key of keys) sum[key] = sumOf(reports, ({ timings }) => timings[key]);
  const embedded = sumOf(
    reports,
    ({ timings }) => (timings.imagesPerSecond * timings.embedMs) / 1000,
  );
  // The mean of all machines.
  sum.imagesPerSecond = embedded === 0 ? 0 : (embedded * 1000) / sum.embedMs;
  for (const key of keys) sum[key] = rounded(sum[key]);
  return sum;
}
