/** The part of a feed that `--shard` names. */
import { MAX_SHARDS, type Shard } from "../../catalog/files/shard-entry.ts";

/** The shard of a text such as `2/5`; `undefined` for any other text. */
export function parseShard(text: string): Shard | undefined {
  const [, first, second] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { number: Number(first), of: Number(second) };
  return shard.number >= 1 && shard.number <= shard.of && shard.of <= MAX_SHARDS
    ? shard
    : undefined;
}
