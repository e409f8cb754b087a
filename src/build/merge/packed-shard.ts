/** What a shard keeps for the merge: its products, one a line of JSON, its vectors and its report. */
import type { FileRef } from "../../catalog/files/file-ref.ts";
import type { ShardEntry, ShardOptions } from "../../catalog/files/shard-entry.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { MAX_PICTURES } from "../../catalog/items/catalog-item.ts";
import { FINGERPRINT_BYTES } from "../../catalog/items/fingerprints.ts";
import type { TextVectors } from "../../catalog/writing/catalog-source.ts";
import { sha256Hex } from "../../lib/hash.ts";
import {
  custom,
  exactOptional,
  integer,
  listOf,
  objectOf,
  text,
  unknown,
} from "../../lib/schema.ts";
import { bytesOf } from "../../vector/file/container.ts";
import type { EmbeddedProduct } from "../embed/embed-products.ts";
import { fingerprintOf } from "../hashes.ts";
import { CELL_BYTES, type PictureFacts } from "../pictures/picture-facts.ts";
import { MAX_GOES_WITH, MAX_ID } from "../products/product-converter.ts";
import type { BuildReport } from "../report/build-report.ts";
import type { FeedPart } from "./feed-part.ts";
import { readJson } from "./read-json.ts";

/** A product as a shard keeps it, a line of JSON. */
export interface PackedProduct {
  /** How many products of the feed come before it. */
  position: number;
  /** As the feed has it: attributes become numbers once those of all shards are known. */
  item: CatalogItem;
  /** Of each picture, in hexadecimal digits. */
  fingerprints: string[];
  /** Fingerprint of the text, if there are spaces made of texts. */
  text?: string;
  /** Ids of products that it goes with. */
  goesWith?: string[];
  /** Of each picture `[width, height, spread, cells in base64]`, or null if nothing is known of it. */
  facts: unknown[];
}

const FINGERPRINT_HEX = new RegExp(`^[0-9a-f]{${2 * FINGERPRINT_BYTES}}$`);
const FINGERPRINT = custom<string>(
  (value) => typeof value === "string" && FINGERPRINT_HEX.test(value),
  `a fingerprint of ${2 * FINGERPRINT_BYTES} hexadecimal digits`,
);
const PACKED_PRODUCT = objectOf<PackedProduct>()({
  position: integer(0, Number.MAX_SAFE_INTEGER),
  item: custom<CatalogItem>(isItem, "an item with id, title and attributes"),
  fingerprints: listOf(FINGERPRINT, { least: 1, most: MAX_PICTURES }),
  text: exactOptional(FINGERPRINT),
  goesWith: exactOptional(listOf(text(MAX_ID), { most: MAX_GOES_WITH })),
  facts: listOf(unknown(), { most: MAX_PICTURES }),
});

/**
 * The product of a line.
 *
 * @param refuse makes the error for what is wrong
 */
export function readPackedProduct(
  line: string,
  refuse: (expected: string, got: unknown) => Error,
): PackedProduct {
  return readJson(PACKED_PRODUCT, line, refuse);
}

/** Other fields of an item are checked when the catalog's items are read. */
function isItem(value: unknown): boolean {
  const { id, title, attributes } = Object(value) as Partial<CatalogItem>;
  return (
    typeof id === "string" &&
    typeof title === "string" &&
    typeof attributes === "object" &&
    attributes !== null
  );
}

export interface ShardSource {
  part: FeedPart;
  options: ShardOptions;
  products: readonly EmbeddedProduct[];
  /** What the catalog stores of each, its attributes as the feed has them. */
  items: readonly CatalogItem[];
  /** `dim` numbers for each picture. */
  vectors: Float32Array;
  texts: TextVectors | undefined;
  report: BuildReport;
}

/** The files that a shard has besides those of a catalog, and the entry of its manifest that names them. */
export interface PackedShard {
  entry: ShardEntry;
  files: { path: string; bytes: Uint8Array }[];
}

/** Packs what a merge needs of a shard. */
export async function packShard(source: ShardSource): Promise<PackedShard> {
  const { part, options, vectors, texts, report } = source;
  const files: PackedShard["files"] = [];
  const add = async (name: string, extension: string, bytes: Uint8Array): Promise<FileRef> => {
    const sha256 = await sha256Hex(bytes);
    const path = `shard/${name}-${sha256.slice(0, 16)}.${extension}`;
    files.push({ path, bytes });
    return { path, bytes: bytes.length, sha256 };
  };
  const entry = {
    ...part.shard,
    feed: part.digest(),
    options,
    products: await add("products", "jsonl", productLines(source)),
    vectors: await add("vectors", "f32", bytesOf(vectors)),
    ...(texts && { texts: await add("texts", "f32", bytesOf(texts.vectors)) }),
    report: await add("report", "json", Buffer.from(`${JSON.stringify(report)}\n`)),
  };
  return { entry, files };
}

function productLines({ part, products, items, texts }: ShardSource): Buffer {
  // Together the lines may be longer than a string can be.
  const lines = products.map(({ pictures, goesWith }, i) => {
    const item = items[i]!;
    const product: PackedProduct = {
      position: part.positionOf(item.id),
      item,
      fingerprints: pictures.map(({ sha256 }) => hex(fingerprintOf(sha256))),
      ...(texts && { text: hex(fingerprintAt(texts.fingerprints, i)) }),
      ...(goesWith && { goesWith: [...goesWith] }),
      facts: pictures.map(({ facts }) => packFacts(facts)),
    };
    return Buffer.from(`${JSON.stringify(product)}\n`);
  });
  return Buffer.concat(lines);
}

function fingerprintAt(fingerprints: Uint8Array, i: number): Uint8Array {
  return fingerprints.subarray(i * FINGERPRINT_BYTES, (i + 1) * FINGERPRINT_BYTES);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

type PackedFacts = [width: number, height: number, spread: number, cells: string];

function packFacts(facts: PictureFacts | undefined): PackedFacts | null {
  if (!facts) return null;
  const { width, height, spread, cells } = facts;
  return [width, height, spread, Buffer.from(cells).toString("base64")];
}

/** The facts that a line has packed; anything of another shape is unknown. */
export function unpackFacts(packed: unknown): PictureFacts | undefined {
  if (!Array.isArray(packed)) return undefined;
  const [width, height, spread, text] = packed as unknown[];
  const numbers = [width, height, spread].every((value) => Number.isFinite(value));
  const cells = new Uint8Array(Buffer.from(String(text), "base64"));
  if (!numbers || cells.length !== CELL_BYTES) return undefined;
  return { width: width as number, height: height as number, spread: spread as number, cells };
}
