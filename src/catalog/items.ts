import { messageOf, VisualSearchError } from "../errors.ts";
import type { FacetValue } from "../types.ts";
import { readContainer, requireSection, SegmentKind, writeContainer } from "../vector/container.ts";
import { encodeStrings, openStrings, type StringTable } from "./strings.ts";
import type { CatalogItem } from "./types.ts";

const Section = { idOffsets: 1, ids: 2, jsonOffsets: 3, json: 4 } as const;

export function writeItems(items: readonly CatalogItem[]): Uint8Array<ArrayBuffer> {
  const ids = encodeStrings(items.map(({ id }) => id));
  // The id stands in its own section alone.
  const json = encodeStrings(items.map(({ id: _, ...rest }) => JSON.stringify(rest)));
  return writeContainer({
    kind: SegmentKind.items,
    count: items.length,
    sections: [
      { type: Section.idOffsets, bytes: ids.offsets },
      { type: Section.ids, bytes: ids.block },
      { type: Section.jsonOffsets, bytes: json.offsets },
      { type: Section.json, bytes: json.block },
    ],
  });
}

/** The items of a segment; each is parsed when it is asked for. */
export class ItemTable {
  readonly count: number;
  readonly #ids: StringTable;
  readonly #json: StringTable;
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
