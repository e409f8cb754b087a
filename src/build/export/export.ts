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
  /** Path of the file; none of a stream. */
  out?: string;
  format: ExportFormat;
  /** What the vectors are, where there are any. */
  vectors?: {
    space: string;
    /** Numbers in each; all have unit length. */
    dim: number;
    metric: "cosine";
    /** The model that made them, which queries must be embedded with. */
    encoder: { id: string; revision: string; preprocessing: string };
  };
  /** Number of products. */
  items: number;
  /** Number of rows: one for each vector, or for each product. */
  rows: number;
  bytes: number;
}

/**
 * Writes the products of a catalog and their vectors for another database: a row for each vector, which is
 * what vector databases hold and rank, with its product's fields beside it. The vectors are what the catalog's
 * codes tell of the encoder's (cosine to those about 0.99999, with residual bits 0.999998).
 *
 * A segment of the catalog is held at a time, and a batch of rows. Each file is checked by its SHA-256.
 *
 * @throws `invalid-argument`, `catalog-invalid`, `catalog-unsupported`, `space-unknown`, `index-invalid`,
 * `index-unsupported`, `output-failed`, or the reason of `signal`; the file at `out` is then as it was
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
      throw damaged(catalog, `${file.path} cannot be read`, cause);
    });
    if (bytes.length === file.bytes && (await sha256Hex(bytes)) === file.sha256) return bytes;
    throw damaged(catalog, `${file.path} is not what the manifest says`);
  };
  const output = typeof out === "string" ? await openFile(out, catalog) : new ExportStream(out);
  try {
    const writer = openWriter(format, output, manifest, vectors);
    const progress = new ProgressMeter<"export">("export", options.onProgress);
    progress.begin("export", manifest.items);
    const seen = new Set<string>();
    let rows = 0;
    for (const segment of manifest.segments) {
      const opened = await openSpace(segment, manifest, read, vectors?.space);
      for (const { id, own } of rowsOf(opened, manifest, vectors?.space)) {
        if (seen.has(id)) throw damaged(catalog, `the id ${JSON.stringify(id)} is there twice`);
        seen.add(id);
        for (const row of own) await writer.add(row);
        rows += own.length;
        if (seen.size % STEP === 0) {
          signal?.throwIfAborted();
          progress.update(seen.size);
        }
      }
    }
    if (seen.size !== manifest.items) {
      throw damaged(catalog, `it has ${seen.size} products, not the ${manifest.items} it states`);
    }
    await writer.finish();
    signal?.throwIfAborted();
    await output.finish();
    progress.update(seen.size);
    return {
      ...(typeof out === "string" && { out }),
      format,
      ...(vectors && { vectors }),
      items: seen.size,
      rows,
      bytes: output.bytes,
    };
  } catch (error) {
    await output.discard();
    throw error;
  }
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

/** @throws `invalid-argument` where the file would stand among those of the catalog */
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

/** Opens what is needed of a segment. */
async function openSpace(
  segment: Segment,
  { spaces }: Manifest,
  read: (file: FileRef) => Promise<Uint8Array>,
  space: string | undefined,
): Promise<CatalogSegment> {
  const only = space === undefined ? [] : [space];
  return new CatalogSegment(0, await openSegment(segment, spaces, read, { only }));
}

/** The products of a segment that are not gone, each with its rows. */
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

function damaged(catalog: string, problem: string, cause?: unknown): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected a sound catalog in ${catalog}, and ${problem}. Run vitrine verify, and build it again.`,
    { cause },
  );
}
