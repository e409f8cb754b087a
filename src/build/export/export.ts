/** Exports a catalog's products and vectors, for other databases. */
import { realpath } from "node:fs/promises";
import { basename, dirname, extname, join, resolve, sep } from "node:path";
import type { FileRef } from "../../catalog/files/file-ref.ts";
import type { Manifest, Segment } from "../../catalog/manifest/manifest.ts";
import { parseManifest } from "../../catalog/manifest/read-manifest.ts";
import { CatalogSegment, openSegment } from "../../catalog/segments/segment.ts";
import { IMAGE_SPACE } from "../../catalog/spaces/spaces.ts";
import { invalidArgument } from "../../lib/checks.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { sha256Hex } from "../../lib/hash.ts";
import { checkOptions } from "../options/check.ts";
import { ProgressMeter } from "../options/progress.ts";
import {
  EXPORT_OPTIONS,
  type ExportFormat,
  type ExportOptions,
} from "../options/tables/export-options.ts";
import { openFolder } from "../write/catalog-folder.ts";
import { JsonLinesWriter } from "./export-jsonl.ts";
import { ExportFile, type ExportOutput, ExportStream } from "./export-output.ts";
import { ParquetRowWriter } from "./export-parquet.ts";
import { type ExportRow, itemRow, vectorRows } from "./export-rows.ts";
import type { RowWriter } from "./export-writer.ts";

/** Products between two reports of progress. */
const STEP = 500;

export interface ExportReport {
  /** Path of the file; absent for a stream. */
  out?: string;
  format: ExportFormat;
  /** About the vectors, if there are any. */
  vectors?: {
    space: string;
    /** Numbers in each; all have unit length. */
    dim: number;
    metric: "cosine";
    /** The model that made them. Queries must be embedded with the same. */
    encoder: { id: string; revision: string; preprocessing: string };
  };
  /** Number of products. */
  items: number;
  /** Number of rows: one for each vector, or for each product. */
  rows: number;
  bytes: number;
}

/**
 * Writes the products of a catalog and their vectors for another database: a row for each vector, with the fields of
 * its product, as vector databases take them. The vectors are decoded from the catalog's codes; their cosine to
 * those of the encoder is about 0.99999, or 0.999998 with residual bits.
 *
 * One segment of the catalog is in memory at a time, with a batch of rows. Each file is verified by its SHA-256.
 *
 * @throws `invalid-argument`, `catalog-invalid`, `catalog-unsupported`, `space-unknown`, `index-invalid`,
 * `index-unsupported`, `output-failed`, or the reason of `signal`; the file at `out` is then as it was
 * @example
 * const { rows, vectors } = await exportCatalog({ catalog: "catalog", out: "vectors.parquet" });
 * console.log(`${rows} vectors of ${vectors?.dim} numbers`);
 */
export async function exportCatalog(options: ExportOptions): Promise<ExportReport> {
  const checked = checkOptions(EXPORT_OPTIONS, options);
  const format = formatOf(checked);
  const { catalog, out, signal } = checked;
  signal?.throwIfAborted();
  const files = await openFolder(catalog);
  const manifest = parseManifest(files.manifest);
  const vectors = describeVectors(manifest, checked);
  const read = async (file: FileRef) => {
    signal?.throwIfAborted();
    const bytes = await files.read(file.path).catch((cause: unknown) => {
      throw damaged(catalog, `no readable ${file.path}`, cause);
    });
    if (bytes.length === file.bytes && (await sha256Hex(bytes)) === file.sha256) return bytes;
    throw damaged(catalog, `${file.path} with another length or SHA-256 than its manifest says`);
  };
  const output = typeof out === "string" ? await openFile(out, catalog) : new ExportStream(out);
  try {
    const writer = openWriter(format, output, manifest, vectors);
    const progress = new ProgressMeter<"export">("export", options.onProgress);
    progress.begin("export", manifest.items);
    const source = { manifest, read, space: vectors?.space };
    const counts = await writeProducts(source, writer, catalog, (items) => {
      signal?.throwIfAborted();
      progress.update(items);
    });
    await writer.finish();
    signal?.throwIfAborted();
    await output.finish();
    progress.update(counts.items);
    return {
      ...(typeof out === "string" && { out }),
      format,
      ...(vectors && { vectors }),
      ...counts,
      bytes: output.bytes,
    };
  } catch (error) {
    await output.discard();
    throw error;
  }
}

/** The catalog that is exported. */
interface ExportSource {
  manifest: Manifest;
  read: (file: FileRef) => Promise<Uint8Array>;
  /** Of the vectors, if there are any. */
  space: string | undefined;
}

/** Writes the rows of all products, one segment after another. */
async function writeProducts(
  { manifest, read, space }: ExportSource,
  writer: RowWriter,
  catalog: string,
  onDone: (items: number) => void,
): Promise<{ items: number; rows: number }> {
  const ids = new Set<string>();
  let rows = 0;
  for (const segment of manifest.segments) {
    const opened = await openSpace(segment, manifest, read, space);
    for (const { id, own } of rowsOf(opened, manifest, space)) {
      if (ids.has(id)) throw damaged(catalog, `the id ${JSON.stringify(id)} twice`);
      ids.add(id);
      for (const row of own) await writer.add(row);
      rows += own.length;
      if (ids.size % STEP === 0) onDone(ids.size);
    }
  }
  if (ids.size === manifest.items) return { items: ids.size, rows };
  throw damaged(catalog, `${ids.size} products instead of the ${manifest.items} that it states`);
}

/** @throws `invalid-argument` for a space without vectors */
function formatOf({ out, format, space, vectors }: ExportOptions): ExportFormat {
  if (!vectors && space !== undefined) {
    throw invalidArgument("space", "no space without vectors", space, "Leave it out.");
  }
  const isParquet = typeof out === "string" && extname(out).toLowerCase() === ".parquet";
  return format ?? (isParquet ? "parquet" : "jsonl");
}

/** @throws `space-unknown` */
function describeVectors(
  { spaces, encoder }: Manifest,
  { space = IMAGE_SPACE, vectors = true }: ExportOptions,
): ExportReport["vectors"] {
  if (!vectors) return undefined;
  const spec = Object.hasOwn(spaces, space) ? spaces[space] : undefined;
  if (!spec) {
    throw new VisualSearchError(
      "space-unknown",
      `Expected one of the catalog's vector spaces ${Object.keys(spaces).join(", ")}, ` +
        `got ${JSON.stringify(space)}.`,
    );
  }
  const { id, revision, preprocessing } = encoder;
  const { dim, metric } = spec;
  return { space, dim, metric, encoder: { id, revision, preprocessing } };
}

/** @throws `invalid-argument` if the file would be among those of the catalog */
async function openFile(out: string, catalog: string): Promise<ExportOutput> {
  const folder = dirname(resolve(out));
  const real = join(await realpath(folder).catch(() => folder), basename(out));
  if (real.startsWith(`${await realpath(catalog)}${sep}`)) {
    throw invalidArgument("out", "a file outside the catalog's folder, which is served whole", out);
  }
  return await ExportFile.open(real);
}

function openWriter(
  format: ExportFormat,
  output: ExportOutput,
  { name, created }: Manifest,
  vectors: ExportReport["vectors"],
): RowWriter {
  if (format === "jsonl") return new JsonLinesWriter(output);
  const metadata = { vitrine: JSON.stringify({ name, created, ...(vectors && { vectors }) }) };
  return new ParquetRowWriter(output, vectors?.dim, metadata);
}

/** Opens a segment, without the vectors of other spaces. */
async function openSpace(
  segment: Segment,
  { spaces }: Manifest,
  read: (file: FileRef) => Promise<Uint8Array>,
  space: string | undefined,
): Promise<CatalogSegment> {
  const only = space === undefined ? [] : [space];
  return new CatalogSegment(0, await openSegment(segment, spaces, read, { only }));
}

/** The live products of a segment, each with its rows. */
function* rowsOf(
  segment: CatalogSegment,
  { spaces }: Manifest,
  space: string | undefined,
): Generator<{ id: string; own: ExportRow[] }> {
  for (let row = 0; row < segment.count; row++) {
    if (!segment.isLive(row)) continue;
    const item = segment.item(row);
    if (space === undefined) {
      yield { id: item.id, own: [itemRow(item)] };
      continue;
    }
    const { per, dim } = spaces[space]!;
    const vectors = segment.vectors(row, space);
    yield { id: item.id, own: vectorRows(item, space, per === "product", vectors, dim) };
  }
}

function damaged(catalog: string, got: string, cause?: unknown): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected a sound catalog in ${catalog}, got ${got}. Run vitrine verify, and build it again.`,
    { cause },
  );
}
