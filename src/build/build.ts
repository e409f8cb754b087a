import { availableParallelism } from "node:os";
import type { CatalogItem } from "../catalog/types.ts";
import { createCatalog } from "../catalog/writer.ts";
import { VisualSearchError } from "../errors.ts";
import { embedImages } from "./embed.ts";
import { openFeed } from "./feed.ts";
import { ImageFolder } from "./images.ts";
import { type BuildModel, openModel } from "./model.ts";
import { type BuildOptions, type CheckedOptions, checkOptions } from "./options.ts";
import { OutputFolder } from "./output.ts";
import { ProgressMeter } from "./progress.ts";
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

interface Embeddings {
  rows: ProductRow[];
  /** `rows.length * dim`. */
  vectors: Float32Array;
}

class Build {
  readonly #options: CheckedOptions;
  readonly #report: BuildReport;
  readonly #warnings = new Warnings();
  readonly #progress: ProgressMeter;
  readonly #began = performance.now();

  constructor(options: CheckedOptions) {
    this.#options = options;
    this.#progress = new ProgressMeter(options.onProgress);
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
    let embedded: Embeddings;
    try {
      embedded = await this.#time("embedMs", () => this.#embed(rows, folder, model));
    } finally {
      await model.release();
    }
    if (embedded.rows.length === 0) return await this.#failEmpty();
    await this.#time("writeMs", () => this.#write(embedded, model, output));
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
    const { dtype, modelUrl, runtime, threads = availableParallelism() } = this.#options;
    const model = await openModel(dir, {
      threads,
      ...(dtype === undefined ? {} : { dtype }),
      ...(modelUrl === undefined ? {} : { url: modelUrl }),
      ...(runtime === undefined ? {} : { runtime }),
    });
    const { id, revision, dtype: used, dim, embeddedWith } = model.binding;
    this.#report.model = { id, revision, dtype: used, dim };
    this.#report.embeddedWith = embeddedWith;
    this.#report.notes.push(...model.notes);
    return model;
  }

  async #embed(rows: ProductRow[], folder: ImageFolder, model: BuildModel): Promise<Embeddings> {
    const { signal } = this.#options;
    const names = rows.map((row) => row.imageFile);
    const vectors = new Float32Array(rows.length * model.dim);
    const errors = new Map<number, string>();
    let done = 0;
    const began = performance.now();
    this.#progress.begin("embed", rows.length);
    for await (const outcome of embedImages(names, folder, model, signal)) {
      if ("error" in outcome) errors.set(outcome.index, outcome.error);
      else vectors.set(outcome.vector, outcome.index * model.dim);
      this.#progress.update(++done);
    }
    const seconds = (performance.now() - began) / 1000;
    this.#report.timings.imagesPerSecond = round((rows.length - errors.size) / seconds);
    for (const [index, reason] of [...errors].sort(([a], [b]) => a - b)) {
      const { line, item, imageFile } = rows[index]!;
      this.#reject(line, item.id, `${reason} (${imageFile})`);
    }
    return withoutFailed(rows, vectors, model.dim, errors);
  }

  async #write(
    { rows, vectors }: Embeddings,
    model: BuildModel,
    output: OutputFolder,
  ): Promise<void> {
    const { name, created, signal } = this.#options;
    const items: CatalogItem[] = rows.map((row) => row.item);
    typeAttributes(items);
    this.#progress.begin("write", 1);
    const files = await createCatalog({
      name,
      created: created.toISOString(),
      items,
      vectors,
      encoder: model.binding,
    });
    await output.replace(files, signal);
    this.#progress.update(1);
    this.#report.counts.items = items.length;
    this.#report.files = files.map(({ path, bytes }) => ({ path, bytes: bytes.byteLength }));
    this.#report.bytes = this.#report.files.reduce((sum, file) => sum + file.bytes, 0);
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
    name: "readMs" | "modelMs" | "embedMs" | "writeMs",
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

/** The rows with an embedding, their vectors moved together in place. */
function withoutFailed(
  rows: readonly ProductRow[],
  vectors: Float32Array,
  dim: number,
  failed: ReadonlyMap<number, string>,
): Embeddings {
  const kept: ProductRow[] = [];
  for (const [i, row] of rows.entries()) {
    if (failed.has(i)) continue;
    vectors.copyWithin(kept.length * dim, i * dim, (i + 1) * dim);
    kept.push(row);
  }
  return { rows: kept, vectors: vectors.subarray(0, kept.length * dim) };
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
    timings: { readMs: 0, modelMs: 0, embedMs: 0, writeMs: 0, totalMs: 0, imagesPerSecond: 0 },
    files: [],
    bytes: 0,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
