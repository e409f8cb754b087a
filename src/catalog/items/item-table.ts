/** The items file of a segment: ids, products as JSON, fingerprints, and which vectors are whose. */
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import {
  readContainer,
  requireSection,
  SegmentKind,
  writeContainer,
} from "../../vector/file/container.ts";
import { invalidFile } from "../files/invalid-file.ts";
import { VectorTable } from "../segments/vector-table.ts";
import { readValue } from "./attribute-value.ts";
import {
  type CatalogItem,
  isCurrency,
  MAX_PICTURES,
  PICTURE_FIELDS,
  TEXT_FIELDS,
} from "./catalog-item.ts";
import { FINGERPRINT_BYTES, fingerprintsAt } from "./fingerprints.ts";
import { encodeStrings, openStrings, type StringTable } from "./string-table.ts";

const Section = {
  idOffsets: 1,
  ids: 2,
  jsonOffsets: 3,
  json: 4,
  fingerprints: 5,
  vectors: 6,
  textFingerprints: 7,
} as const;

/**
 * Makes an items file.
 *
 * @param fingerprints of the items' pictures, 8 bytes for each vector. Default: unknown
 * @param vectors which vectors are an item's. Default: one each
 * @param textFingerprints of the texts that the items' words were embedded as, 8 bytes each, if they were
 * @throws VisualSearchError `invalid-argument` if items, fingerprints and vectors do not fit
 */
export function writeItems(
  items: readonly CatalogItem[],
  fingerprints?: Uint8Array,
  vectors: VectorTable = VectorTable.oneEach(items.length),
  textFingerprints?: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = vectors.vectors * FINGERPRINT_BYTES;
  const prints = fingerprints ?? new Uint8Array(bytes);
  if (prints.length !== bytes || vectors.items !== items.length) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected ${FINGERPRINT_BYTES} bytes of fingerprint for each of ${vectors.vectors} vectors of ` +
        `${vectors.items} items, got ${prints.length} bytes and ${items.length} items.`,
    );
  }
  if (textFingerprints && textFingerprints.length !== items.length * FINGERPRINT_BYTES) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected ${FINGERPRINT_BYTES} bytes of a text's fingerprint for each of ${items.length} items, ` +
        `got ${textFingerprints.length} bytes.`,
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
      { type: Section.fingerprints, bytes: prints },
      ...(vectors.bytes ? [{ type: Section.vectors, bytes: vectors.bytes }] : []),
      ...(textFingerprints ? [{ type: Section.textFingerprints, bytes: textFingerprints }] : []),
    ],
  });
}

/** An item as it is stored, without its id, which has a section of its own. */
export function itemJson({ id: _, ...rest }: CatalogItem): string {
  return JSON.stringify(rest);
}

/** The items of a segment. Each is parsed when it is asked for. */
export class ItemTable {
  readonly count: number;
  /** Which vectors of the segment's index are an item's. */
  readonly vectors: VectorTable;
  readonly #ids: StringTable;
  readonly #json: StringTable;
  readonly #fingerprints: Uint8Array;
  readonly #textFingerprints: Uint8Array | undefined;
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
    const starts = container.sections.get(Section.vectors);
    this.vectors = starts ? VectorTable.open(count, starts) : VectorTable.oneEach(count);
    this.#fingerprints = section(
      Section.fingerprints,
      "fingerprints",
      this.vectors.vectors * FINGERPRINT_BYTES,
    );
    this.#textFingerprints = container.sections.has(Section.textFingerprints)
      ? section(Section.textFingerprints, "fingerprints of texts", count * FINGERPRINT_BYTES)
      : undefined;
  }

  /** The item's text as `itemJson` gave it. */
  json(row: number): string {
    return this.#json.get(row);
  }

  /** The fingerprints of the row's pictures, 8 bytes each; all zero if one is unknown. */
  fingerprints(row: number): Uint8Array {
    return fingerprintsAt(this.#fingerprints, this.vectors.start(row), this.vectors.count(row));
  }

  /** The fingerprint of the text that the row's words were embedded as; `undefined` in a catalog without such texts. */
  textFingerprint(row: number): Uint8Array | undefined {
    return this.#textFingerprints && fingerprintsAt(this.#textFingerprints, row);
  }

  /** The row of an id, or `undefined`. */
  rowOf(id: string): number | undefined {
    if (!this.#rows) {
      this.#rows = new Map();
      for (let row = 0; row < this.count; row++) this.#rows.set(this.#ids.get(row), row);
    }
    return this.#rows.get(id);
  }

  /** @throws VisualSearchError `catalog-invalid` if the item cannot be read */
  get(row: number): CatalogItem {
    const id = this.#ids.get(row);
    try {
      return readItem(id, JSON.parse(this.#json.get(row)));
    } catch (cause) {
      throw invalidFile(`item ${JSON.stringify(id)} as JSON`, messageOf(cause), cause);
    }
  }
}

/** The item as it is after it has been written and read. */
export function normalItem(item: CatalogItem): CatalogItem {
  return readItem(item.id, JSON.parse(itemJson(item)));
}

/** Keeps of an item's JSON what has the right type, as a catalog may come from anywhere. */
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
  if (item.currency !== undefined && !isCurrency(item.currency)) delete item.currency;
  for (const field of PICTURE_FIELDS) {
    const urls = source[field];
    if (!Array.isArray(urls) || urls.length === 0) continue;
    // Each stays in its place, by which a hit names its picture.
    const first = urls.slice(0, MAX_PICTURES - 1);
    item[field] = first.map((url) => (typeof url === "string" ? url : ""));
  }
  const attributes = source.attributes;
  if (typeof attributes === "object" && attributes !== null) {
    const entries = Object.entries(attributes).flatMap(([name, json]) => {
      const value = readValue(json);
      return value === undefined ? [] : [[name, value] as const];
    });
    item.attributes = Object.fromEntries(entries);
  }
  return item;
}
