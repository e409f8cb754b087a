import { VisualSearchError } from "../../lib/errors.ts";
import { ShardFolder } from "./shard-folder.ts";

/**
 * Opens the shards of one catalog, and gives them in their order.
 *
 * @param paths their folders, in any order
 * @throws `catalog-invalid` where one is missing, there twice, none, or of another build than the first
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
      `shard ${again.entry.number} is there ${both.length} times ` +
        `(${both.map(({ path }) => path).join(", ")})`,
      "Leave out all but one",
    );
  }
  const { of } = first.entry;
  const there = new Set(shards.map(({ entry }) => entry.number));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((i) => !there.has(i));
  if (missing.length === 0) return shards;
  throw wrong(
    `of the shards 1 to ${of}, ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
    `Build it with --shard ${missing[0]}/${of}`,
  );
}

/** What two shards of one catalog have in common, each with what to do where they do not. */
const COMMON: readonly {
  what: string;
  of: (shard: ShardFolder) => unknown;
  advice?: string;
}[] = [
  { what: "number of shards", of: ({ entry }) => entry.of },
  {
    what: "products in the feed",
    of: ({ entry }) => entry.feed,
    advice:
      "Build all shards from the same file with the same options; where it has sale prices, with the " +
      "same SOURCE_DATE_EPOCH",
  },
  { what: "name", of: ({ manifest }) => manifest.name },
  {
    what: "model",
    of: ({ manifest: { encoder } }) => {
      const { id, revision, url, dim } = encoder;
      return [id, revision, url, dim];
    },
  },
  {
    what: "number formats",
    of: ({ manifest: { encoder } }) =>
      encoder.weights.map(({ dtype, textDtype, image, text }) => [dtype, textDtype, image, text]),
  },
  { what: "preprocessing", of: ({ manifest }) => manifest.encoder.preprocessing },
  { what: "vector spaces", of: ({ manifest }) => manifest.spaces },
  {
    what: "thumbnail settings",
    of: ({ manifest: { thumbnails } }) =>
      thumbnails && [thumbnails.size, thumbnails.format, thumbnails.quality],
  },
  { what: "rules", of: ({ manifest }) => manifest.rules },
  { what: "options", of: ({ entry }) => entry.options },
];

function checkSame(shard: ShardFolder, first: ShardFolder): void {
  for (const { what, of, advice } of COMMON) {
    const [wanted, found] = [JSON.stringify(of(first)), JSON.stringify(of(shard))];
    if (wanted === found) continue;
    throw wrong(
      `shard ${shard.entry.number} in ${shard.path} has other ${what} than shard ` +
        `${first.entry.number} in ${first.path} (${shown(found)}, not ${shown(wanted)})`,
      advice ?? "Build all shards with the same options",
    );
  }
}

function shown(json: string | undefined): string {
  return json === undefined ? "none" : json.slice(0, 200);
}

function wrong(found: string, advice: string): VisualSearchError {
  return new VisualSearchError(
    "catalog-invalid",
    `Expected every shard of one catalog once, and ${found}. ${advice}.`,
  );
}
