/** Opens shards, and checks that they are all of one catalog. */
import { VisualSearchError } from "../../lib/errors.ts";
import { ShardFolder } from "./shard-folder.ts";

/**
 * Opens the shards of one catalog, in the order of their numbers.
 *
 * @param paths their folders, in any order
 * @throws `catalog-invalid` if one is missing, there twice, no shard, or of another build than the first
 */
export async function openShards(paths: readonly string[]): Promise<ShardFolder[]> {
  const shards: ShardFolder[] = [];
  for (const path of paths) shards.push(await ShardFolder.open(path));
  shards.sort((a, b) => a.entry.number - b.entry.number);
  const first = shards[0]!;
  for (const shard of shards) checkSame(shard, first);
  const again = shards.find((shard, i) => shards[i - 1]?.entry.number === shard.entry.number);
  if (again) {
    const both = shards.filter(({ entry }) => entry.number === again.entry.number);
    throw wrong(
      `shard ${again.entry.number} in ${both.length} folders (${both.map(({ path }) => path).join(", ")})`,
      "Leave out all but one.",
    );
  }
  const { of } = first.entry;
  const there = new Set(shards.map(({ entry }) => entry.number));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((i) => !there.has(i));
  if (missing.length === 0) return shards;
  throw wrong(
    `none of the number${missing.length === 1 ? "" : "s"} ${missing.join(", ")} of ${of}`,
    `Build ${missing.length === 1 ? "it" : "the first of them"} with --shard ${missing[0]}/${of}.`,
  );
}

/** What shards of one catalog have in common; `differs` and `remedy` are for one that does not. */
const COMMON: readonly {
  differs: string;
  of: (shard: ShardFolder) => unknown;
  remedy?: string;
}[] = [
  { differs: "another number of shards", of: ({ entry }) => entry.of },
  {
    differs: "other products in the feed",
    of: ({ entry }) => entry.feed,
    remedy:
      "Build all shards from the same file with the same options, and with the same SOURCE_DATE_EPOCH if it has " +
      "sale prices.",
  },
  { differs: "another name", of: ({ manifest }) => manifest.name },
  {
    differs: "another model",
    of: ({ manifest: { encoder } }) => {
      const { id, revision, url, dim } = encoder;
      return [id, revision, url, dim];
    },
  },
  {
    differs: "other number formats",
    of: ({ manifest: { encoder } }) =>
      encoder.weights.map(({ dtype, textDtype, image, text }) => [dtype, textDtype, image, text]),
  },
  { differs: "other preprocessing", of: ({ manifest }) => manifest.encoder.preprocessing },
  { differs: "other vector spaces", of: ({ manifest }) => manifest.spaces },
  {
    differs: "other thumbnail settings",
    of: ({ manifest: { thumbnails } }) =>
      thumbnails && [thumbnails.size, thumbnails.format, thumbnails.quality],
  },
  { differs: "other rules", of: ({ manifest }) => manifest.rules },
  { differs: "other options", of: ({ entry }) => entry.options },
];

function checkSame(shard: ShardFolder, first: ShardFolder): void {
  for (const { differs, of, remedy = "Build all shards with the same options." } of COMMON) {
    const [wanted, found] = [JSON.stringify(of(first)), JSON.stringify(of(shard))];
    if (wanted === found) continue;
    throw wrong(
      `shard ${shard.entry.number} in ${shard.path} with ${differs} than shard ${first.entry.number} in ` +
        `${first.path} (${shown(found)}, not ${shown(wanted)})`,
      remedy,
    );
  }
}

function shown(json: string | undefined): string {
  return json === undefined ? "none" : json.slice(0, 200);
}

function wrong(got: string, remedy: string): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected every shard of one catalog once, got ${got}. ${remedy}`,
  );
}
