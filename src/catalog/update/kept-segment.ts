/** A segment of the previous catalog that goes on: with its index, and with its other files if they still serve. */
import { type FacetSpec, facetValue } from "../facets/facet-choice.ts";
import { sameFacetValue, writeFacets } from "../facets/facet-table.ts";
import type { FileRef } from "../files/file-ref.ts";
import type { FileSet } from "../files/file-set.ts";
import type { CatalogItem } from "../items/catalog-item.ts";
import { FINGERPRINT_BYTES } from "../items/fingerprints.ts";
import { diffItem, type ItemPatch, patchesFacet } from "../items/item-patch.ts";
import { itemJson, normalItem, writeItems } from "../items/item-table.ts";
import type { Segment, SpaceFiles } from "../manifest/manifest.ts";
import { writeChanges } from "../segments/changes.ts";
import type { CatalogSegment } from "../segments/segment.ts";
import { MAX_CHANGES_SHARE } from "./compaction.ts";
import { NO_ITEM } from "./placement.ts";
import type { UpdateItems } from "./update-source.ts";

/** Stands in rows that nobody sees any more. */
const GONE: CatalogItem = { id: "", title: "", attributes: {} };

export interface KeptSource {
  segment: CatalogSegment;
  /** What the previous manifest says of it. */
  before: Segment;
  /** By row, the item that stays there, or `NO_ITEM`. */
  itemAt: Int32Array;
  items: UpdateItems;
  facets: readonly FacetSpec[];
  files: FileSet;
  /** Takes a file of the previous catalog over. */
  reuse: (ref: FileRef) => Promise<FileRef>;
}

/** What has changed is written beside the segment's files, or into them once it is much. */
export async function keepSegment(source: KeptSource): Promise<Segment> {
  const { before, itemAt, files, reuse } = source;
  const { items: rows, vectors, index, data, facets, recall } = before;
  const tombstones = [...itemAt.keys()].filter((row) => itemAt[row] === NO_ITEM);
  const patches = patchesOf(source);
  const kept = {
    items: rows,
    ...(vectors !== undefined && { vectors }),
    index: {
      image: await reuse(index.image),
      ...(index.sketch && { sketch: await reuse(index.sketch) }),
    },
  };
  const spaces = await reuseSpaces(source);
  const rest = { ...(recall && { recall }), ...(spaces && { spaces }) };
  const changes = async (patched: ReadonlyMap<number, ItemPatch>) => {
    if (tombstones.length === 0 && patched.size === 0) return {};
    const bytes = writeChanges({ rows, tombstones, patches: patched });
    return { changes: await files.add("changes", bytes) };
  };
  const patchBytes = writeChanges({ rows, tombstones: [], patches });
  if (patches.size > 0 && patchBytes.length > MAX_CHANGES_SHARE * (data.bytes + facets.bytes)) {
    return {
      ...kept,
      data: await files.add("items", rewriteItems(source)),
      facets: await files.add("facets", rewriteFacets(source)),
      ...(await changes(new Map())),
      ...rest,
    };
  }
  return {
    ...kept,
    data: await reuse(data),
    facets: facetsServe(source, patches)
      ? await reuse(facets)
      : await files.add("facets", rewriteFacets(source)),
    ...(await changes(patches)),
    ...rest,
  };
}

/** By row, what its item has that the segment's own file has not, or has otherwise. */
function patchesOf({ segment, itemAt, items }: KeptSource): Map<number, ItemPatch> {
  const patches = new Map<number, ItemPatch>();
  itemAt.forEach((i, row) => {
    if (i === NO_ITEM) return;
    const item = items.source.items[i]!;
    if (segment.items.json(row) === itemJson(item)) return;
    const patch = diffItem(segment.items.get(row), normalItem(item));
    if (patch) patches.set(row, patch);
  });
  return patches;
}

/** Whether the segment's columns, with the patches, say of every facet what the items do. */
function facetsServe(
  { segment, itemAt, items, facets }: KeptSource,
  patches: ReadonlyMap<number, ItemPatch>,
): boolean {
  return facets.every(({ name, kind }) => {
    const column = segment.facets.columns.get(name);
    const usable = column?.kind === kind ? column : undefined;
    return itemAt.every((i, row) => {
      if (i === NO_ITEM) return true;
      const value = facetValue(items.source.items[i]!, name);
      if (sameFacetValue(usable, kind, row, value)) return true;
      const patch = patches.get(row);
      return patch !== undefined && patchesFacet(patch, name);
    });
  });
}

/** Of the spaces beside `image`. */
async function reuseSpaces({ before, reuse }: KeptSource): Promise<Segment["spaces"]> {
  if (!before.spaces) return undefined;
  const reused: Record<string, SpaceFiles> = {};
  for (const [name, { index, sketch, ...rest }] of Object.entries(before.spaces)) {
    reused[name] = {
      index: await reuse(index),
      ...(sketch && { sketch: await reuse(sketch) }),
      ...rest,
    };
  }
  return reused;
}

function rewriteItems({ segment, itemAt, items }: KeptSource): Uint8Array {
  const { vectors } = segment.items;
  const fingerprints = new Uint8Array(vectors.vectors * FINGERPRINT_BYTES);
  const texts = items.source.texts && new Uint8Array(itemAt.length * FINGERPRINT_BYTES);
  itemAt.forEach((i, row) => {
    if (i === NO_ITEM) return;
    fingerprints.set(items.fingerprints(i), vectors.start(row) * FINGERPRINT_BYTES);
    texts?.set(items.textFingerprint(i)!, row * FINGERPRINT_BYTES);
  });
  return writeItems(currentItems(itemAt, items), fingerprints, vectors, texts);
}

function rewriteFacets({ itemAt, items, facets }: KeptSource): Uint8Array {
  return writeFacets(currentItems(itemAt, items), facets);
}

function currentItems(itemAt: Int32Array, items: UpdateItems): CatalogItem[] {
  return Array.from(itemAt, (i) => (i === NO_ITEM ? GONE : items.source.items[i]!));
}
