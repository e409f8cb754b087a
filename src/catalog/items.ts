import { messageOf, VisualSearchError } from "../errors.ts";
import type { FacetValue } from "../types.ts";
import { readContainer, requireSection, SegmentKind, writeContainer } from "../vector/container.ts";
import { encodeStrings, openStrings, type StringTable } from "./strings.ts";
import type { CatalogItem } from "./types.ts";

const Section = { idOffsets: 1, ids: 2, jsonOffsets: 3, json: 4, fingerprints: 5 } as const;

/** Bytes of a picture's fingerprint: the first of the SHA-256 of its file. All zero is unknown. */
export const FINGERPRINT_BYTES = 8;

/**
 * An items segment.
 *
 * @param fingerprints of the items' pictures, 8 bytes each; none are known where it is left out
 * @throws VisualSearchError `invalid-argument` where items and fingerprints do not fit
 */
export function writeItems(
  items: readonly CatalogItem[],
  fingerprints: Uint8Array = new Uint8Array(items.length * FINGERPRINT_BYTES),
): Uint8Array<ArrayBuffer> {
  if (fingerprints.length !== items.length * FINGERPRINT_BYTES) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected ${FINGERPRINT_BYTES} bytes of fingerprint for each of ${items.length} items, ` +
        `got ${fingerprints.length} bytes.`,
    );
  }
  const ids = encodeStrings(items.map(({ id }) => id));
  const json = encodeStrings(items.map(itemJson));
  return writeContainer({
    kind: SegmentKind.items,
    count: items.length,
    sections: [
      { type: Section.idOffsets, bytes: ids.offsets },
      { type: Section.ids, bytes: ids.block },
      { type: Section.jsonOffsets, bytes: json.offsets },
      { type: Section.json, bytes: json.block },
      { type: Section.fingerprints, bytes: fingerprints },
    ],
  });
}

/** An item as it is stored: its id stands in a section of its own. */
export function itemJson({ id: _, ...rest }: CatalogItem): string {
  return JSON.stringify(rest);
}

/** The items of a segment; each is parsed when it is asked for. */
export class ItemTable {
  readonly count: number;
  readonly #ids: StringTable;
  readonly #json: StringTable;
  readonly #fingerprints: Uint8Array;
  #rows: Map<string, number> | undefined;

  /** @throws VisualSearchError `index-invalid`, `index-unsupported` or `catalog-invalid` */
  constructor(file: Uint8Array) {
    const container = readContainer(file, SegmentKind.items);
    const section = (type: number, name: string, length?: number) =>
      requireSection(container, type, name, length);
    const { count } = container;
    const offsetBytes = (count + 1) * 4;
    this.count = count;
    this.#ids = openStrings(
      section(Section.idOffsets, "id offsets", offsetBytes),
      section(Section.ids, "ids"),
      "ids",
    );
    this.#json = openStrings(
      section(Section.jsonOffsets, "item offsets", offsetBytes),
      section(Section.json, "items"),
      "items",
    );
    this.#fingerprints = section(Section.fingerprints, "fingerprints", count * FINGERPRINT_BYTES);
  }

  /** The item's text as `itemJson` gave it. */
  json(row: number): string {
    return this.#json.get(row);
  }

  /** The fingerprint of the row's picture, 8 bytes; all zero where it is unknown. */
  fingerprint(row: number): Uint8Array {
    const at = row * FINGERPRINT_BYTES;
    return this.#fingerprints.subarray(at, at + FINGERPRINT_BYTES);
  }

  /** The row of an id, or `undefined`. */
  rowOf(id: string): number | undefined {
    if (!this.#rows) {
      this.#rows = new Map();
      for (let row = 0; row < this.count; row++) this.#rows.set(this.#ids.get(row), row);
    }
    return this.#rows.get(id);
  }

  /** @throws VisualSearchError `catalog-invalid` where the item cannot be read */
  get(row: number): CatalogItem {
    const id = this.#ids.get(row);
    try {
      return readItem(id, JSON.parse(this.#json.get(row)));
    } catch (cause) {
      throw new VisualSearchError(
        "catalog-invalid",
        `Expected item ${JSON.stringify(id)} as JSON, got: ${messageOf(cause)}. Build the catalog again.`,
        { cause },
      );
    }
  }
}

const TEXT_FIELDS = ["currency", "brand", "category", "colour", "link", "image"] as const;

/** The item as it is once it has been written and read. */
export function normalItem(item: CatalogItem): CatalogItem {
  return readItem(item.id, JSON.parse(itemJson(item)));
}

/** Keeps of an item's JSON what has the right type; a catalog may come from anywhere. */
function readItem(id: string, json: unknown): CatalogItem {
  const source = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const item: CatalogItem = {
    id,
    title: typeof source.title === "string" ? source.title : "",
    attributes: {},
  };
  if (typeof source.price === "number" && Number.isFinite(source.price)) item.price = source.price;
  for (const field of TEXT_FIELDS) {
    const value = source[field];
    if (typeof value === "string") item[field] = value;
  }
  // Intl throws at any other.
  if (item.currency !== undefined && !/^[A-Z]{3}$/.test(item.currency)) delete item.currency;
  const attributes = source.attributes;
  if (typeof attributes === "object" && attributes !== null) {
    const entries = Object.entries(attributes).filter(
      (entry): entry is [string, FacetValue] =>
        typeof entry[1] === "string" || typeof entry[1] === "number",
    );
    item.attributes = Object.fromEntries(entries);
  }
  return item;
}
