/** What `vitrine build --dry-run` prints. */
import type { FeedInspection } from "../../../build/index.ts";
import { count, counted } from "../../../build/report/figures.ts";
import { rejectedLine } from "../../terminal/lines.ts";
import { textTable } from "../../terminal/text-table.ts";

/** Examples of each reason shown; the JSON has more. */
const SHOWN_EXAMPLES = 2;
const MAX_CELL = 40;

/** The lines that tell a person what a build would make of a feed. */
export function feedSummary(inspection: FeedInspection): string[] {
  const { feed, columns, counts, first } = inspection;
  const lines = [
    `${feed.path}: ${feed.format || "no rows"}; ${counted(counts.products, "product")} of ` +
      `${counted(counts.rows, "row")} with ${counted(counts.variants, "variant")} and ` +
      `${counted(counts.images, "image")}; ${count(counts.rejected)} left out`,
    "",
    ...textTable(
      ["column", "becomes"],
      columns.map(({ column, role }) => [short(column), role]),
    ),
  ];
  if (inspection.rejected.length > 0) lines.push("", "Left out:");
  for (const { reason, count: times, examples } of inspection.rejected) {
    lines.push(`  ${counted(times, "time")}: ${reason}`);
    for (const row of examples.slice(0, SHOWN_EXAMPLES)) {
      lines.push(`    ${rejectedLine(row)}${row.sample ? ` [${row.sample}]` : ""}`);
    }
  }
  if (inspection.warnings.length + inspection.notes.length > 0) lines.push("");
  for (const { message, count: times } of inspection.warnings) {
    lines.push(`Warning, ${counted(times, "time")}: ${message}`);
  }
  for (const note of inspection.notes) lines.push(`Note: ${note}`);
  if (first.length > 0) {
    lines.push(
      "",
      ...textTable(
        ["id", "title", "price", "brand", "category", "colour", "images", "attributes"],
        first.map(({ item, images }) => [
          short(item.id),
          short(item.title),
          item.price === undefined ? "" : `${item.price} ${item.currency ?? ""}`.trim(),
          short(item.brand ?? ""),
          short(item.category ?? ""),
          short(item.colour ?? ""),
          String(images.length),
          Object.entries(item.attributes)
            .map(([name, value]) => `${name}=${short([value].flat().join(", "))}`)
            .join("; "),
        ]),
      ),
    );
  }
  return lines;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= MAX_CELL ? line : `${line.slice(0, MAX_CELL - 3)}...`;
}
