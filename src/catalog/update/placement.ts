/** Which items stay in their segments, and which move to a new one. */
import type { Catalog } from "../catalog.ts";
import { diffItem } from "../items/item-patch.ts";
import { itemJson, normalItem } from "../items/item-table.ts";
import { segmentsToRewrite } from "./compaction.ts";
import { staysInPlace } from "./kept-pictures.ts";
import { misfit, type UpdateCounts, type UpdateItems } from "./update-source.ts";

/** For a row whose item is gone or has moved. */
export const NO_ITEM = -1;

export interface Placement {
  /** By segment and row of the previous catalog, the item that stays there, or `NO_ITEM`. */
  itemsAt: readonly Int32Array[];
  /** Items that stay in no segment. */
  moved: readonly number[];
  /** Positions of segments that are rewritten as one with what has moved. */
  rewritten: ReadonlySet<number>;
  /** Positions of segments that stay, ascending. */
  kept: readonly number[];
}

/**
 * Leaves items where they are if their pictures are the same in the same order, and so is their text.
 *
 * @throws VisualSearchError `invalid-argument` for ids that are there twice, and pictures that are not there
 */
export function placeItems(previous: Catalog, items: UpdateItems): Placement {
  const { source } = items;
  const itemsAt = previous.segments.map(({ count }) => new Int32Array(count).fill(NO_ITEM));
  const moved: number[] = [];
  const taken = new Set<string>();
  for (const [i, { id }] of source.items.entries()) {
    const kept = items.kept(i);
    const place = previous.placeOf(id);
    const count = place ? place.segment.items.vectors.count(place.row) : 0;
    const isThere = (picture: number) => Number.isInteger(picture) && picture < count;
    if (!kept.every(isThere) || taken.has(id)) {
      throw misfit(
        "items of one id each, and pictures that the previous catalog has of them",
        `${kept.join(", ")} of ${count} for ${JSON.stringify(id)}`,
      );
    }
    taken.add(id);
    if (place && staysInPlace(previous, id, kept, items.textFingerprint(i))) {
      itemsAt[previous.segments.indexOf(place.segment)]![place.row] = i;
    } else {
      moved.push(i);
    }
  }
  const { texts, encoder } = source;
  if (texts && texts.vectors.length !== moved.length * encoder.dim) {
    throw misfit(
      `${moved.length} vectors of texts for the items that do not stay`,
      `${texts.vectors.length} numbers`,
    );
  }
  const states = previous.segments.map((segment, s) => {
    const { vectors } = segment.items;
    const deadIn = (item: number, row: number) => (item === NO_ITEM ? vectors.count(row) : 0);
    const dead = itemsAt[s]!.reduce((sum, item, row) => sum + deadIn(item, row), 0);
    return { vectors: vectors.vectors, dead };
  });
  const rewritten = segmentsToRewrite(states, moved.length > 0);
  const isKept = (s: number) => !rewritten.has(s) && states[s]!.dead < states[s]!.vectors;
  return { itemsAt, moved, rewritten, kept: [...states.keys()].filter(isKept) };
}

/** What an update does, in numbers. */
export function countUpdate(
  previous: Catalog,
  items: UpdateItems,
  { kept }: Placement,
): UpdateCounts {
  const counts: UpdateCounts = {
    kept: 0,
    patched: 0,
    embedded: 0,
    embeddedPictures: 0,
    removed: previous.manifest.items,
    rewritten: previous.segments.length - kept.length,
  };
  for (const [i, item] of items.source.items.entries()) {
    const place = previous.placeOf(item.id);
    if (place) counts.removed--;
    const fresh = items.newPictures(i);
    counts.embeddedPictures += fresh;
    if (fresh > 0) {
      counts.embedded++;
      continue;
    }
    counts.kept++;
    if (!place) continue;
    const { segment, row } = place;
    const isPlain = !segment.changes?.patches.has(row);
    if (isPlain && segment.items.json(row) === itemJson(item)) continue;
    if (diffItem(segment.item(row), normalItem(item))) counts.patched++;
  }
  return counts;
}
