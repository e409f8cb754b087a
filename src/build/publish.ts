/** Writes a catalog into its folder: the last stage of a build and of a merge. */

import type { CatalogFile } from "../catalog/files/file-set.ts";
import { isThumbnailPath } from "../catalog/files/thumbnail-list.ts";
import { MANIFEST_PATH } from "../catalog/manifest/manifest.ts";
import { draftUpdate } from "../catalog/update/update-catalog.ts";
import type { UpdateCounts } from "../catalog/update/update-source.ts";
import { sealCatalog } from "../catalog/writing/catalog-draft.ts";
import type { CatalogSource } from "../catalog/writing/catalog-source.ts";
import { draftCatalog } from "../catalog/writing/create-catalog.ts";
import type { ConceptSet } from "./embed/concepts/concept-set.ts";
import { measureCatalog } from "./embed/concepts/measure-catalog.ts";
import type { PreviousCatalog } from "./embed/previous.ts";
import { inspectSegments } from "./inspect/inspect.ts";
import type { PackedShard } from "./merge/packed-shard.ts";
import type { ThumbnailSet } from "./pictures/thumbnails/thumbnails.ts";
import type { BuildReport } from "./report/build-report.ts";
import { catalogFacts, furtherBytes } from "./report/catalog-facts.ts";
import type { ReportPart } from "./report/fold-report.ts";
import { pairNotes } from "./report/pair-notes.ts";
import { threadCrew } from "./write/kernel-crew.ts";
import type { OutputFile, OutputFolder } from "./write/output.ts";

/** What a catalog is made of. */
export interface CatalogContent {
  source: Omit<CatalogSource, "crew" | "onProgress" | "thumbnails" | "shard" | "fingerprints"> & {
    fingerprints: Uint8Array;
  };
  concepts: ConceptSet;
  thumbnails: ThumbnailSet | undefined;
  /** What the merge needs, if the catalog is one of several shards. */
  shard?: PackedShard | undefined;
  /** The catalog that this one continues, and which of its vectors each picture keeps, or -1. */
  previous?: { catalog: PreviousCatalog; kept: ArrayLike<number> } | undefined;
}

export interface PublishContext {
  output: OutputFolder;
  /** Threads that build the graph. */
  threads: number;
  progress: { begin(stage: "write", total: number): void; update(done: number): void };
  signal?: AbortSignal | undefined;
}

/**
 * Makes the files of a catalog, measures what its scores are worth, and replaces the content of its folder. The
 * folder has the old catalog or the new one, never a part of either.
 *
 * @throws `output-failed`, or the reason of `signal`; the old catalog is then as it was
 */
export async function publish(
  content: CatalogContent,
  { output, progress, signal, threads }: PublishContext,
): Promise<{ part: ReportPart }> {
  const { source, concepts, thumbnails, shard, previous } = content;
  progress.begin("write", 1);
  const all = {
    ...source,
    ...(thumbnails && { thumbnails: thumbnails.thumbnails }),
    ...(shard && { shard: shard.entry }),
    crew: threadCrew(threads),
    onProgress: (done: number, total: number) => {
      signal?.throwIfAborted();
      progress.update(done / total);
    },
  };
  const update =
    previous &&
    (await draftUpdate(previous.catalog.catalog, previous.catalog.read, {
      ...all,
      kept: previous.kept,
    }));
  const before = previous?.catalog.catalog;
  const { draft, notes } = await measureCatalog(
    update?.draft ?? (await draftCatalog(all)),
    concepts,
    before && { manifest: before.manifest, concepts: before.concepts },
  );
  const catalog = sealCatalog(draft);
  const files: OutputFile[] = [...(thumbnails?.files ?? []), ...(shard?.files ?? []), ...catalog];
  await output.replace(files, signal);
  progress.update(1);
  const byPath = new Map(catalog.map(({ path, bytes }) => [path, bytes]));
  const totals = await inspectSegments(draft.manifest, async (path) => byPath.get(path)!);
  return {
    part: {
      counts: { items: source.items.length },
      // A shard does not have the products of the others.
      notes: [...notes, ...(shard ? [] : pairNotes(source.items, source.goesWith ?? []))],
      files: files
        .filter(({ path }) => !isThumbnailPath(path))
        .map(({ path, bytes }) => ({ path, bytes: lengthOf(bytes) })),
      bytes: totalOf(files),
      ...catalogFacts(totals, {
        thumbnails: totalOf(thumbnails?.files ?? []),
        manifest: totalOf(catalog.filter(({ path }) => path === MANIFEST_PATH)),
        ...furtherBytes(catalog),
        ...(shard && { shard: totalOf(shard.files) }),
      }),
      ...(update && { update: updateFacts(previous.catalog.folder, update.counts, catalog) }),
    },
  };
}

function updateFacts(
  previous: string,
  counts: UpdateCounts,
  files: readonly CatalogFile[],
): NonNullable<BuildReport["update"]> {
  return {
    previous,
    ...counts,
    newBytes: totalOf(files.filter(({ reused }) => !reused)),
    reusedBytes: totalOf(files.filter(({ reused }) => reused)),
  };
}

function totalOf(files: readonly { bytes: Uint8Array | number }[]): number {
  return files.reduce((sum, { bytes }) => sum + lengthOf(bytes), 0);
}

function lengthOf(bytes: Uint8Array | number): number {
  return typeof bytes === "number" ? bytes : bytes.byteLength;
}
