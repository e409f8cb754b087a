import { readdir, readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { BuildOptions } from "./options.ts";

/** What a configuration file can say: the options of a build that a file can hold. */
export type BuildConfig = Partial<
  Omit<BuildOptions, "onProgress" | "signal" | "input" | "created">
>;

const KEYS: Record<keyof BuildConfig, true> = {
  feed: true,
  images: true,
  model: true,
  out: true,
  previous: true,
  shard: true,
  name: true,
  modelUrl: true,
  imageBase: true,
  maxImages: true,
  spaces: true,
  fuse: true,
  textFields: true,
  currency: true,
  encoding: true,
  dtype: true,
  dtypes: true,
  map: true,
  lists: true,
  report: true,
  html: true,
  threads: true,
  runtime: true,
  cache: true,
  cacheBytes: true,
  offline: true,
  concurrency: true,
  perHost: true,
  attempts: true,
  imageTimeout: true,
  thumbnails: true,
  thumbnailFormat: true,
  thumbnailQuality: true,
  minImageSize: true,
  concepts: true,
  rules: true,
};

/** Names of the file that is looked for. */
const NAMES = ["ts", "js", "mjs", "json"].map((extension) => `vitrine.config.${extension}`);

/** Gives a configuration its type, in `vitrine.config.ts` or `.js`. */
export function defineConfig(config: BuildConfig): BuildConfig {
  return config;
}

/**
 * Reads a configuration file; paths in it are relative to the working folder, as in flags. Without `path`
 * it is `vitrine.config.ts`, `.js`, `.mjs` or `.json` in `folder`, if there is one.
 *
 * @throws `invalid-argument` when it cannot be read, there are several, or it has keys that do not exist.
 */
export async function loadConfig(path: string | undefined, folder: string): Promise<BuildConfig> {
  const file = path === undefined ? await findConfig(folder) : resolve(folder, path);
  if (file === undefined) return {};
  const config = await readConfig(file);
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw invalid(file, "should have an object of options as its default export");
  }
  for (const key of Object.keys(config)) {
    if (Object.hasOwn(KEYS, key)) continue;
    throw invalid(file, `has the key "${key}"; the keys are ${Object.keys(KEYS).join(", ")}`);
  }
  return config;
}

async function findConfig(folder: string): Promise<string | undefined> {
  const names = new Set(await readdir(folder));
  const found = NAMES.filter((name) => names.has(name));
  if (found.length > 1) {
    throw new VisualSearchError(
      "invalid-argument",
      `There should be one configuration file, and there are ${found.join(" and ")}. Remove all but one.`,
    );
  }
  return found[0] === undefined ? undefined : join(folder, found[0]);
}

async function readConfig(file: string): Promise<unknown> {
  const extension = extname(file);
  // Known from Node 22.10 on.
  if (extension === ".ts" && !("typescript" in process.features && process.features.typescript)) {
    throw invalid(
      file,
      `is TypeScript, which Node reads from 22.18 on, and this is ${process.version}. Name it ` +
        "vitrine.config.js, or write it as vitrine.config.json",
    );
  }
  try {
    if (extension === ".json") return JSON.parse(await readFile(file, "utf8"));
    const module: { default?: unknown } = await import(pathToFileURL(file).href);
    return module.default;
  } catch (error) {
    throw invalid(file, `cannot be read: ${messageOf(error)}`, error);
  }
}

function invalid(file: string, why: string, cause?: unknown): VisualSearchError {
  return new VisualSearchError("invalid-argument", `The configuration file ${file} ${why}.`, {
    cause,
  });
}
