/** What is in a catalog's folder, by its manifest, or checked to the last byte. */
import type { Shard } from "../../catalog/files/shard-entry.ts";
import type { Thumbnails } from "../../catalog/files/thumbnail-list.ts";
import { indexFiles, type Manifest, type SpaceFiles } from "../../catalog/manifest/manifest.ts";
import { parseManifest } from "../../catalog/manifest/read-manifest.ts";
import type { RecallCertificate } from "../../catalog/manifest/recall.ts";
import { Changes } from "../../catalog/segments/changes.ts";
import { verifyCatalog } from "../../catalog/verify/verify-catalog.ts";
import type { Dtype } from "../../lib/types.ts";
import { openFolder } from "../write/catalog-folder.ts";

/** Bytes of a catalog's files by their content. */
export interface BytesByPart {
  /** Vectors. */
  index: number;
  /** Products. */
  items: number;
  /** Columns to filter by. */
  facets: number;
  /** Tombstones and patches. */
  changes: number;
}

export interface SegmentInspection {
  rows: number;
  /** One for each picture of each row. */
  vectors: number;
  live: number;
  /** Rows whose items are gone. */
  tombstones: number;
  /** Rows whose data has changed since the segment was written. */
  patches: number;
  bytes: BytesByPart;
  /** Recall of the pictures' index, measured when it was built. */
  recall?: RecallCertificate;
  /** Recall in the other vector spaces, by name. */
  spaces?: Record<string, { recall?: RecallCertificate }>;
}

export interface WeightsInspection {
  dtype: Dtype;
  /** Format of the text half, if it is another. */
  textDtype?: Dtype;
  /** Bytes that a browser loads for both halves, including the model's configuration. */
  bytes: number;
}

export interface CatalogInspection extends Omit<SegmentInspection, "recall" | "spaces"> {
  name: string;
  /** ISO 8601 time of the build. */
  created: string;
  encoder: Pick<
    Manifest["encoder"],
    "id" | "revision" | "dim" | "embeddedWith" | "preprocessing"
  > & {
    /** Weights that browsers may choose from. The products were embedded with the first. */
    weights: WeightsInspection[];
  };
  /** Which part of a catalog it is, if it is a shard. */
  shard?: Shard;
  spaces: Manifest["spaces"];
  facets: Manifest["facets"];
  segments: SegmentInspection[];
  /** Thumbnails of the products, if there are any; their bytes are not among the others. */
  thumbnails?: Pick<Thumbnails, "size" | "format" | "quality" | "count" | "bytes">;
}

/**
 * Describes a catalog by its manifest and changes. `verifyFolder` checks every byte instead.
 *
 * @throws `catalog-invalid`, `catalog-unsupported` or `index-invalid`
 * @example
 * const { live, facets } = await inspectCatalog("catalog");
 * console.log(`${live} products, ${facets.length} facets`);
 */
export async function inspectCatalog(folder: string): Promise<CatalogInspection> {
  const files = await openFolder(folder);
  const manifest = parseManifest(files.manifest);
  const totals = await inspectSegments(manifest, files.read);
  const { id, revision, dim, embeddedWith, preprocessing } = manifest.encoder;
  return {
    name: manifest.name,
    created: manifest.created,
    ...totals,
    encoder: {
      id,
      revision,
      dim,
      embeddedWith,
      preprocessing,
      weights: inspectWeights(manifest.encoder),
    },
    ...(manifest.shard && { shard: { number: manifest.shard.number, of: manifest.shard.of } }),
    spaces: manifest.spaces,
    facets: manifest.facets,
    ...(manifest.thumbnails && { thumbnails: withoutList(manifest.thumbnails) }),
  };
}

/** The segments of a catalog, and the sums of their figures. */
export type SegmentTotals = Pick<
  CatalogInspection,
  "rows" | "vectors" | "live" | "tombstones" | "patches" | "bytes" | "segments"
>;

/** @param read gives the bytes of a file of the catalog by its path */
export async function inspectSegments(
  manifest: Manifest,
  read: (path: string) => Promise<Uint8Array>,
): Promise<SegmentTotals> {
  const segments = await Promise.all(
    manifest.segments.map(async (segment): Promise<SegmentInspection> => {
      const { items, vectors = items, data, facets, changes, recall, spaces } = segment;
      const opened = changes && new Changes(await read(changes.path));
      const tombstones = opened?.tombstones.length ?? 0;
      return {
        rows: items,
        vectors,
        live: items - tombstones,
        tombstones,
        patches: opened?.patches.size ?? 0,
        bytes: {
          index: indexFiles(segment).reduce((total, file) => total + file.bytes, 0),
          items: data.bytes,
          facets: facets.bytes,
          changes: changes?.bytes ?? 0,
        },
        ...(recall && { recall }),
        ...(spaces && { spaces: recallOf(spaces) }),
      };
    }),
  );
  const sum = (of: (segment: SegmentInspection) => number) =>
    segments.reduce((total, segment) => total + of(segment), 0);
  return {
    rows: sum(({ rows }) => rows),
    vectors: sum(({ vectors }) => vectors),
    live: sum(({ live }) => live),
    tombstones: sum(({ tombstones }) => tombstones),
    patches: sum(({ patches }) => patches),
    bytes: {
      index: sum(({ bytes }) => bytes.index),
      items: sum(({ bytes }) => bytes.items),
      facets: sum(({ bytes }) => bytes.facets),
      changes: sum(({ bytes }) => bytes.changes),
    },
    segments,
  };
}

function recallOf(spaces: Record<string, SpaceFiles>): Required<SegmentInspection>["spaces"] {
  return Object.fromEntries(
    Object.entries(spaces).map(([name, { recall }]) => [name, recall ? { recall } : {}]),
  );
}

function withoutList({ list: _, ...thumbnails }: Thumbnails) {
  return thumbnails;
}

function inspectWeights({ weights, files }: Manifest["encoder"]): WeightsInspection[] {
  const halves = new Set(weights.flatMap(({ image, text }) => [image, text]));
  return weights.map(({ dtype, textDtype, image, text }) => ({
    dtype,
    ...(textDtype && { textDtype }),
    bytes: files
      .filter(({ path }) => !halves.has(path) || path === image || path === text)
      .reduce((total, file) => total + file.bytes, 0),
  }));
}

/**
 * Checks every byte of the catalog in a folder.
 *
 * @returns everything that is wrong with it; nothing if it is sound
 * @throws `catalog-invalid` if there is no manifest to read
 * @example
 * const problems = await verifyFolder("catalog");
 * if (problems.length > 0) throw new Error(problems.join("\n"));
 */
export async function verifyFolder(folder: string): Promise<string[]> {
  const { problems } = await verifyCatalog(await openFolder(folder));
  return problems;
}
