/** Checks every byte of a catalog, and whether its files say the same of each item. */
import { messageOf } from "../../lib/errors.ts";
import { hashChunks } from "../../lib/hash.ts";
import { SegmentKind, verifyChecksum } from "../../vector/file/container.ts";
import { type Catalog, openCatalog } from "../catalog.ts";
import { readProbes } from "../concepts/probes.ts";
import { facetValue } from "../facets/facet-choice.ts";
import { sameFacetValue } from "../facets/facet-table.ts";
import { problemOfBytes } from "../files/file-problem.ts";
import type { FileRef } from "../files/file-ref.ts";
import { shardRefs } from "../files/shard-entry.ts";
import { isThumbnailPath, problemOfThumbnail, readThumbnailList } from "../files/thumbnail-list.ts";
import { indexFiles, MANIFEST_PATH, type Manifest, type Segment } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/read-manifest.ts";
import type { CatalogSegment } from "../segments/segment.ts";

/** How far the length of a self-check embedding may be from 1. */
const CANARY_LENGTH_TOLERANCE = 0.01;

export interface CatalogFolderFiles {
  manifest: string;
  /** Rejects for a file that is not there. */
  read: (path: string) => Promise<Uint8Array>;
  /** Paths of all files that are there. */
  paths: readonly string[];
}

export interface Verification {
  /** Everything that is wrong, as far as it can be looked into; empty for a sound catalog. */
  problems: string[];
  /** The catalog, if it opens. */
  catalog: Catalog | undefined;
}

/**
 * Never throws for what is wrong with the catalog.
 *
 * @example
 * const { problems } = await verifyCatalog({ manifest, read, paths });
 */
export async function verifyCatalog(files: CatalogFolderFiles): Promise<Verification> {
  let manifest: Manifest;
  try {
    manifest = parseManifest(files.manifest);
  } catch (error) {
    return { problems: [messageOf(error)], catalog: undefined };
  }
  const verifier = new Verifier(manifest, files);
  await verifier.checkFiles();
  const { problems } = verifier;
  try {
    const catalog = await openCatalog(manifest, ({ path }) => files.read(path));
    verifier.checkItems(catalog);
    return { problems, catalog };
  } catch (error) {
    // A file that is missing or damaged is among the problems already.
    if (problems.length === 0) problems.push(messageOf(error));
    return { problems, catalog: undefined };
  }
}

class Verifier {
  readonly problems: string[] = [];
  readonly #manifest: Manifest;
  readonly #files: CatalogFolderFiles;
  /** Paths that the manifest names, itself or through a list. */
  readonly #named = new Set([MANIFEST_PATH]);

  constructor(manifest: Manifest, files: CatalogFolderFiles) {
    this.#manifest = manifest;
    this.#files = files;
  }

  async checkFiles(): Promise<void> {
    const { segments, concepts, pairs, closeMatch, spaces, shard } = this.#manifest;
    this.#checkCanaries();
    for (const segment of segments) {
      for (const { kind, file } of filesOf(segment)) await this.#checkFile(file, kind);
    }
    if (concepts) await this.#checkFile(concepts, SegmentKind.concepts);
    if (pairs) await this.#checkFile(pairs, SegmentKind.pairs);
    if (closeMatch) {
      await this.#checkFile(closeMatch.probes, SegmentKind.probes, (bytes) =>
        readProbes(bytes, spaces.image.dim),
      );
    }
    await this.#checkThumbnails();
    for (const file of shard ? shardRefs(shard) : []) await this.#checkFile(file);
    for (const path of this.#files.paths) {
      if (!this.#named.has(path)) this.#report(path, "the manifest does not name this file");
    }
  }

  /** What the catalog's files say of its items. */
  checkItems(catalog: Catalog): void {
    this.#checkIds(catalog);
    this.#checkFacets(catalog);
    this.#checkImages(catalog);
  }

  #report(where: string, problem: string | undefined): void {
    if (problem !== undefined) this.problems.push(`${where}: ${problem}`);
  }

  /**
   * @param kind of a file that is a container
   * @param open throws if the file is not what it should be
   */
  async #checkFile(
    file: FileRef,
    kind?: SegmentKind,
    open: (bytes: Uint8Array) => unknown = () => {},
  ): Promise<void> {
    if (this.#named.has(file.path)) return;
    this.#named.add(file.path);
    try {
      const bytes = await this.#files.read(file.path);
      const problem = (await problemOfBytes(bytes, file)) ?? (await problemOfChunks(bytes, file));
      this.#report(file.path, problem);
      if (problem !== undefined || kind === undefined) return;
      verifyChecksum(bytes, kind);
      open(bytes);
    } catch (error) {
      this.#report(file.path, messageOf(error));
    }
  }

  #checkCanaries(): void {
    for (const { dtype, canary } of this.#manifest.encoder.weights) {
      for (const [modality, vector] of Object.entries(canary)) {
        const length = Math.hypot(...vector);
        if (Math.abs(length - 1) <= CANARY_LENGTH_TOLERANCE) continue;
        const expected = `expected the ${modality} canary of ${dtype} to have length 1`;
        this.#report(MANIFEST_PATH, `${expected}, got ${length.toFixed(3)}`);
      }
    }
  }

  /** Each thumbnail is known by its name, which has its hash. */
  async #checkThumbnails(): Promise<void> {
    const { thumbnails } = this.#manifest;
    if (!thumbnails) return;
    const { list, count, bytes } = thumbnails;
    this.#named.add(list.path);
    try {
      const text = await this.#files.read(list.path);
      const problem = await problemOfBytes(text, list);
      if (problem !== undefined) throw new Error(problem);
      const files = readThumbnailList(text);
      for (const file of files) {
        this.#named.add(file.path);
        this.#report(file.path, await problemOfThumbnail(file, this.#files.read));
      }
      const total = files.reduce((sum, file) => sum + file.bytes, 0);
      if (files.length !== count || total !== bytes) {
        const got = `${files.length} of ${total} bytes`;
        this.#report(list.path, `expected ${count} thumbnails of ${bytes} bytes, got ${got}`);
      }
    } catch (error) {
      this.#report(list.path, messageOf(error));
    }
  }

  #checkIds({ segments }: Catalog): void {
    const seen = new Set<string>();
    for (const [s, segment] of segments.entries()) {
      for (let row = 0; row < segment.count; row++) {
        try {
          const { id } = segment.items.get(row);
          if (!segment.isLive(row)) continue;
          if (seen.has(id)) {
            this.#report(
              placeOf(s, row),
              `expected ids once each, got ${JSON.stringify(id)} again`,
            );
          }
          seen.add(id);
        } catch (error) {
          this.#report(placeOf(s, row), messageOf(error));
        }
      }
    }
  }

  /** Every facet must say of each item what the item itself does. Of each facet the first that does not is reported. */
  #checkFacets({ facets, segments }: Catalog): void {
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
          if (wrong.has(name) || sameFacetValue(column, kind, row, facetValue(item, name)))
            continue;
          wrong.add(name);
          this.#report(
            placeOf(s, row),
            `expected the facet ${name} as the item has it, got another value`,
          );
        }
      }
    }
  }

  /** The thumbnail that an item shows must be there. The first that is not is reported. */
  #checkImages({ segments }: Catalog): void {
    for (const [s, segment] of segments.entries()) {
      for (let row = 0; row < segment.count; row++) {
        const image = itemAt(segment, row)?.image;
        if (image === undefined || !isThumbnailPath(image) || this.#named.has(image)) continue;
        const expected = "expected a thumbnail that is in the list";
        this.#report(placeOf(s, row), `${expected}, got ${image}`);
        return;
      }
    }
  }
}

function placeOf(segment: number, row: number): string {
  return `segment ${segment}, row ${row}`;
}

function filesOf(segment: Segment): { kind: SegmentKind; file: FileRef }[] {
  const { data, facets, changes } = segment;
  return [
    ...indexFiles(segment).map((file) => ({ kind: SegmentKind.index, file })),
    { kind: SegmentKind.items, file: data },
    { kind: SegmentKind.facets, file: facets },
    ...(changes ? [{ kind: SegmentKind.changes, file: changes }] : []),
  ];
}

/** Browsers would refuse a file for its pieces, however right it is as a whole. */
async function problemOfChunks(
  bytes: Uint8Array,
  { sha256, chunks }: FileRef,
): Promise<string | undefined> {
  if (!chunks) return undefined;
  const own = (await hashChunks(bytes)).chunks ?? [sha256];
  const wrong = own.findIndex((chunk, i) => chunk !== chunks[i]);
  if (wrong < 0) return undefined;
  return `expected the SHA-256 ${chunks[wrong]} of its piece ${wrong}, got ${own[wrong]}`;
}

/** The item of a live row, if it can be read. */
function itemAt(segment: CatalogSegment, row: number) {
  if (!segment.isLive(row)) return undefined;
  try {
    return segment.item(row);
  } catch {
    // Reported with the ids.
    return undefined;
  }
}
