/** The products of a feed that fall into one shard. */
import { createHash } from "node:crypto";
import type { Shard } from "../../catalog/files/shard-entry.ts";
import { sha256Bytes } from "../hashes.ts";
import type { ProductWithPictures } from "../products/product-with-pictures.ts";

/**
 * The shard of `of` that a product falls into, 1 or more: 1 plus the first 4 bytes of the SHA-256 of its id
 * in UTF-8, as a little-endian number, modulo `of`.
 */
export function shardNumber(id: string, of: number): number {
  const hash = sha256Bytes(id);
  return 1 + (new DataView(hash.buffer).getUint32(0, true) % of);
}

/** Picks a shard's products out of a feed, and remembers what is needed to put them together again. */
export class FeedPart {
  readonly shard: Shard;
  /** Products of the feed so far, those of other shards included. */
  products = 0;
  readonly #digest = createHash("sha256");
  readonly #positions = new Map<string, number>();

  constructor(shard: Shard) {
    this.shard = shard;
  }

  /** Whether a product is the shard's. What names no product is the first shard's, so that it is reported once. */
  has(id: string | undefined): boolean {
    const { number, of } = this.shard;
    return number === (id === undefined || id === "" ? 1 : shardNumber(id, of));
  }

  /** Takes the next product of the feed, and tells whether it is the shard's. */
  take({ item, pictures, goesWith }: ProductWithPictures): boolean {
    const all = [item, pictures, ...(goesWith ? [goesWith] : [])];
    this.#digest.update(`${JSON.stringify(all)}\n`);
    const position = this.products++;
    if (!this.has(item.id)) return false;
    this.#positions.set(item.id, position);
    return true;
  }

  /** How many products of the feed come before this product of the shard. */
  positionOf(id: string): number {
    return this.#positions.get(id)!;
  }

  /** SHA-256 (hex) of all products of the feed, the same in each of its shards. Call it once, at the end. */
  digest(): string {
    return this.#digest.digest("hex");
  }
}
