/**
 * Builds a catalog from a product feed: the stages in their order, and the report that folds what they tell.
 *
 * `stages.ts` has the stages, `publish.ts` the last one, which a merge shares. The folders beside them: `feed` reads
 * feeds, `products` makes products with pictures and catalog items of them, `pictures` opens, caches, judges and
 * shrinks pictures, `embed` makes vectors and concepts, `models` opens and fetches models and detectors, `http` asks
 * servers, `write` writes files, `report` reports, `merge` joins shards, `inspect` looks into feeds and catalogs,
 * `export` writes catalogs for other databases, `serve` shows them in a browser, and `options` has all options.
 */
import type { CatalogItem } from "../catalog/items/catalog-item.ts";
import { messageOf, VisualSearchError } from "../lib/errors.ts";
import type { ConceptSet } from "./embed/concepts/concept-set.ts";
import { type EmbeddedProducts, fingerprintsOf, picturesOfAll } from "./embed/embed-products.ts";
import type { PreviousCatalog } from "./embed/previous.ts";
import { requireAgreement } from "./embed/self-check/runtime-check.ts";
import { FeedPart } from "./merge/feed-part.ts";
import { type PackedShard, packShard } from "./merge/packed-shard.ts";
import type { BuildModel } from "./models/model.ts";
import { type BuildSettings, buildSettings } from "./options/build-settings.ts";
import { type BuildStage, ProgressMeter } from "./options/progress.ts";
import type { BuildOptions } from "./options/tables/build-options.ts";
import { openPictures } from "./pictures/open-pictures.ts";
import { typeAttributes, withPictures } from "./products/catalog-items.ts";
import type { ProductWithPictures } from "./products/product-with-pictures.ts";
import { publish } from "./publish.ts";
import type { BuildReport } from "./report/build-report.ts";
import { FeedLog } from "./report/feed-log.ts";
import { emptyReport, StageLog } from "./report/fold-report.ts";
import type { Album } from "./report/page/album.ts";
import { writeReport } from "./report/report-files.ts";
import {
  type BuildContext,
  checkVectors,
  compareWithPrevious,
  depict,
  embedPictures,
  embedWords,
  judgePictures,
  openEmbeddings,
  openEncoder,
  readFeed,
  thumbnailPictures,
} from "./stages.ts";
import { OutputFolder } from "./write/output.ts";

/**
 * Builds a catalog from a product feed and its pictures, and writes the report beside it. A broken row or picture
 * is left out and reported. Nothing is written to `out` unless the catalog is whole.
 *
 * @throws `invalid-argument`, `feed-invalid`, `feed-empty` (the report is written all the same),
 * `dependency-missing`, `model-invalid`, `runtime-failed`, `runtime-mismatch`, `output-failed`, or the
 * reason of `signal`.
 * @example
 * const report = await buildCatalog({
 *   feed: "products.csv",
 *   images: "photos",
 *   model: "starter",
 *   out: "catalog",
 * });
 * console.log(`${report.counts.items} products, ${report.counts.rejected} left out`);
 */
export async function buildCatalog(options: BuildOptions): Promise<BuildReport> {
  const settings = await buildSettings(options, process.env);
  settings.signal?.throwIfAborted();
  const output = await OutputFolder.open(settings.out);
  const context = await openContext(settings);
  const { feedLog, http } = context;
  const log = new StageLog(emptyReport(settings), () => ({
    ...feedLog.facts,
    downloads: http.counts,
  }));
  try {
    const album = await build(context, output, log);
    log.add({ ok: true });
    const report = log.report();
    await writeReport(report, album);
    return report;
  } catch (error) {
    const isAborted = settings.signal?.aborted === true;
    if (error instanceof VisualSearchError && !isAborted) await reportFailure(error, log);
    throw error;
  }
}

async function openContext(options: BuildSettings): Promise<BuildContext> {
  const part = options.part && new FeedPart(options.part);
  return {
    options,
    part,
    progress: new ProgressMeter<BuildStage>("read", options.onProgress),
    feedLog: new FeedLog((id) => part?.has(id) ?? true),
    ...(await openPictures(options)),
  };
}

/** @returns the pictures for the report's page */
async function build(
  context: BuildContext,
  output: OutputFolder,
  log: StageLog,
): Promise<Album | undefined> {
  const { options, part, pictures, disk, progress } = context;
  const { name, created, choice, rules, threads, signal } = options;
  const { products } = await log.run("readMs", () => readFeed(context));
  if ((part ?? { products: products.length }).products === 0) throw emptyFeed(context);
  signal?.throwIfAborted();
  const encoded = await encode(products, context, log);
  const { model, previous, embedded, texts, concepts } = encoded;
  const { quality, part: judgement } = judgePictures(encoded, context);
  log.add(judgement);
  // A shard may have no product.
  if (embedded.products.length === 0 && !part) throw emptyFeed(context);
  const { thumbnails } = await log.run("thumbnailMs", () =>
    thumbnailPictures(embedded.products, previous, context),
  );
  const untyped = embedded.products.map((product, i) =>
    withPictures(product.item, product.pictures, thumbnails?.paths[i]),
  );
  // Attributes of a shard get their types with those of the other shards.
  const shard = part && (await packProducts(part, { ...encoded, items: untyped }, context, log));
  const items = typeAttributes(untyped);
  const shown = embedded.products.map(({ pictures }, i) => ({ item: items[i]!, pictures }));
  const { album } = await log.run("reportMs", () => {
    const source = { products: shown, quality, pictures, disk, signal };
    const isWanted = options.htmlReport !== undefined;
    return depict(items, isWanted ? { ...source, thumbnails: thumbnails?.files ?? [] } : undefined);
  });
  const all = picturesOfAll(embedded.products);
  const source = {
    name,
    created: created.toISOString(),
    items,
    goesWith: embedded.products.map(({ goesWith }) => goesWith),
    pictures: embedded.products.map(({ pictures }) => pictures.length),
    fingerprints: fingerprintsOf(all),
    vectors: embedded.vectors,
    encoder: model.binding,
    spaces: choice,
    ...(texts && { texts }),
    ...(rules && { rules }),
  };
  const kept = all.map((picture) => picture.kept);
  await log.run("writeMs", () =>
    publish(
      { source, concepts, thumbnails, shard, previous: previous && { catalog: previous, kept } },
      { output, threads, progress, signal },
    ),
  );
  await pictures.saveHashes();
  await disk.evict();
  return album;
}

/** What the model makes of products. */
interface Encoded {
  model: BuildModel;
  previous: PreviousCatalog | undefined;
  embedded: EmbeddedProducts;
  texts: Awaited<ReturnType<typeof embedWords>>["texts"];
  concepts: ConceptSet;
}

/** The stages that need the model. It is released at their end. */
async function encode(
  products: readonly ProductWithPictures[],
  context: BuildContext,
  log: StageLog,
): Promise<Encoded> {
  const { model } = await log.run("modelMs", () => openEncoder(products, context));
  try {
    const input = { model, ...(await embed(products, model, context, log)) };
    const words = await log.run("textsMs", () => embedWords(input, context));
    // The last, because another model may have to take the place of this one.
    const { check } = await log.run("checkMs", () => checkVectors(input, context));
    if (check) requireAgreement(check, model.binding.embeddedWith);
    return { ...input, ...words };
  } finally {
    await model.release();
  }
}

/** The stages that need the cache of embeddings. It is closed at their end. */
async function embed(
  products: readonly ProductWithPictures[],
  model: BuildModel,
  context: BuildContext,
  log: StageLog,
): Promise<{ previous: PreviousCatalog | undefined; embedded: EmbeddedProducts }> {
  const memory = await openEmbeddings(model, context);
  try {
    const input = { products, model, memory };
    const { previous, kept } = await log.run("compareMs", () =>
      compareWithPrevious(input, context),
    );
    const { embedded } = await log.run("embedMs", () => embedPictures({ ...input, kept }, context));
    return { previous, embedded };
  } finally {
    await memory.close();
  }
}

/** Packs what the merge needs, with the report as far as the build has come. */
async function packProducts(
  part: FeedPart,
  { embedded: { products, vectors }, texts, items }: Encoded & { items: readonly CatalogItem[] },
  { options: { maxImages, minImageSize, concepts } }: BuildContext,
  log: StageLog,
): Promise<PackedShard> {
  const report = log.report();
  return await packShard({
    part,
    options: { maxImages, minImageSize, ...(concepts && { concepts: [...concepts] }) },
    ...{ products, items, vectors, texts },
    report: { ...report, counts: { ...report.counts, items: products.length } },
  });
}

function emptyFeed({ feedLog, options }: BuildContext): VisualSearchError {
  const { rows, firstRejected: first } = feedLog;
  const why = first === undefined ? "" : ` The first is line ${first.line}: ${first.reason}.`;
  return new VisualSearchError(
    "feed-empty",
    `Expected a feed with at least one usable product, got ${rows} rows of which none is.${why} The report ` +
      `${options.report} has the rows with their reasons. Correct them, or name columns with --map.`,
  );
}

/** Writes the report of a build that has failed. @throws the error, with a remark if that fails, too */
async function reportFailure(error: VisualSearchError, log: StageLog): Promise<void> {
  const { code, message } = error;
  log.add({ ok: false, error: { code, message } });
  try {
    await writeReport(log.report(), undefined);
  } catch (another) {
    if (messageOf(another) === message) return;
    throw new VisualSearchError(code, `${message} ${messageOf(another)}`, { cause: error });
  }
}
