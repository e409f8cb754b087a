/** The stages of a build. Each takes its input and the build's context; the `part` of its output is for the report. */
import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { chooseFacets } from "../catalog/facets/facet-choice.ts";
import type { CatalogItem } from "../catalog/items/catalog-item.ts";
import { VectorTable } from "../catalog/segments/vector-table.ts";
import { staysInPlace } from "../catalog/update/kept-pictures.ts";
import type { TextVectors } from "../catalog/writing/catalog-source.ts";
import { type ConceptSet, makeConceptSet } from "./embed/concepts/concept-set.ts";
import { chooseConcepts, tooManyValues } from "./embed/concepts/concepts.ts";
import { shopperPhotos } from "./embed/concepts/shopper-photo.ts";
import {
  type EmbeddedProduct,
  type EmbeddedProducts,
  embedProducts,
  type FailedPicture,
  fingerprintsOf,
  freshNames,
  type KeptPictures,
  picturesOfAll,
} from "./embed/embed-products.ts";
import { findKept, knownConcepts, openPrevious, type PreviousCatalog } from "./embed/previous.ts";
import type { RuntimeCheck } from "./embed/self-check/check-result.ts";
import { checkRuntime, sampleInputs } from "./embed/self-check/runtime-check.ts";
import { embedTexts, textOf } from "./embed/texts.ts";
import type { FeedPart } from "./merge/feed-part.ts";
import { type BuildModel, openModel } from "./models/model.ts";
import { findModelFolder } from "./models/model-folder.ts";
import type { BuildSettings } from "./options/build-settings.ts";
import type { BuildStage, ProgressMeter } from "./options/progress.ts";
import { EmbeddingCache } from "./pictures/caches/embedding-cache.ts";
import type { BuildPictures } from "./pictures/open-pictures.ts";
import { type PictureQuality, qualityOf } from "./pictures/quality/quality.ts";
import type { PictureVectors } from "./pictures/quality/unlike.ts";
import { shownAddress } from "./pictures/sources/picture-source.ts";
import { type MadeThumbnails, makeThumbnails } from "./pictures/thumbnails/thumbnails.ts";
import { ProductReader } from "./products/product-reader.ts";
import { type ProductWithPictures, withFirstPictures } from "./products/product-with-pictures.ts";
import type { FeedLog } from "./report/feed-log.ts";
import { firstNotes, type ReportPart, rounded } from "./report/fold-report.ts";
import { summariseItems } from "./report/item-summary.ts";
import { type Album, type AlbumSource, makeAlbum } from "./report/page/album.ts";

/** Rows between two reports of progress while the feed is read. */
const READ_STEP = 1000;

/** What every stage is given besides its input. */
export interface BuildContext extends BuildPictures {
  options: BuildSettings;
  /** Which products are built, if not all of them. */
  part: FeedPart | undefined;
  progress: ProgressMeter<BuildStage>;
  feedLog: FeedLog;
}

/** The output of a stage, with what it tells the report. */
type Staged<T> = Promise<T & { part: ReportPart }>;

/** Reads the feed. */
export async function readFeed({
  options,
  part,
  progress,
  feedLog,
}: BuildContext): Staged<{ products: ProductWithPictures[] }> {
  const reader = await ProductReader.open(options, feedLog.warnings);
  const products: ProductWithPictures[] = [];
  progress.begin("read");
  for await (const entry of reader.read()) {
    if ("product" in entry) {
      // A copy: in V8 a slice of a text keeps the whole text in memory, here a block of the feed.
      if (part?.take(entry.product) ?? true) products.push(structuredClone(entry.product));
    } else if (part?.has(entry.rejected.id) ?? true) {
      feedLog.reject(entry.rejected);
    }
    if (reader.rows - feedLog.rows >= READ_STEP) {
      feedLog.rows = reader.rows;
      progress.update(feedLog.rows);
    }
  }
  feedLog.rows = reader.rows;
  progress.update(feedLog.rows);
  return {
    products: products.map((product) => withFirstPictures(product, options.maxImages)),
    part: { feed: reader.summary, notes: firstNotes(reader.notes) },
  };
}

/** Opens the model in the fastest runtime that agrees with browsers. The caller releases it. */
export async function openEncoder(
  products: readonly ProductWithPictures[],
  { options, pictures, disk, progress }: BuildContext,
): Staged<{ model: BuildModel }> {
  const { dtype, dtypes, modelUrl, runtime, threads, previous, signal } = options;
  const names = products.flatMap((product) => product.pictures.map(({ name }) => name));
  const sampled = { source: pictures, onDone: progress.counter("verify"), signal };
  const model = await openModel(await findModelFolder(options.model), {
    threads,
    runtime,
    memory: disk,
    // A build that continues a catalog embeds few of the pictures that would be drawn.
    ...(previous === undefined && {
      sample: (preprocess) => sampleInputs(names, preprocess, sampled),
    }),
    ...(dtype && { dtype }),
    ...(dtypes && { dtypes }),
    ...(modelUrl !== undefined && { url: modelUrl }),
  });
  const { id, revision, weights, dim, embeddedWith } = model.binding;
  const offered = weights.map((entry) => entry.dtype);
  return {
    model,
    part: {
      model: { id, revision, dtype: weights[0].dtype, dtypes: offered, dim },
      embeddedWith,
      notes: [...model.notes],
    },
  };
}

/** Opens the embeddings that earlier builds have made with this model. The caller closes them. */
export async function openEmbeddings(
  { binding }: BuildModel,
  { disk }: BuildContext,
): Promise<EmbeddingCache> {
  const { weights, files, preprocessing, embeddedWith, dim } = binding;
  const image = files.find(({ path }) => path === weights[0].image)!;
  const space = { weights: image.sha256, preprocessing, runtime: embeddedWith, dim };
  await disk.prepare();
  return await EmbeddingCache.open(join(disk.root, "embeddings"), space);
}

/** Products, and what embeds them. */
export interface ToEmbed {
  products: readonly ProductWithPictures[];
  model: BuildModel;
  memory: EmbeddingCache;
}

/** Finds the vectors that the previous catalog has, if there is one. */
export async function compareWithPrevious(
  { products, model, memory }: ToEmbed,
  { options, pictures, progress }: BuildContext,
): Staged<{ previous: PreviousCatalog | undefined; kept: KeptPictures }> {
  const nothing = { previous: undefined, kept: products.map(() => []) };
  if (options.previous === undefined) return { ...nothing, part: {} };
  const previous = await openPrevious(options.previous, model.binding, options.choice);
  if ("note" in previous) return { ...nothing, part: { notes: [previous.note] } };
  progress.begin("compare", products.length);
  const kept = await findKept(
    { products, previous: previous.catalog },
    {
      source: pictures,
      memory,
      onDone: (count) => progress.update(count),
      signal: options.signal,
    },
  );
  return { previous, kept, part: {} };
}

/** Embeds the pictures that keep no vector. */
export async function embedPictures(
  { products, kept, model, memory }: ToEmbed & { kept: KeptPictures },
  { options, pictures, progress, feedLog }: BuildContext,
): Staged<{ embedded: EmbeddedProducts }> {
  const began = performance.now();
  progress.begin("embed", freshNames(products, kept).length);
  const embedded = await embedProducts(
    { products, kept },
    {
      source: pictures,
      encoder: model,
      memory,
      ahead: 4 * options.concurrency,
      onDone: (count) => progress.update(count),
      signal: options.signal,
    },
  );
  const seconds = (performance.now() - began) / 1000;
  logFailures(embedded.failed, feedLog);
  const all = picturesOfAll(embedded.products);
  const remembered = all.filter((picture) => picture.remembered).length;
  const fresh = embedded.vectors.length / model.dim;
  return {
    embedded,
    part: {
      remembered,
      vectors: { fresh: fresh - remembered, remembered, kept: all.length - fresh },
      timings: { imagesPerSecond: seconds > 0 ? rounded(fresh / seconds) : 0 },
    },
  };
}

/** A product without any good picture is rejected, for the reason of its first one. */
function logFailures(failed: readonly FailedPicture[], feedLog: FeedLog): void {
  const rejected = new Set<ProductWithPictures>();
  for (const { product, picture, reason, hasOthers } of failed) {
    const { line, item } = product;
    const name = shownAddress(picture.name);
    if (hasOthers) {
      const message = "a picture is left out, and the product has its others";
      feedLog.warnings.add(message, line, item.id, `${name}: ${reason}`);
    } else if (!rejected.has(product)) {
      rejected.add(product);
      feedLog.reject({ line, id: item.id, reason: `${reason} (${name})` }, reason);
    }
  }
}

/** Embedded products, the model, and the catalog before. */
export interface ToDescribe {
  embedded: EmbeddedProducts;
  previous: PreviousCatalog | undefined;
  model: BuildModel;
}

/** Embeds the texts of products that do not stay in place, the values of facets, and what scores are measured with. */
export async function embedWords(
  input: ToDescribe,
  context: BuildContext,
): Staged<{ texts: TextVectors | undefined; concepts: ConceptSet }> {
  const texts = await embedProductTexts(input, context);
  return { texts, ...(await embedConcepts(input, context)) };
}

async function embedProductTexts(
  { embedded: { products }, previous, model }: ToDescribe,
  { options: { choice, signal }, progress }: BuildContext,
): Promise<TextVectors | undefined> {
  const fields = (choice.text ?? choice.fused)?.fields;
  if (!fields) return undefined;
  const isNeeded = (i: number, fingerprint: Uint8Array) => {
    const { item, pictures } = products[i]!;
    const kept = pictures.map((picture) => picture.kept);
    return !previous || !staysInPlace(previous.catalog, item.id, kept, fingerprint);
  };
  const texts = products.map(({ item }) => textOf(item, fields));
  const onDone = progress.counter("texts");
  return await embedTexts(texts, isNeeded, () => model.openTexts(), onDone, signal);
}

async function embedConcepts(
  { embedded: { products }, previous, model }: ToDescribe,
  { options: { concepts: wanted, signal }, pictures, progress }: BuildContext,
): Staged<{ concepts: ConceptSet }> {
  const items = products.map(({ item }) => item);
  const { chosen, tooMany } = chooseConcepts(items, wanted);
  const concepts = await makeConceptSet(chosen, {
    model,
    known: previous && (await knownConcepts(previous, model.binding)),
    photos: shopperPhotos(products, pictures),
    onDone: progress.counter("texts"),
    signal,
  });
  return { concepts, part: { notes: wanted ? tooMany.map(tooManyValues) : [] } };
}

/** Compares a sample of the vectors with those of browsers. `requireAgreement` tells what follows from it. */
export async function checkVectors(
  { embedded, model }: ToDescribe,
  { options: { signal }, pictures, progress }: BuildContext,
): Staged<{ check: RuntimeCheck | undefined }> {
  const onDone = progress.counter("verify");
  const check = await checkRuntime(embedded, { model, source: pictures, onDone, signal });
  return { check, part: check ? { check } : {} };
}

/** Finds pictures that the shop may want to look at. */
export function judgePictures(
  { embedded: { products, vectors }, previous, model }: ToDescribe,
  { options }: BuildContext,
): { quality: PictureQuality; part: ReportPart } {
  const pictures = picturesOfAll(products);
  const ids = products.flatMap(({ item, pictures }) => pictures.map(() => item.id));
  const quality = qualityOf({
    ids,
    facts: pictures.map(({ facts }) => facts),
    fingerprints: fingerprintsOf(pictures),
    vectors: pictureVectors(products, vectors, model.dim, previous?.catalog),
    minSize: options.minImageSize,
  });
  return { quality, part: { pictures: quality } };
}

/** The vectors of all pictures, new and kept. */
function pictureVectors(
  products: readonly EmbeddedProduct[],
  vectors: Float32Array,
  dim: number,
  previous: Catalog | undefined,
): PictureVectors {
  let fresh = 0;
  const places = products.flatMap(({ item, pictures }) =>
    pictures.map(({ kept }) => ({ id: item.id, kept, row: kept < 0 ? fresh++ : -1 })),
  );
  return {
    dim,
    count: places.length,
    isNew: (i) => places[i]!.kept < 0,
    vector: (i) => {
      const { id, kept, row } = places[i]!;
      if (row >= 0) return vectors.subarray(row * dim, (row + 1) * dim);
      return previous!.vectors(previous!.rowOf(id)!).subarray(kept * dim, (kept + 1) * dim);
    },
  };
}

/** Makes thumbnails of all pictures, if the catalog is to have any. */
export async function thumbnailPictures(
  products: readonly EmbeddedProduct[],
  previous: PreviousCatalog | undefined,
  { options, pictures, disk, progress, feedLog }: BuildContext,
): Staged<{ thumbnails: MadeThumbnails | undefined }> {
  const { thumbnails: size, thumbnailFormat: format, thumbnailQuality: quality } = options;
  if (size === undefined) return { thumbnails: undefined, part: {} };
  const table = VectorTable.ofCounts(products.map((product) => product.pictures.length));
  progress.begin("thumbnails", table.vectors);
  const thumbnails = await makeThumbnails(products, {
    settings: { size, format, ...(quality !== undefined && { quality }) },
    previous,
    pictures,
    disk,
    onDone: (count) => progress.update(count),
    onFailure: ({ line, item }, { name }, reason) => {
      const found = `${shownAddress(name)}: ${reason}`;
      feedLog.warnings.add("no thumbnail could be made", line, item.id, found);
    },
    signal: options.signal,
  });
  return { thumbnails, part: { thumbnails: thumbnails.counts } };
}

/** Sums up the products for the report, and makes the pictures of its page if there is one. */
export async function depict(
  items: readonly CatalogItem[],
  source: AlbumSource | undefined,
): Staged<{ album: Album | undefined }> {
  const products = summariseItems(items, chooseFacets(items));
  return { album: source && (await makeAlbum(source)), part: { products } };
}
