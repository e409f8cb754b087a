/** Joins the shards that several machines have built of one feed into one catalog. */
import { resolve } from "node:path";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { Manifest } from "../../catalog/manifest/manifest.ts";
import {
  FUSED_SPACE,
  type SpaceChoice,
  type Spaces,
  TEXT_SPACE,
} from "../../catalog/spaces/spaces.ts";
import { invalidArgument } from "../../lib/checks.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { checkOptions } from "../options/check.ts";
import { ProgressMeter } from "../options/progress.ts";
import {
  MERGE_OPTIONS,
  type MergeOptions,
  type MergeStage,
} from "../options/tables/merge-options.ts";
import { reportPaths } from "../options/tables/report-options.ts";
import { Pictures } from "../pictures/pictures.ts";
import { type PictureQuality, qualityOf } from "../pictures/quality/quality.ts";
import type { ThumbnailSet } from "../pictures/thumbnails/thumbnails.ts";
import { typeAttributes } from "../products/catalog-items.ts";
import { type CatalogContent, publish } from "../publish.ts";
import type { MergeReport } from "../report/build-report.ts";
import { StageLog } from "../report/fold-report.ts";
import type { AlbumSource } from "../report/page/album.ts";
import { writeReport } from "../report/report-files.ts";
import { depict } from "../stages.ts";
import { OutputFolder } from "../write/output.ts";
import { type JoinedProducts, joinConcepts, joinProducts, joinThumbnails } from "./join-shards.ts";
import { joinReports } from "./merge-report.ts";
import type { ShardFolder } from "./shard-folder.ts";
import { openShards } from "./shard-set.ts";

/**
 * Joins the shards that `buildCatalog` has made of one feed into one catalog, and writes the report beside it. The
 * files are those of a build without shards, byte by byte, as long as the runtime gives a picture the same
 * embedding whatever others are in its batch. The time of the catalog is that of the last shard. Nothing is
 * written to `out` unless the catalog is whole.
 *
 * @throws `invalid-argument`; `catalog-invalid` if a shard is missing, there twice, damaged, or of another feed,
 * model or options; `feed-empty` if none has a product; `output-failed`, or the reason of `signal`
 * @example
 * // Each on a machine of its own:
 * await buildCatalog({ ...options, shard: "1/2", out: "shard-1" });
 * await buildCatalog({ ...options, shard: "2/2", out: "shard-2" });
 * // Then, on one of them:
 * await mergeCatalogs({ shards: ["shard-1", "shard-2"], out: "catalog" });
 */
export async function mergeCatalogs(options: MergeOptions): Promise<MergeReport> {
  const checked = checkMerge(options);
  const { out, threads, signal } = checked;
  const { report, htmlReport } = reportPaths(checked);
  signal?.throwIfAborted();
  const progress = new ProgressMeter<MergeStage>("merge", options.onProgress);
  const output = await OutputFolder.open(out);
  const shards = await openShards(checked.shards);
  const start = await joinReports(shards, { out, report, htmlReport });
  const log = new StageLog<MergeReport>(start);
  const onRead = (count: number) => {
    signal?.throwIfAborted();
    progress.update(count);
  };
  const products = countOf(shards, ({ items }) => items);
  if (products === 0) throw nothingIn(shards);
  progress.begin("merge", products);
  const joined = await joinProducts(shards, onRead);
  const pictures = countOf(shards, ({ thumbnails }) => thumbnails?.count ?? 0);
  if (shards[0]!.manifest.thumbnails) progress.begin("thumbnails", pictures);
  const thumbnails = await joinThumbnails(shards, onRead);
  if (thumbnails) log.add({ thumbnails: { ...start.thumbnails!, ...thumbnails.counts } });
  const items = typeAttributes(joined.items);
  const concepts = await joinConcepts(shards, items);
  const { album } = await log.run("reportMs", async () => {
    const quality = judgePictures(shards, joined);
    const source =
      htmlReport === undefined
        ? undefined
        : await albumSource({ items, facts: joined.facts, quality, thumbnails, signal });
    const { album, part } = await depict(items, source);
    return { album, part: { ...part, pictures: quality } };
  });
  const source = sourceOf(shards, start, { ...joined, items });
  await log.run("writeMs", () =>
    publish({ source, concepts, thumbnails }, { output, threads, progress, signal }),
  );
  const merged = log.report();
  await writeReport(merged, album);
  return merged;
}

function checkMerge(options: MergeOptions) {
  const checked = checkOptions(MERGE_OPTIONS, options);
  if (checked.shards.some((path) => resolve(path) === resolve(checked.out))) {
    const expected = "another folder than those of the shards, as it is replaced";
    throw invalidArgument("out", expected, checked.out);
  }
  return checked;
}

function countOf(shards: readonly ShardFolder[], count: (manifest: Manifest) => number): number {
  return shards.reduce((sum, { manifest }) => sum + count(manifest), 0);
}

/** Finds pictures that the shop may want to look at; those of one finding may be in different shards. */
function judgePictures(
  shards: readonly ShardFolder[],
  { items, facts, fingerprints, vectors }: JoinedProducts,
): PictureQuality {
  const { dim } = shards[0]!.manifest.encoder;
  return qualityOf({
    ids: items.flatMap(({ id }, i) => facts[i]!.map(() => id)),
    facts: facts.flat(),
    fingerprints,
    vectors: {
      dim,
      count: vectors.length / dim,
      vector: (i) => vectors.subarray(i * dim, (i + 1) * dim),
      isNew: () => true,
    },
    minSize: shards[0]!.entry.options.minImageSize,
  });
}

/**
 * The pictures that the report page can show: the thumbnails of the shards, because the shop's own pictures stay
 * where the shards were built. Without thumbnails, or if sharp is not installed, there are none.
 */
async function albumSource({
  items,
  facts,
  quality,
  thumbnails,
  signal,
}: {
  items: readonly CatalogItem[];
  facts: JoinedProducts["facts"];
  quality: PictureQuality;
  thumbnails: ThumbnailSet | undefined;
  signal: AbortSignal | undefined;
}): Promise<AlbumSource | undefined> {
  const pictures = thumbnails && (await Pictures.open({}).catch(() => undefined));
  if (!pictures) return undefined;
  const products = items.map((item, i) => ({
    item,
    pictures: facts[i]!.map((one) => ({ name: "", facts: one })),
  }));
  return { products, quality, thumbnails: thumbnails.files, pictures, signal };
}

/** What the catalog is made of. */
function sourceOf(
  shards: readonly ShardFolder[],
  { created, embeddedWith }: Pick<MergeReport, "created" | "embeddedWith">,
  { items, goesWith, facts, fingerprints, vectors, texts }: JoinedProducts,
): CatalogContent["source"] {
  const { name, encoder, spaces, rules } = shards[0]!.manifest;
  return {
    name,
    created,
    items,
    goesWith,
    pictures: facts.map(({ length }) => length),
    fingerprints,
    vectors,
    encoder: { ...encoder, ...(embeddedWith !== undefined && { embeddedWith }) },
    spaces: choiceOf(spaces),
    ...(texts && { texts }),
    ...(rules && { rules }),
  };
}

/** The choice that a build with these spaces was given. */
function choiceOf(spaces: Spaces): SpaceChoice {
  const text = spaces[TEXT_SPACE];
  const fused = spaces[FUSED_SPACE];
  return {
    ...(text?.fields && { text: { fields: text.fields } }),
    ...(fused?.fields &&
      fused.weights && { fused: { fields: fused.fields, weights: fused.weights } }),
  };
}

function nothingIn(shards: readonly ShardFolder[]): VisualSearchError {
  return new VisualSearchError(
    "feed-empty",
    `Expected at least one product in ${shards.length} shards, got none. Read in the reports of their builds ` +
      "why each row was left out.",
  );
}
