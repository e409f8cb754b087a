/** `vitrine inspect`: shows what is in a catalog. */
import {
  type CatalogInspection,
  inspectCatalog,
  type RecallCertificate,
  type SegmentInspection,
  type WeightsInspection,
} from "../../build/index.ts";
import { CATALOG } from "../../build/options/tables/common-options.ts";
import { bytes, count, counted } from "../../build/report/figures.ts";
import { unlessAborted } from "../../lib/abort.ts";
import { defineCommand, JSON_OPTION, print } from "../command.ts";

export const INSPECT = defineCommand({
  name: "inspect",
  summary: "Show what is in a catalog",
  options: { catalog: CATALOG, json: JSON_OPTION },
  examples: ["vitrine inspect public/catalog", "vitrine inspect public/catalog --json"],
  run: async ({ catalog, ...manner }, { terminal, signal }) => {
    const inspection = await unlessAborted(inspectCatalog(catalog), signal);
    print(terminal.out, manner, inspection, () => inspectionLines(catalog, inspection));
  },
});

/** The lines that tell a person what is in a catalog. */
function inspectionLines(folder: string, inspection: CatalogInspection): string[] {
  const { name, created, encoder, spaces, facets, segments, shard } = inspection;
  return [
    `${folder}: ${name}, built ${created}`,
    ...(shard ? [`Shard ${shard.number} of ${shard.of}`] : []),
    `${counted(inspection.live, "product")} in ${counted(segments.length, "segment")}: ` +
      rowsOf(inspection),
    `Bytes: ${bytesOf(inspection)}`,
    `Facets: ${facets.map((facet) => `${facet.name} (${facet.kind})`).join(", ") || "none"}`,
    ...Object.entries(spaces).map(([name, space]) => `Space ${name}: ${spaceOf(space)}`),
    `Encoder: ${encoder.id} (revision ${encoder.revision.slice(0, 12)}), ` +
      `embedded with ${encoder.embeddedWith}`,
    `Weights: ${encoder.weights.map(weightsOf).join(", ")}`,
    ...(inspection.thumbnails ? [thumbnailsOf(inspection.thumbnails)] : []),
    ...segments.map((segment, i) => `Segment ${i}: ${rowsOf(segment)}; ${bytesOf(segment)}`),
    ...segments.flatMap(recallLines),
  ];
}

function recallLines({ recall, spaces = {} }: SegmentInspection, i: number): string[] {
  const named = Object.entries(spaces).map(([name, space]) => ({ name: `, ${name}`, ...space }));
  return [{ name: "", recall }, ...named].flatMap(({ name, recall: one }) =>
    one ? [`Segment ${i}${name}: ${recallOf(one)}`] : [],
  );
}

function spaceOf({ dim, metric, fields, weights }: CatalogInspection["spaces"][string]): string {
  const made = fields ? `, of ${fields.join(", ")}` : "";
  const parts = weights ? `, image ${weights.image} and text ${weights.text}` : "";
  return `${dim} dimensions, ${metric}${parts}${made}`;
}

function thumbnailsOf(thumbnails: NonNullable<CatalogInspection["thumbnails"]>): string {
  const { size, format, quality, count: files, bytes: all } = thumbnails;
  const shown = quality === undefined ? "" : `, quality ${quality}`;
  const each = files === 0 ? "" : `, ${bytes(all / files)} each`;
  return `Thumbnails: ${count(files)} of ${size} pixels in ${format}${shown}; ${bytes(all)}${each}`;
}

function weightsOf({ dtype, textDtype, bytes: size }: WeightsInspection): string {
  return `${dtype}${textDtype ? ` (text ${textDtype})` : ""} ${bytes(size)}`;
}

function recallOf({ k, recall, exactRecall, filters }: RecallCertificate): string {
  const filtered = filters.map(
    ({ share, recall }) => `${recall} with ${share * 100} % let through`,
  );
  return (
    `recall@${k} against float32 ${recall} (every vector looked at: ${exactRecall}; ` +
    `filtered: ${filtered.join(", ")})`
  );
}

type Sizes = Omit<SegmentInspection, "recall" | "spaces">;

function rowsOf({ rows, vectors, tombstones, patches }: Sizes): string {
  const pictures = vectors === rows ? "" : ` with ${counted(vectors, "vector")}`;
  return `${counted(rows, "row")}${pictures}, ${count(tombstones)} gone, ${count(patches)} patched`;
}

function bytesOf({ bytes: parts }: Sizes): string {
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const each = Object.entries(parts).map(([part, value]) => `${part} ${bytes(value)}`);
  return `${bytes(total)} (${each.join(", ")})`;
}
