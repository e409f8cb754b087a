import { messageOf } from "../../lib/errors.ts";
import { hashChunks, sha256Hex } from "../../lib/hash.ts";
import { SegmentKind, verifyChecksum } from "../../vector/file/container.ts";
import { type Catalog, openCatalog } from "../catalog.ts";
import { readProbes } from "../concepts/probes.ts";
import { facetValue } from "../facets/facet-choice.ts";
import { sameFacetValue } from "../facets/facet-table.ts";
import type { FileRef } from "../files/file-ref.ts";
import { shardRefs } from "../files/shard-entry.ts";
import { isThumbnailPath, problemOfThumbnail, readThumbnailList } from "../files/thumbnail-list.ts";
import { indexFiles, MANIFEST_PATH, type Manifest, type Segment } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/read-manifest.ts";
import type { CatalogSegment } from "../segments/segment.ts";

/** How far the length of a canary's embedding may be from 1. */
const CANARY_LENGTH_TOLERANCE = 0.01;

export interface CatalogFolderFiles {
  manifest: string;
  /** Rejects where there is no such file. */
  read: (path: string) => Promise<Uint8Array>;
  /** Paths of all files that are there. */
  paths: readonly string[];
}

export interface Verification {
  /** Everything that is wrong, as far as it can be looked into; nothing for a sound catalog. */
  problems: string[];
  /** The catalog, where it opens. */
  catalog: Catalog | undefined;
}

/** Checks every byte of a catalog, and whether its files say the same. */
export async function verifyCatalog(files: CatalogFolderFiles): Promise<Verification> {
  const problems: string[] = [];
  let manifest: Manifest;
  try {
    manifest = parseManifest(files.manifest);
  } catch (error) {
    return { problems: [messageOf(error)], catalog: undefined };
  }
  checkCanaries(manifest, problems);
  const named = new Set([MANIFEST_PATH]);
  for (const segment of manifest.segments) {
    for (const { kind, file } of filesOf(segment)) {
      if (named.has(file.path)) continue;
      named.add(file.path);
      const problem = await problemOfFile(kind, file, files.read);
      if (problem !== undefined) problems.push(`${file.path}: ${problem}`);
    }
  }
  await checkFurther(manifest, files, named, problems);
  await checkThumbnails(manifest, files, named, problems);
  await checkShard(manifest, files, named, problems);
  for (const path of files.paths) {
    if (!named.has(path)) problems.push(`${path}: the manifest does not name this file`);
  }
  try {
    const catalog = await openCatalog(manifest, ({ path }) => files.read(path));
    checkItems(catalog, problems);
    checkFacets(catalog, problems);
    checkImages(catalog, named, problems);
    return { problems, catalog };
  } catch (error) {
    // A file that is missing or damaged has been named already.
    if (problems.length === 0) problems.push(messageOf(error));
    return { problems, catalog: undefined };
  }
}

/** What a catalog has once, beside its segments. */
async function checkFurther(
  { concepts, pairs, closeMatch, spaces }: Manifest,
  { read }: CatalogFolderFiles,
  named: Set<string>,
  problems: string[],
): Promise<void> {
  const further = [
    ...(concepts ? [{ kind: SegmentKind.concepts, file: concepts }] : []),
    ...(pairs ? [{ kind: SegmentKind.pairs, file: pairs }] : []),
    ...(closeMatch ? [{ kind: SegmentKind.probes, file: closeMatch.probes }] : []),
  ];
  for (const { kind, file } of further) {
    named.add(file.path);
    let problem = await problemOfFile(kind, file, read);
    if (problem === undefined && kind === SegmentKind.probes) {
      problem = await problemOf(async () => readProbes(await read(file.path), spaces.image.dim));
    }
    if (problem !== undefined) problems.push(`${file.path}: ${problem}`);
  }
}

async function problemOf(task: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await task();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Each thumbnail by its name, which is its hash. */
async function checkThumbnails(
  { thumbnails }: Manifest,
  { read }: CatalogFolderFiles,
  named: Set<string>,
  problems: string[],
): Promise<void> {
  if (!thumbnails) return;
  const { list, count, bytes } = thumbnails;
  named.add(list.path);
  try {
    const text = await read(list.path);
    if ((await sha256Hex(text)) !== list.sha256) {
      throw new Error("its SHA-256 is another than the manifest's");
    }
    const files = readThumbnailList(new TextDecoder().decode(text));
    for (const file of files) {
      named.add(file.path);
      const problem = await problemOfThumbnail(file, read);
      if (problem !== undefined) problems.push(`${file.path}: ${problem}`);
    }
    const total = files.reduce((sum, file) => sum + file.bytes, 0);
    if (files.length !== count || total !== bytes) {
      problems.push(`${list.path}: the manifest says ${count} files of ${bytes} bytes`);
    }
  } catch (error) {
    problems.push(`${list.path}: ${messageOf(error)}`);
  }
}

/** What a part of a catalog has beside it. */
async function checkShard(
  { shard }: Manifest,
  { read }: CatalogFolderFiles,
  named: Set<string>,
  problems: string[],
): Promise<void> {
  for (const { path, bytes: length, sha256 } of shard ? shardRefs(shard) : []) {
    named.add(path);
    try {
      const bytes = await read(path);
      if (bytes.length !== length) {
        problems.push(`${path}: ${length} bytes expected, ${bytes.length} found`);
      } else if ((await sha256Hex(bytes)) !== sha256) {
        problems.push(`${path}: its SHA-256 is another than the manifest's`);
      }
    } catch (error) {
      problems.push(`${path}: ${messageOf(error)}`);
    }
  }
}

/** What an item shows as its thumbnail must be there. The first that is not is named. */
function checkImages({ segments }: Catalog, named: ReadonlySet<string>, problems: string[]): void {
  for (const [s, segment] of segments.entries()) {
    for (let row = 0; row < segment.count; row++) {
      const image = itemAt(segment, row)?.image;
      if (image === undefined || !isThumbnailPath(image) || named.has(image)) continue;
      problems.push(`segment ${s}, row ${row}: its thumbnail ${image} is not in the list`);
      return;
    }
  }
}

function checkCanaries({ encoder }: Manifest, problems: string[]): void {
  for (const { dtype, canary } of encoder.weights) {
    for (const [modality, vector] of Object.entries(canary)) {
      const length = Math.hypot(...vector);
      if (Math.abs(length - 1) <= CANARY_LENGTH_TOLERANCE) continue;
      problems.push(
        `${MANIFEST_PATH}: the ${modality} canary of ${dtype} should have length 1, ` +
          `not ${length.toFixed(3)}`,
      );
    }
  }
}

function filesOf(segment: Segment) {
  const { data, facets, changes } = segment;
  return [
    ...indexFiles(segment).map((file) => ({ kind: SegmentKind.index, file })),
    { kind: SegmentKind.items, file: data },
    { kind: SegmentKind.facets, file: facets },
    ...(changes ? [{ kind: SegmentKind.changes, file: changes }] : []),
  ];
}

async function problemOfFile(
  kind: SegmentKind,
  { path, bytes: length, sha256, chunks }: FileRef,
  read: (path: string) => Promise<Uint8Array>,
): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await read(path);
  } catch (error) {
    return messageOf(error);
  }
  if (bytes.length !== length) return `${length} bytes expected, ${bytes.length} found`;
  if ((await sha256Hex(bytes)) !== sha256) return "its SHA-256 is another than the manifest's";
  // Browsers would refuse the file for its pieces, however right it is as a whole.
  if (chunks && chunks.join() !== ((await hashChunks(bytes)).chunks ?? [sha256]).join()) {
    return "the SHA-256 of its pieces are others than the manifest's";
  }
  try {
    verifyChecksum(bytes, kind);
  } catch (error) {
    return messageOf(error);
  }
  return undefined;
}

function checkItems({ segments }: Catalog, problems: string[]): void {
  const seen = new Set<string>();
  for (const [s, segment] of segments.entries()) {
    for (let row = 0; row < segment.count; row++) {
      const where = `segment ${s}, row ${row}`;
      try {
        const { id } = segment.items.get(row);
        if (!segment.isLive(row)) continue;
        if (seen.has(id)) problems.push(`${where}: the id ${JSON.stringify(id)} is there twice`);
        seen.add(id);
      } catch (error) {
        problems.push(`${where}: ${messageOf(error)}`);
      }
    }
  }
}

/** Every facet must say of each item what the item itself does. The first that does not is named. */
function checkFacets({ facets, segments }: Catalog, problems: string[]): void {
  for (const [s, segment] of segments.entries()) {
    const columns = [...facets.specs.values()].map((spec) => ({
      spec,
      column: facets.parts(spec).find(({ offset }) => offset === segment.offset)?.column,
    }));
    const wrong = new Set<string>();
    for (let row = 0; row < segment.count; row++) {
      const item = itemAt(segment, row);
      if (!item) continue;
      for (const { spec, column } of columns) {
        const { name, kind } = spec;
        if (wrong.has(name) || sameFacetValue(column, kind, row, facetValue(item, name))) continue;
        wrong.add(name);
        problems.push(`segment ${s}, row ${row}: the facet ${name} says other than the item`);
      }
    }
  }
}

/** The item of a live row, if it can be read. */
function itemAt(segment: CatalogSegment, row: number) {
  if (!segment.isLive(row)) return undefined;
  try {
    return segment.item(row);
  } catch {
    // Reported with the items.
    return undefined;
  }
}
