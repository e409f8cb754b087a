/** What `vitrine build` and `vitrine merge` print when they are done. */
import type { BuildReport, MergeReport } from "../../../build/index.ts";
import { bytes, count, counted, duration } from "../../../build/report/figures.ts";
import { rejectedLine } from "../../terminal/lines.ts";

/** Rejected rows shown in the summary; all of them stand in the report. */
const SHOWN_REJECTED = 3;

/** What a build or a merge did. */
export function buildSummary(report: BuildReport | MergeReport): string[] {
  const { counts, timings, model } = report;
  const update = "update" in report ? report.update : undefined;
  const shard = "shard" in report ? report.shard : undefined;
  const part = shard ? ` (shard ${shard.number}/${shard.of})` : "";
  const lines = [
    `${report.out}${part}: ${counted(counts.items, "product")} of ${counted(counts.rows, "row")}, ` +
      `${bytes(report.bytes)} in ${counted(report.files.length, "file")}`,
    `Model ${model?.id} (${model?.dtypes.join(", ")}; ${model?.dim} dimensions), embedded with ` +
      `${report.embeddedWith} at ${count(timings.imagesPerSecond)} images/s; ` +
      `${duration(timings.totalMs / 1000)} in all`,
  ];
  if (update !== undefined) {
    lines.push(
      `From ${update.previous}: ${count(update.kept)} kept (${count(update.patched)} with new data), ` +
        `${count(update.embedded)} embedded, ${count(update.removed)} removed; ` +
        `${bytes(update.newBytes)} new, ${bytes(update.reusedBytes)} reused`,
    );
  }
  if (counts.rejected > 0) {
    lines.push(`${counted(counts.rejected, "row")} left out:`);
    for (const row of report.rejected.slice(0, SHOWN_REJECTED))
      lines.push(`  ${rejectedLine(row)}`);
    const more = counts.rejected - SHOWN_REJECTED;
    if (more > 0) lines.push(`  and ${count(more)} more`);
  }
  for (const { message, count: times } of report.warnings) {
    lines.push(`Warning, ${counted(times, "time")}: ${message}`);
  }
  lines.push(...pictureLines(report));
  for (const note of report.notes) lines.push(`Note: ${note}`);
  const { reportPath } = report;
  const htmlPath = "htmlPath" in report ? report.htmlPath : undefined;
  lines.push(`Report: ${reportPath}${htmlPath === undefined ? "" : `, ${htmlPath}`}`);
  return lines;
}

/** What the build found out about the pictures. */
function pictureLines(report: BuildReport | MergeReport): string[] {
  const { downloads, remembered, pictures, thumbnails } = report;
  const lines: string[] = [];
  const { requests, fetched, unchanged, unasked, stale, failed } = downloads;
  if (requests + unasked > 0) {
    lines.push(
      `Images: ${count(fetched)} fetched (${bytes(downloads.bytes)}), ${count(unchanged)} unchanged, ` +
        `${count(unasked + stale)} from the cache${stale > 0 ? `, ${count(stale)} as their servers failed` : ""}` +
        `, ${count(failed)} failed; ${counted(requests, "request")}`,
    );
  }
  if (remembered > 0) {
    lines.push(`${counted(remembered, "image")} embedded before, by the cache`);
  }
  if (thumbnails) {
    lines.push(
      `Thumbnails: ${count(thumbnails.count)}, ${bytes(thumbnails.bytes)}; ${count(thumbnails.made)} made, ` +
        `${count(thumbnails.reused)} reused, ${count(thumbnails.overTarget)} over ` +
        bytes(thumbnails.targetBytes),
    );
  }
  if (!pictures) return lines;
  const { tooSmall, blank, extremeAspect, exactDuplicates, nearDuplicates, shared, unlike } =
    pictures;
  const findings = [
    { what: `under ${tooSmall.below} pixels`, count: tooSmall.count },
    { what: "blank", count: blank.count },
    { what: "very long or wide", count: extremeAspect.count },
    { what: "the same file as another", count: exactDuplicates.count },
    { what: "nearly the same as another", count: nearDuplicates.count },
    { what: "shared by many", count: shared.count },
    { what: "unlike the rest", count: unlike.count },
  ].filter((finding) => finding.count > 0);
  if (findings.length > 0) {
    const all = findings.map((finding) => `${count(finding.count)} ${finding.what}`);
    lines.push(`Worth a look, products by their images: ${all.join(", ")}`);
  }
  return lines;
}
