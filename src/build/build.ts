import { availableParallelism } from "node:os";
import { FINGERPRINT_BYTES } from "../catalog/items.ts";
import type { CatalogItem } from "../catalog/types.ts";
import { type CatalogUpdate, type UpdateSource, updateCatalog } from "../catalog/update.ts";
import { type CatalogFile, createCatalog } from "../catalog/writer.ts";
import { VisualSearchError } from "../errors.ts";
import { embedImages } from "./embed.ts";
import { openFeed } from "./feed.ts";
import { ImageFolder } from "./images.ts";
import { threadCrew } from "./kernel-crew.ts";
import { type BuildModel, openModel } from "./model.ts";
import { findModelFolder } from "./model-folder.ts";
import { type BuildOptions, type CheckedOptions, checkOptions } from "./options.ts";
import { OutputFolder } from "./output.ts";
import { findKept, type Kept, openPrevious, type PreviousCatalog } from "./previous.ts";
import { type BuildStage, ProgressMeter } from "./progress.ts";
import { type BuildReport, writeReport } from "./report.ts";
import { type ProductRow, RowReader, typeAttributes } from "./rows.ts";
import { Warnings } from "./warnings.ts";

/** Rows between two reports of progress while the feed is read. */
const READ_STEP = 1000;

/**
 * Builds a catalog from a product feed and its pictures, and writes the report beside it. A broken row
 * or picture is left out and reported; nothing is written to `out` unless the catalog is whole.
 *
 * @throws `invalid-argument`, `feed-invalid`, `feed-empty` (the report is written all the same),
 * `dependency-missing`, `model-invalid`, `runtime-failed`, `output-failed`, or the reason of `signal`.
 */
export async function buildCatalog(options: BuildOptions): Promise<BuildReport> {
  const checked = checkOptions(options, process.env);
  const build = new Build(checked);
  return await build.run();
}

/** What can be taken over from the previous catalog, if there is one. */
interface Comparison {
  previous: PreviousCatalog | undefined;
  /** For each row of the feed. */
  kept: readonly (Kept | undefined)[];
}

/** The products of the catalog, in the feed's order. */
interface Products {
  rows: ProductRow[];
  /** Of the previous catalog, the row whose vector each of them keeps, or -1. */
  kept: number[];
  /** Eight bytes each. */
  fingerprints: Uint8Array;
  /** One row of `dim` numbers for each that keeps none. */
  vectors: Float32Array;
}

class Build {
  readonly #options: CheckedOptions;
  readonly #report: BuildReport;
  readonly #warnings = new Warnings();
  readonly #progress: ProgressMeter<BuildStage>;
  readonly #began = performance.now();

  constructor(options: CheckedOptions) {
    this.#options = options;
    this.#progress = new ProgressMeter<BuildStage>("read", options.onProgress);
    this.#report = emptyReport(options);
  }

  async run(): Promise<BuildReport> {
    const { images, model: modelDir, out, signal } = this.#options;
    signal?.throwIfAborted();
    const output = await OutputFolder.open(out);
    const folder = await ImageFolder.open(images);
    const rows = await this.#time("readMs", () => this.#readFeed());
    if (rows.length === 0) return await this.#failEmpty();
    signal?.throwIfAborted();
    const model = await this.#time("modelMs", () => this.#openModel(modelDir));
    let comparison: Comparison;
    let products: Products;
    try {
      comparison = await this.#time("compareMs", () => this.#compare(rows, folder, model));
      const { kept } = comparison;
      products = await this.#time("embedMs", () => this.#embed(rows, kept, folder, model));
    } finally {
      await model.release();
    }
    if (products.rows.length === 0) return await this.#failEmpty();
    await this.#time("writeMs", () => this.#write(products, model, comparison.previous, output));
    this.#report.ok = true;
    return await this.#finish();
  }

  async #readFeed(): Promise<ProductRow[]> {
    const { feed: path, map, currency, imageBase, signal } = this.#options;
    const feed = await openFeed(path, signal);
    this.#report.feed.format = feed.format;
    const reader = new RowReader(
      {
        map,
        ...(currency === undefined ? {} : { currency }),
        ...(imageBase === undefined ? {} : { imageBase }),
      },
      this.#warnings,
    );
    const hasHeader = feed.format === "csv" || feed.format === "tsv";
    const products: ProductRow[] = [];
    const { counts } = this.#report;
    let checked = !hasHeader;
    this.#progress.begin("read");
    for await (const row of feed.rows) {
      counts.rows++;
      if (counts.rows % READ_STEP === 0) this.#progress.update(counts.rows);
      if ("error" in row) {
        this.#reject(row.line, undefined, row.error);
        continue;
      }
      if (!checked) reader.checkHeader(row.record.keys());
      checked = true;
      const product = reader.read(row.line, row.record);
      if ("error" in product) this.#reject(row.line, product.id, product.error);
      else products.push(product);
    }
    this.#progress.update(counts.rows);
    return products;
  }

  async #openModel(dir: string): Promise<BuildModel> {
    const { dtype, dtypes, modelUrl, runtime, threads = availableParallelism() } = this.#options;
    const model = await openModel(await findModelFolder(dir), {
      threads,
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
    rows: readonly ProductRow[],
    folder: ImageFolder,
    model: BuildModel,
  ): Promise<Comparison> {
    const { previous: path, signal } = this.#options;
    const nothing: Comparison = { previous: undefined, kept: rows.map(() => undefined) };
    if (path === undefined) return nothing;
    const previous = await openPrevious(path, model.binding);
    if ("note" in previous) {
      this.#report.notes.push(previous.note);
      return nothing;
    }
    this.#progress.begin("compare", rows.length);
    const onDone = (count: number) => this.#progress.update(count);
    return { previous, kept: await findKept(rows, folder, previous.catalog, onDone, signal) };
  }

  /** Embeds the pictures of the rows that keep no vector, and leaves out those whose picture fails. */
  async #embed(
    rows: readonly ProductRow[],
    kept: readonly (Kept | undefined)[],
    folder: ImageFolder,
    model: BuildModel,
  ): Promise<Products> {
    const { signal } = this.#options;
    const fresh = rows.filter((_, i) => !kept[i]);
    const vectors = new Float32Array(fresh.length * model.dim);
    const fingerprints = new Map<ProductRow, Uint8Array>();
    const errors = new Map<number, string>();
    const names = fresh.map((row) => row.imageFile);
    let done = 0;
    const began = performance.now();
    this.#progress.begin("embed", fresh.length);
    for await (const outcome of embedImages(names, folder, model, signal)) {
      if ("error" in outcome) errors.set(outcome.index, outcome.error);
      else {
        vectors.set(outcome.vector, outcome.index * model.dim);
        fingerprints.set(fresh[outcome.index]!, outcome.fingerprint);
      }
      this.#progress.update(++done);
    }
    const seconds = (performance.now() - began) / 1000;
    const embedded = fresh.length - errors.size;
    this.#report.timings.imagesPerSecond = embedded === 0 ? 0 : round(embedded / seconds);
    for (const [index, reason] of [...errors].sort(([a], [b]) => a - b)) {
      const { line, item, imageFile } = fresh[index]!;
      this.#reject(line, item.id, `${reason} (${imageFile})`);
    }
    return {
      ...keptAndEmbedded(rows, kept, fingerprints),
      vectors: withoutFailed(vectors, model.dim, errors),
    };
  }

  async #write(
    { rows, kept, fingerprints, vectors }: Products,
    model: BuildModel,
    previous: PreviousCatalog | undefined,
    output: OutputFolder,
  ): Promise<void> {
    const { name, created, signal } = this.#options;
    const items: CatalogItem[] = rows.map((row) => row.item);
    typeAttributes(items);
    this.#progress.begin("write", 1);
    const source = {
      name,
      created: created.toISOString(),
      items,
      fingerprints,
      vectors,
      encoder: model.binding,
      crew: threadCrew(this.#options.threads ?? availableParallelism()),
      onProgress: (done: number, total: number) => {
        signal?.throwIfAborted();
        this.#progress.update(done / total);
      },
    };
    const files = previous
      ? await this.#update(previous, { ...source, kept })
      : await createCatalog(source);
    await output.replace(files, signal);
    this.#progress.update(1);
    this.#report.counts.items = items.length;
    this.#report.files = files.map(({ path, bytes }) => ({ path, bytes: bytes.byteLength }));
    this.#report.bytes = this.#report.files.reduce((sum, file) => sum + file.bytes, 0);
  }

  async #update(
    { catalog, read }: PreviousCatalog,
    source: UpdateSource,
  ): Promise<readonly CatalogFile[]> {
    const { files, counts }: CatalogUpdate = await updateCatalog(catalog, read, source);
    const bytesOf = (reused: boolean) =>
      files.reduce((sum, file) => sum + (file.reused === reused ? file.bytes.byteLength : 0), 0);
    this.#report.update = {
      previous: this.#options.previous!,
      ...counts,
      newBytes: bytesOf(false),
      reusedBytes: bytesOf(true),
    };
    return files;
  }

  #reject(line: number, id: string | undefined, reason: string): void {
    this.#report.rejected.push({ line, ...(id === undefined ? {} : { id }), reason });
  }

  async #failEmpty(): Promise<never> {
    const { rejected, counts } = this.#report;
    const first = rejected[0];
    const why = first === undefined ? "" : ` The first is line ${first.line}: ${first.reason}.`;
    const error = new VisualSearchError(
      "feed-empty",
      `The feed should have at least one usable product, and of its ${counts.rows} rows none is.` +
        `${why} Every row and its reason stands in ${this.#options.report}.`,
    );
    this.#report.error = { code: error.code, message: error.message };
    await this.#finish();
    throw error;
  }

  async #finish(): Promise<BuildReport> {
    const report = this.#report;
    report.rejected.sort((a, b) => a.line - b.line);
    report.warnings = this.#warnings.list();
    report.counts.rejected = report.rejected.length;
    report.counts.warnings = report.warnings.reduce((sum, { count }) => sum + count, 0);
    report.timings.totalMs = round(performance.now() - this.#began);
    await writeReport(this.#options.report, report);
    return report;
  }

  async #time<T>(
    name: "readMs" | "modelMs" | "compareMs" | "embedMs" | "writeMs",
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

/** The rows that keep a vector or have a new one. */
function keptAndEmbedded(
  rows: readonly ProductRow[],
  kept: readonly (Kept | undefined)[],
  embedded: ReadonlyMap<ProductRow, Uint8Array>,
): Omit<Products, "vectors"> {
  const positions = rows.map((_, i) => i).filter((i) => kept[i] || embedded.has(rows[i]!));
  const fingerprints = new Uint8Array(positions.length * FINGERPRINT_BYTES);
  for (const [p, i] of positions.entries()) {
    const fingerprint = kept[i]?.fingerprint ?? embedded.get(rows[i]!)!;
    fingerprints.set(fingerprint, p * FINGERPRINT_BYTES);
  }
  return {
    rows: positions.map((i) => rows[i]!),
    kept: positions.map((i) => kept[i]?.row ?? -1),
    fingerprints,
  };
}

/** The vectors of the pictures that did not fail, moved together in place. */
function withoutFailed(
  vectors: Float32Array,
  dim: number,
  failed: ReadonlyMap<number, string>,
): Float32Array {
  let kept = 0;
  for (let i = 0; i < vectors.length / dim; i++) {
    if (!failed.has(i)) vectors.copyWithin(kept++ * dim, i * dim, (i + 1) * dim);
  }
  return vectors.subarray(0, kept * dim);
}

function emptyReport({ feed, out, name, created, report }: CheckedOptions): BuildReport {
  return {
    ok: false,
    feed: { path: feed, format: "" },
    out,
    reportPath: report,
    name,
    created: created.toISOString(),
    counts: { rows: 0, items: 0, rejected: 0, warnings: 0 },
    notes: [],
    rejected: [],
    warnings: [],
    timings: {
      readMs: 0,
      modelMs: 0,
      compareMs: 0,
      embedMs: 0,
      writeMs: 0,
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
