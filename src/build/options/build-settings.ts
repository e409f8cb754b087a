/** Options that have been checked one by one and against each other, with their defaults. */
import { basename, extname } from "node:path";
import type { Shard } from "../../catalog/files/shard-entry.ts";
import { parseRules } from "../../catalog/manifest/rules-schema.ts";
import type { SpaceChoice } from "../../catalog/spaces/spaces.ts";
import { invalidArgument } from "../../lib/checks.ts";
import type { Rules } from "../../lib/types.ts";
import { checkOption, checkOptions } from "./check.ts";
import type { WithDefaults } from "./option.ts";
import { readRulesFile } from "./rules-file.ts";
import { parseShard } from "./shard-part.ts";
import { BUILD_OPTIONS, type BuildOptions } from "./tables/build-options.ts";
import { FEED_OPTIONS, type FeedOptions } from "./tables/feed-options.ts";
import { isOutside, type ReportPaths, reportPaths } from "./tables/report-options.ts";

const CACHE_FOLDER = ".vitrine-cache";

type Environment = Readonly<Record<string, string | undefined>>;

/** How a feed is read. */
export type FeedSettings = Omit<FeedOptions, "feed"> & {
  feed: readonly string[];
  created: Date;
};

/** How a catalog is built. */
export type BuildSettings = Omit<
  WithDefaults<BuildOptions, typeof BUILD_OPTIONS>,
  "feed" | "rules" | "report"
> &
  FeedSettings &
  ReportPaths & {
    name: string;
    cache: string;
    /** The spaces beside `image`. */
    choice: SpaceChoice;
    /** Which part of the catalog is built, if it is one. */
    part: Shard | undefined;
    rules?: Rules;
  };

/** @throws VisualSearchError `invalid-argument` */
export function feedSettings(options: FeedOptions, environment: Environment): FeedSettings {
  return settingsOf(checkOptions(FEED_OPTIONS, options), environment);
}

/** @throws VisualSearchError `invalid-argument` */
export async function buildSettings(
  options: BuildOptions,
  environment: Environment,
): Promise<BuildSettings> {
  const { rules: given, ...checked } = checkOptions(BUILD_OPTIONS, options);
  const settings = settingsOf(checked, environment);
  checkDtypes(options);
  checkPrevious(options);
  const { out, name = nameOf(settings.feed[0]!), shard } = checked;
  checkOption("name", BUILD_OPTIONS.name, name);
  const { cache = environment.VITRINE_CACHE || CACHE_FOLDER } = checked;
  if (!isOutside(cache, out)) {
    throw invalidArgument("cache", "a folder outside the catalog's, which is replaced", cache);
  }
  const rules = typeof given === "string" ? await readRulesFile(given) : given;
  return {
    ...settings,
    ...reportPaths(checked),
    ...{ name, cache, choice: spaceChoice(options, checked) },
    part: shard === undefined ? undefined : parseShard(shard),
    ...(rules !== undefined && { rules: parseRules(rules, "rules") }),
  };
}

function settingsOf<T extends FeedOptions>(
  options: T,
  environment: Environment,
): Omit<T, "feed"> & FeedSettings {
  const created = options.created ?? timeOf(environment.SOURCE_DATE_EPOCH);
  if (Number.isNaN(created.getTime())) throw invalidArgument("created", "a valid time", created);
  return { ...options, feed: [options.feed].flat(), created };
}

function timeOf(epoch: string | undefined): Date {
  if (epoch === undefined || epoch === "") return new Date();
  const created = new Date(/^\d+$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN);
  if (!Number.isNaN(created.getTime())) return created;
  throw invalidArgument("SOURCE_DATE_EPOCH", "seconds since 1970", epoch);
}

function checkDtypes({ dtype, dtypes }: BuildOptions): void {
  if (dtype === undefined || dtypes === undefined || dtypes.includes(dtype)) return;
  throw invalidArgument("dtypes", `a list with ${dtype}, which embeds the products`, dtypes);
}

function checkPrevious({ shard, previous }: BuildOptions): void {
  if (shard === undefined || previous === undefined) return;
  const remedy = "Leave it out: the cache has what was embedded before.";
  throw invalidArgument("previous", "no catalog together with shard", previous, remedy);
}

/** @param given what the caller has said, without defaults */
function spaceChoice(
  given: BuildOptions,
  { spaces, fuse, textFields }: WithDefaults<BuildOptions, typeof BUILD_OPTIONS>,
): SpaceChoice {
  const hasFused = spaces.includes("fused");
  const hasText = spaces.includes("text");
  if (given.fuse !== undefined && !hasFused) {
    throw invalidArgument("fuse", "no weights without fused among spaces", fuse, "Leave it out.");
  }
  if (given.textFields !== undefined && !hasFused && !hasText) {
    const expected = "no fields without text or fused among spaces";
    throw invalidArgument("textFields", expected, textFields, "Leave it out.");
  }
  return {
    ...(hasText && { text: { fields: textFields } }),
    ...(hasFused && { fused: { weights: fuse, fields: textFields } }),
  };
}

/** The name of a feed's file without its extensions. */
function nameOf(path: string): string {
  if (path === "-") return "catalog";
  const file = basename(path).replace(/\.gz$/i, "");
  return basename(file, extname(file));
}
