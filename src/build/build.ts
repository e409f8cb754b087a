import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { chooseFacets } from "../catalog/facets/facet-choice.ts";
import { isThumbnailPath } from "../catalog/files/thumbnail-list.ts";
import { VectorTable } from "../catalog/segments/vector-table.ts";
import { draftUpdate, staysInPlace, type UpdateCounts } from "../catalog/update/update-catalog.ts";
import { MANIFEST_PATH, sealCatalog } from "../catalog/writing/catalog-draft.ts";
import type { TextVectors } from "../catalog/writing/catalog-source.ts";
import { type CatalogFile, draftCatalog } from "../catalog/writing/create-catalog.ts";
import { messageOf, VisualSearchError } from "../lib/errors.ts";
import {
  type FoundConcepts,
  filePaths,
  findConcepts,
  withMeasurements,
} from "./embed/concepts/concept-files.ts";
import { chooseConcepts, tooManyValues } from "./embed/concepts/concepts.ts";
import { shopperPhotos } from "./embed/concepts/shopper-photo.ts";
import { type EmbeddedProducts, embedProducts, freshNames } from "./embed/embed-products.ts";
import {
  findKept,
  type KeptPicture,
  knownWords,
  openPrevious,
  type PreviousCatalog,
} from "./embed/previous.ts";
import { checkRuntime, requireAgreement, sampleInputs } from "./embed/self-check/runtime-check.ts";
import { embedTexts, textOf } from "./embed/texts.ts";
import { inspectCatalog } from "./inspect/inspect.ts";
import { FeedPart } from "./merge/shard.ts";
import { type PackedShard, packShard } from "./merge/shard-files.ts";
import { type BuildModel, openModel } from "./models/model.ts";
import { findModelFolder } from "./models/model-folder.ts";
import type { BuildOptions } from "./options/build-options.ts";
import { type BuildSettings, buildSettings } from "./options/build-settings.ts";
import { type BuildStage, ProgressMeter } from "./options/progress.ts";
import type { DiskCache } from "./pictures/caches/disk-cache.ts";
import { EmbeddingCache } from "./pictures/caches/embedding-cache.ts";
import { type BuildPictures, openPictures } from "./pictures/open-pictures.ts";
import type { Pictures } from "./pictures/pictures.ts";
import { qualityOf } from "./pictures/quality/quality.ts";
import type { PictureVectors } from "./pictures/quality/unlike.ts";
import { noDownloads } from "./pictures/sources/http-source.ts";
import { shownAddress } from "./pictures/sources/picture-source.ts";
import type { ThumbnailSettings } from "./pictures/thumbnails/thumbnail-encoder.ts";
import { type CatalogThumbnails, makeThumbnails } from "./pictures/thumbnails/thumbnails.ts";
import { type Product, productOf, withAddresses } from "./products/product-pictures.ts";
import { ProductReader } from "./products/product-reader.ts";
import { type ProductRow, typeAttributes } from "./products/rows.ts";
import { summariseItems } from "./report/item-summary.ts";
import { type Album, makeAlbum } from "./report/page/album.ts";
import { reportPage } from "./report/page/page.ts";
import { pairNotes } from "./report/pair-notes.ts";
import { Rejections } from "./report/rejections.ts";
import {
  type BuildReport,
  catalogFacts,
  firstNotes,
  furtherBytes,
  writeReportFile,
} from "./report/report.ts";
import { Warnings } from "./report/warnings.ts";
import { threadCrew } from "./write/kernel-crew.ts";
import { OutputFolder } from "./write/output.ts";

/** Rows between two reports of progress while the feed is read. */
const READ_STEP = 1000;

/**
 * Builds a catalog from a product feed and its pictures, and writes the report beside it. A broken row
 * or picture is left out and reported; nothing is written to `out` unless the catalog is whole.
 *
 * @throws `invalid-argument`, `feed-invalid`, `feed-empty` (the report is written all the same),
 * `dependency-missing`, `model-invalid`, `runtime-failed`, `runtime-mismatch`, `output-failed`, or the
 * reason of `signal`.
 */
export async function buildCatalog(options: BuildOptions): Promise<BuildReport> {
  const checked = await buildSettings(options, process.env);
  const build = new Build(checked);
  return await build.run();
}

/** What can be taken over from the previous catalog, if there is one. */
interface Comparison {
  previous: PreviousCatalog | undefined;
  /** For each picture of each product of the feed. */
  kept: readonly (readonly (KeptPicture | undefined)[])[];
}

/** What a catalog is written of. */
interface FoundCatalog {
  embedded: EmbeddedProducts;
  texts: TextVectors | undefined;
  words: FoundConcepts;
  model: BuildModel;
  previous: PreviousCatalog | undefined;
  small: CatalogThumbnails | undefined;
  shard: PackedShard | undefined;
  output: OutputFolder;
}

class Build {
  readonly #options: BuildSettings;
  readonly #report: BuildReport;
  /** Where only a part of the catalog is built. */
  readonly #part: FeedPart | undefined;
  readonly #warnings: Warnings;
  readonly #rejections = new Rejections();
  #album: Album | undefined;
  readonly #progress: ProgressMeter<BuildStage>;
  readonly #began = performance.now();

  constructor(options: BuildSettings) {
    this.#options = options;
    this.#part = options.part && new FeedPart(options.part);
    this.#warnings = new Warnings((id) => this.#part?.has(id) ?? true);
    this.#progress = new ProgressMeter<BuildStage>("read", options.onProgress);
    this.#report = emptyReport(options);
  }

  async run(): Promise<BuildReport> {
    const { out, signal } = this.#options;
    signal?.throwIfAborted();
    const output = await OutputFolder.open(out);
    const opened = await openPictures(this.#options);
    try {
      return await this.#build(output, opened);
    } catch (error) {
      if (error instanceof VisualSearchError && !signal?.aborted) await this.#fail(error);
      throw error;
    }
  }

  async #build(
    output: OutputFolder,
    { pictures, http, disk }: BuildPictures,
  ): Promise<BuildReport> {
    const { maxImages, model: modelDir, signal } = this.#options;
    this.#report.downloads = http.counts;
    const rows = await this.#time("readMs", () => this.#readFeed());
    if ((this.#part ?? { products: rows.length }).products === 0) throw this.#emptyFeed();
    signal?.throwIfAborted();
    const found = rows.map((row) => productOf(row, maxImages));
    const model = await this.#time("modelMs", () =>
      this.#openModel(modelDir, found, pictures, disk),
    );
    let comparison: Comparison;
    let products: EmbeddedProducts;
    let texts: TextVectors | undefined;
    let words: FoundConcepts;
    try {
      const memory = await openMemory(disk, model);
      try {
        comparison = await this.#time("compareMs", () =>
          this.#compare(found, pictures, memory, model),
        );
        const { kept } = comparison;
        products = await this.#time("embedMs", () =>
          this.#embed(found, kept, pictures, memory, model),
        );
      } finally {
        await memory.close();
      }
      const { previous } = comparison;
      [texts, words] = await this.#time("textsMs", async () => [
        await this.#embedTexts(products, previous, model),
        await this.#embedConcepts(products, previous, pictures, model),
      ]);
      // The last, for another model may have to take this one's place.
      await this.#time("checkMs", () => this.#checkRuntime(products, pictures, model));
    } finally {
      await model.release();
    }
    this.#judge(products, model.dim, comparison.previous?.catalog);
    // Of a shard there may be none.
    if (products.products.length === 0 && !this.#part) throw this.#emptyFeed();
    const { previous } = comparison;
    const shown = products.products.map((product) => ({
      ...product,
      item: withAddresses(product.item, product.pictures),
    }));
    const small = await this.#time("thumbnailMs", () =>
      this.#makeThumbnails({ ...products, products: shown }, pictures, disk, previous?.catalog),
    );
    const embedded = { ...products, products: shown };
    // With attributes as the feed has them: they get their types with those of the other shards.
    const shard = await this.#packShard(embedded, texts);
    typeAttributes(shown.map(({ item }) => item));
    await this.#time("reportMs", () => this.#depict(embedded, pictures, disk, small));
    await this.#time("writeMs", () =>
      this.#write({ embedded, texts, words, model, previous, small, shard, output }),
    );
    await pictures.saveHashes();
    await disk.evict();
    this.#report.ok = true;
    return await this.#finish();
  }

  async #readFeed(): Promise<ProductRow[]> {
    const reader = await ProductReader.open(this.#options, this.#warnings);
    const products: ProductRow[] = [];
    const { counts, feed } = this.#report;
    this.#progress.begin("read");
    for await (const entry of reader.read()) {
      if ("row" in entry) {
        // A copy, for in V8 a part of a text keeps all of it in memory: a whole block of the feed.
        if (this.#part?.take(entry.row) ?? true) products.push(structuredClone(entry.row));
      } else if (this.#part?.has(entry.rejected.id) ?? true) {
        this.#rejections.add(entry.rejected);
      }
      if (reader.rows - counts.rows >= READ_STEP) {
        counts.rows = reader.rows;
        this.#progress.update(counts.rows);
      }
    }
    counts.rows = reader.rows;
    Object.assign(feed, reader.summary);
    this.#report.notes.push(...reader.notes);
    this.#progress.update(counts.rows);
    return products;
  }

  async #openModel(
    dir: string,
    found: readonly Product[],
    pictures: Pictures,
    disk: DiskCache,
  ): Promise<BuildModel> {
    const { dtype, dtypes, modelUrl, runtime, threads } = this.#options;
    const { previous, signal } = this.#options;
    const names = found.flatMap((product) => product.pictures.map(({ name }) => name));
    const model = await openModel(await findModelFolder(dir), {
      threads,
      memory: disk,
      // Most of what a build that goes on is to check it does not embed.
      ...(previous === undefined && {
        sample: (preprocess) => {
          const onDone = this.#onVerified();
          return sampleInputs(names, pictures, preprocess, { onDone, signal });
        },
      }),
      ...(dtype === undefined ? {} : { dtype }),
      ...(dtypes === undefined ? {} : { dtypes }),
      ...(modelUrl === undefined ? {} : { url: modelUrl }),
      ...(runtime === undefined ? {} : { runtime }),
    });
    const { id, revision, weights, dim, embeddedWith } = model.binding;
    const offered = weights.map((entry) => entry.dtype);
    this.#report.model = { id, revision, dtype: weights[0].dtype, dtypes: offered, dim };
    this.#report.embeddedWith = embeddedWith;
    this.#report.notes.push(...model.notes);
    return model;
  }

  async #compare(
    products: readonly Product[],
    pictures: Pictures,
    memory: EmbeddingCache,
    model: BuildModel,
  ): Promise<Comparison> {
    const { previous: path, signal } = this.#options;
    const nothing: Comparison = { previous: undefined, kept: products.map(() => []) };
    if (path === undefined) return nothing;
    const previous = await openPrevious(path, model.binding, this.#options.choice);
    if ("note" in previous) {
      this.#report.notes.push(previous.note);
      return nothing;
    }
    this.#progress.begin("compare", products.length);
    const onDone = (count: number) => this.#progress.update(count);
    const kept = await findKept(products, pictures, memory, previous.catalog, onDone, signal);
    return { previous, kept };
  }

  /** Embeds the pictures that keep no vector; a product stays as long as one of its pictures is good. */
  async #embed(
    found: readonly Product[],
    kept: readonly (readonly (KeptPicture | undefined)[])[],
    pictures: Pictures,
    memory: EmbeddingCache,
    model: BuildModel,
  ): Promise<EmbeddedProducts> {
    const { concurrency = 16, signal } = this.#options;
    const began = performance.now();
    this.#progress.begin("embed", freshNames(found, kept).length);
    const onDone = (count: number) => this.#progress.update(count);
    const options = { memory, ahead: 4 * concurrency, signal };
    const products = await embedProducts(found, kept, pictures, model, onDone, options);
    this.#report.remembered = products.remembered;
    const seconds = (performance.now() - began) / 1000;
    const embedded = products.vectors.length / model.dim;
    this.#report.vectors = {
      fresh: embedded - products.remembered,
      remembered: products.remembered,
      kept: products.kept.filter((picture) => picture >= 0).length,
    };
    this.#report.timings.imagesPerSecond = embedded === 0 ? 0 : round(embedded / seconds);
    const rejected = new Set<Product>();
    for (const { product, picture, reason, hasOthers } of products.failed) {
      const { line, item } = product;
      const name = shownAddress(picture.name);
      if (hasOthers) {
        const message = "a picture is left out, and the product has its others";
        this.#warnings.add(message, line, item.id, `${name}: ${reason}`);
      } else if (!rejected.has(product)) {
        // Its first picture's reason stands for those of the others.
        rejected.add(product);
        this.#rejections.add({ line, id: item.id, reason: `${reason} (${name})` }, reason);
      }
    }
    return products;
  }

  /** Tells how many pictures have been embedded for the comparison of runtimes, from the first on. */
  #onVerified(): (done: number, total: number) => void {
    let begun = false;
    return (done, total) => {
      if (!begun) this.#progress.begin("verify", total);
      begun = true;
      this.#progress.update(done);
    };
  }

  /** @throws `runtime-mismatch`; what was found is in the report in any case */
  async #checkRuntime(
    products: EmbeddedProducts,
    pictures: Pictures,
    model: BuildModel,
  ): Promise<void> {
    const { signal } = this.#options;
    const onDone = this.#onVerified();
    const check = await checkRuntime(products, pictures, model, { onDone, signal });
    if (!check) return;
    this.#report.check = check;
    requireAgreement(check, model.binding.embeddedWith);
  }

  /** Says of the pictures what the shop may want to look at. */
  #judge(embedded: EmbeddedProducts, dim: number, previous: Catalog | undefined): void {
    const { products, facts, fingerprints } = embedded;
    const ids = products.flatMap(({ item, pictures }) => pictures.map(() => item.id));
    this.#report.pictures = qualityOf({
      ids,
      facts,
      fingerprints,
      vectors: pictureVectors(embedded, ids, dim, previous),
      minSize: this.#options.minImageSize,
    });
  }

  /** Embeds the words of the products that do not stay where the previous catalog has them. */
  async #embedTexts(
    { products, kept }: EmbeddedProducts,
    previous: PreviousCatalog | undefined,
    model: BuildModel,
  ): Promise<TextVectors | undefined> {
    const { choice, signal } = this.#options;
    const fields = (choice.text ?? choice.fused)?.fields;
    if (!fields) return undefined;
    const table = VectorTable.ofCounts(products.map(({ pictures }) => pictures.length));
    const isNeeded = (i: number, fingerprint: Uint8Array) => {
      const own = kept.slice(table.start(i), table.start(i + 1));
      return !previous || !staysInPlace(previous.catalog, products[i]!.item.id, own, fingerprint);
    };
    const texts = products.map(({ item }) => textOf(item, fields));
    let begun = false;
    const onDone = (done: number, total: number) => {
      if (!begun) this.#progress.begin("texts", total);
      begun = true;
      this.#progress.update(done);
    };
    return await embedTexts(texts, isNeeded, () => model.openTexts(), onDone, signal);
  }

  /** Embeds the values of facets, and what scores are measured with. */
  async #embedConcepts(
    { products }: EmbeddedProducts,
    previous: PreviousCatalog | undefined,
    pictures: Pictures,
    model: BuildModel,
  ): Promise<FoundConcepts> {
    const { concepts: wanted, signal } = this.#options;
    const items = products.map(({ item }) => item);
    const { chosen, tooMany } = chooseConcepts(items, wanted);
    if (wanted) this.#report.notes.push(...tooMany.map(tooManyValues));
    let begun = false;
    const onDone = (done: number, total: number) => {
      if (!begun) this.#progress.begin("texts", total);
      begun = true;
      this.#progress.update(done);
    };
    const known = previous && (await knownWords(previous, model.binding));
    const photos = shopperPhotos(products, pictures);
    return await findConcepts(chosen, known, model, photos, onDone, signal);
  }

  async #makeThumbnails(
    { products, kept, hashes }: EmbeddedProducts,
    pictures: Pictures,
    disk: DiskCache,
    previous: Catalog | undefined,
  ): Promise<CatalogThumbnails | undefined> {
    const { thumbnails: size, thumbnailFormat, thumbnailQuality, signal } = this.#options;
    if (size === undefined) return undefined;
    const settings: ThumbnailSettings = {
      size,
      format: thumbnailFormat,
      ...(thumbnailQuality !== undefined && { quality: thumbnailQuality }),
    };
    const old = previous?.manifest.thumbnails;
    const isSame =
      old?.size === size && old.format === settings.format && old.quality === settings.quality;
    const table = VectorTable.ofCounts(products.map((product) => product.pictures.length));
    this.#progress.begin("thumbnails", table.vectors);
    const made = await makeThumbnails({
      products,
      hashes,
      previous: (i, picture) => {
        const before = kept[table.start(i) + picture]!;
        if (!isSame || before < 0) return undefined;
        const { image, images } = previous!.item(previous!.rowOf(products[i]!.item.id)!);
        return before === 0 ? image : images?.[before - 1];
      },
      previousFolder: this.#options.previous,
      settings,
      pictures,
      disk,
      onDone: (count) => this.#progress.update(count),
      onFailure: ({ line, item }, { name }, reason) =>
        this.#warnings.add(
          "no thumbnail could be made",
          line,
          item.id,
          `${shownAddress(name)}: ${reason}`,
        ),
      signal,
    });
    this.#report.thumbnails = made.counts;
    return made;
  }

  /** Sums up the products for the report, and makes its pictures. */
  async #depict(
    { products, facts }: EmbeddedProducts,
    pictures: Pictures,
    disk: DiskCache,
    small: CatalogThumbnails | undefined,
  ): Promise<void> {
    const items = products.map(({ item }) => item);
    this.#report.products = summariseItems(items, chooseFacets(items));
    if (this.#report.htmlPath === undefined) return;
    const { signal } = this.#options;
    const quality = this.#report.pictures!;
    const thumbnails = small?.files ?? [];
    const source = { products, facts, quality, thumbnails, pictures, disk };
    this.#album = await makeAlbum({ ...source, signal });
  }

  /** What a merge needs of a shard. */
  async #packShard(
    { products, facts, fingerprints, vectors }: EmbeddedProducts,
    texts: TextVectors | undefined,
  ): Promise<PackedShard | undefined> {
    if (!this.#part) return undefined;
    const { maxImages, minImageSize, concepts } = this.#options;
    const report = this.#closeReport();
    return await packShard({
      part: this.#part,
      options: { maxImages, minImageSize, ...(concepts && { concepts: [...concepts] }) },
      items: products.map(({ item }) => item),
      goesWith: products.map(({ goesWith }) => goesWith),
      pictures: products.map(({ pictures }) => pictures.length),
      ...{ fingerprints, facts, vectors, texts },
      report: { ...report, counts: { ...report.counts, items: products.length } },
    });
  }

  async #write({
    embedded: { products, kept, fingerprints, vectors },
    texts,
    words,
    model,
    previous,
    small,
    shard,
    output,
  }: FoundCatalog): Promise<void> {
    const { name, created, choice, rules, signal } = this.#options;
    const items = products.map(({ item }) => item);
    const pictures = products.map(({ pictures }) => pictures.length);
    this.#progress.begin("write", 1);
    const source = {
      name,
      created: created.toISOString(),
      items,
      goesWith: products.map(({ goesWith }) => goesWith),
      pictures,
      fingerprints,
      vectors,
      encoder: model.binding,
      spaces: choice,
      ...(texts && { texts }),
      ...(small && { thumbnails: small.thumbnails }),
      ...(rules && { rules }),
      ...(shard && { shard: shard.entry }),
      crew: threadCrew(this.#options.threads),
      onProgress: (done: number, total: number) => {
        signal?.throwIfAborted();
        this.#progress.update(done / total);
      },
    };
    const update =
      previous && (await draftUpdate(previous.catalog, previous.read, { ...source, kept }));
    const written = update?.draft ?? (await draftCatalog(source));
    const known = new Set(previous && filePaths(previous.catalog.manifest));
    const { draft, notes } = await withMeasurements(written, {
      ...words,
      known,
      before: previous?.catalog.concepts,
    });
    const segments = sealCatalog(draft);
    this.#report.notes.push(...notes);
    // A shard does not have those of the others.
    if (!shard) this.#report.notes.push(...pairNotes(items, source.goesWith));
    if (update) this.#countUpdate(update.counts, segments);
    const files = [...(small?.files ?? []), ...(shard?.files ?? []), ...segments];
    await output.replace(files, signal);
    this.#progress.update(1);
    this.#report.counts.items = items.length;
    this.#report.files = files
      .filter(({ path }) => !isThumbnailPath(path))
      .map(({ path, bytes }) => ({ path, bytes: lengthOf(bytes) }));
    this.#report.bytes = sumOf(files);
    const manifest = segments.filter(({ path }) => path === MANIFEST_PATH);
    const others = {
      thumbnails: sumOf(small?.files ?? []),
      manifest: sumOf(manifest),
      ...furtherBytes(segments),
      ...(shard && { shard: sumOf(shard.files) }),
    };
    Object.assign(this.#report, catalogFacts(await inspectCatalog(this.#options.out), others));
  }

  #countUpdate(counts: UpdateCounts, files: readonly CatalogFile[]): void {
    const bytesOf = (reused: boolean) =>
      files.reduce((sum, file) => sum + (file.reused === reused ? file.bytes.byteLength : 0), 0);
    this.#report.update = {
      previous: this.#options.previous!,
      ...counts,
      newBytes: bytesOf(false),
      reusedBytes: bytesOf(true),
    };
  }

  #emptyFeed(): VisualSearchError {
    const [first] = this.#rejections.list();
    const why = first === undefined ? "" : ` The first is line ${first.line}: ${first.reason}.`;
    return new VisualSearchError(
      "feed-empty",
      `The feed should have at least one usable product, and of its ${this.#report.counts.rows} rows ` +
        `none is.${why} Rows and their reasons stand in ${this.#options.report}.`,
    );
  }

  /** Reports a build that has failed. @throws `error` with a remark where that fails, too */
  async #fail(error: VisualSearchError): Promise<void> {
    const { code, message } = error;
    this.#report.ok = false;
    this.#report.error = { code, message };
    try {
      await this.#finish();
    } catch (another) {
      if (messageOf(another) === message) return;
      throw new VisualSearchError(code, `${message} ${messageOf(another)}`, { cause: error });
    }
  }

  async #finish(): Promise<BuildReport> {
    const report = this.#closeReport();
    if (report.htmlPath !== undefined) {
      await writeReportFile(report.htmlPath, reportPage(report, this.#album));
    }
    await writeReportFile(report.reportPath, `${JSON.stringify(report, undefined, 2)}\n`);
    return report;
  }

  /** The report as far as the build has come. */
  #closeReport(): BuildReport {
    const report = this.#report;
    report.rejected = this.#rejections.list();
    report.rejectedBy = this.#rejections.reasons();
    report.repeatedIds = this.#rejections.repeatedIds();
    report.warnings = this.#warnings.list();
    report.counts.rejected = this.#rejections.count;
    report.counts.warnings = report.warnings.reduce((sum, { count }) => sum + count, 0);
    report.timings.totalMs = round(performance.now() - this.#began);
    return { ...report, notes: firstNotes(report.notes) };
  }

  async #time<T>(
    name: Exclude<keyof BuildReport["timings"], "totalMs" | "imagesPerSecond">,
    work: () => Promise<T>,
  ): Promise<T> {
    const began = performance.now();
    try {
      return await work();
    } finally {
      this.#report.timings[name] = round(performance.now() - began);
    }
  }
}

function sumOf(files: readonly { bytes: Uint8Array | number }[]): number {
  return files.reduce((sum, { bytes }) => sum + lengthOf(bytes), 0);
}

function lengthOf(bytes: Uint8Array | number): number {
  return typeof bytes === "number" ? bytes : bytes.byteLength;
}

/** The vectors of all pictures, new and kept. */
function pictureVectors(
  { kept, vectors }: EmbeddedProducts,
  ids: readonly string[],
  dim: number,
  previous: Catalog | undefined,
): PictureVectors {
  let fresh = 0;
  const places = kept.map((picture) => (picture < 0 ? fresh++ : -1));
  return {
    dim,
    count: kept.length,
    isNew: (i) => kept[i]! < 0,
    vector: (i) => {
      const place = places[i]!;
      if (place >= 0) return vectors.subarray(place * dim, (place + 1) * dim);
      const all = previous!.vectors(previous!.rowOf(ids[i]!)!);
      return all.subarray(kept[i]! * dim, (kept[i]! + 1) * dim);
    },
  };
}

/** The embeddings that earlier builds have made with this model. */
async function openMemory(disk: DiskCache, { binding }: BuildModel): Promise<EmbeddingCache> {
  const { weights, files, preprocessing, embeddedWith, dim } = binding;
  const image = files.find(({ path }) => path === weights[0].image)!;
  const space = { weights: image.sha256, preprocessing, runtime: embeddedWith, dim };
  await disk.prepare();
  return await EmbeddingCache.open(join(disk.root, "embeddings"), space);
}

function emptyReport(options: BuildSettings): BuildReport {
  const { feed, out, name, part, created, report, htmlReport } = options;
  return {
    ok: false,
    feed: { path: feed.join(", "), format: "", columns: [], variants: 0, images: 0 },
    out,
    reportPath: report,
    ...(htmlReport !== undefined && { htmlPath: htmlReport }),
    name,
    ...(part && { shard: part }),
    created: created.toISOString(),
    counts: { rows: 0, items: 0, rejected: 0, warnings: 0 },
    notes: [],
    rejected: [],
    rejectedBy: [],
    repeatedIds: { count: 0, examples: [] },
    warnings: [],
    downloads: noDownloads(),
    remembered: 0,
    vectors: { fresh: 0, remembered: 0, kept: 0 },
    timings: {
      readMs: 0,
      modelMs: 0,
      compareMs: 0,
      embedMs: 0,
      checkMs: 0,
      textsMs: 0,
      thumbnailMs: 0,
      writeMs: 0,
      reportMs: 0,
      totalMs: 0,
      imagesPerSecond: 0,
    },
    files: [],
    bytes: 0,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
