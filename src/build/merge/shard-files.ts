import type { FileRef } from "../../catalog/files/file-ref.ts";
import type { ShardEntry, ShardOptions } from "../../catalog/files/shard-entry.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { FINGERPRINT_BYTES } from "../../catalog/items/item-table.ts";
import type { TextVectors } from "../../catalog/writing/catalog-source.ts";
import { sha256Hex } from "../../lib/hash.ts";
import { bytesOf } from "../../vector/file/container.ts";
import type { PictureFacts } from "../pictures/picture-facts.ts";
import type { BuildReport } from "../report/report.ts";
import type { FeedPart } from "./shard.ts";

/** A product as a shard keeps it, a line of JSON. */
export interface ShardProduct {
  /** How many products of the feed come before it. */
  position: number;
  /** As the feed has it: attributes become numbers once those of all shards are known. */
  item: CatalogItem;
  /** Of each picture, hexadecimal. */
  fingerprints: string[];
  /** Fingerprint of the text, where there are spaces made of texts. */
  text?: string;
  /** Ids of products that it goes with. */
  goesWith?: readonly string[];
  /** Of each picture what is known of it: width, height, spread and, in base64, its cells. */
  facts: ([number, number, number, string] | null)[];
}

export interface ShardSource {
  part: FeedPart;
  options: ShardOptions;
  items: readonly CatalogItem[];
  /** Of each, ids of products that it goes with. */
  goesWith: readonly (readonly string[] | undefined)[];
  /** Number of pictures of each. */
  pictures: readonly number[];
  /** Of all pictures: 8 bytes, what is known, and `dim` numbers each. */
  fingerprints: Uint8Array;
  facts: readonly (PictureFacts | undefined)[];
  vectors: Float32Array;
  texts: TextVectors | undefined;
  report: BuildReport;
}

/** The files that a shard has beside those of a catalog, and what its manifest says of them. */
export interface PackedShard {
  entry: ShardEntry;
  files: { path: string; bytes: Uint8Array }[];
}

/** Puts down what a merge needs of a shard. */
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

function productLines({
  part,
  items,
  goesWith,
  pictures,
  fingerprints,
  facts,
  texts,
}: ShardSource): Buffer {
  const hex = (bytes: Uint8Array, at: number) =>
    Buffer.from(bytes.subarray(at * FINGERPRINT_BYTES, (at + 1) * FINGERPRINT_BYTES)).toString(
      "hex",
    );
  let picture = 0;
  // Together they may be longer than a string can be.
  const lines = items.map((item, i) => {
    const own = Array.from({ length: pictures[i]! }, () => picture++);
    const product: ShardProduct = {
      position: part.positionOf(item.id),
      item,
      fingerprints: own.map((p) => hex(fingerprints, p)),
      ...(texts && { text: hex(texts.fingerprints, i) }),
      ...(goesWith[i] && { goesWith: goesWith[i] }),
      facts: own.map((p) => packFacts(facts[p])),
    };
    return Buffer.from(`${JSON.stringify(product)}\n`);
  });
  return Buffer.concat(lines);
}

function packFacts(facts: PictureFacts | undefined): ShardProduct["facts"][number] {
  if (!facts) return null;
  const { width, height, spread, cells } = facts;
  return [width, height, spread, Buffer.from(cells).toString("base64")];
}

/** The opposite of what a line has; what has not the right shape is unknown. */
export function unpackFacts(packed: unknown, cellBytes: number): PictureFacts | undefined {
  if (!Array.isArray(packed)) return undefined;
  const [width, height, spread, text] = packed as unknown[];
  const numbers = [width, height, spread].every((value) => Number.isFinite(value));
  const cells = new Uint8Array(Buffer.from(String(text), "base64"));
  if (!numbers || cells.length !== cellBytes) return undefined;
  return { width: width as number, height: height as number, spread: spread as number, cells };
}
