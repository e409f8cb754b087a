/** The configuration file `vitrine.config.*`: the options of a build, by their keys in the table. */
import { readdir, readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import { checkOption } from "./check.ts";
import type { AnyTable } from "./option.ts";
import { BUILD_OPTIONS, type BuildOptions } from "./tables/build-options.ts";

/** What a configuration file can say: the options of a build that a file can hold. */
export type BuildConfig = Partial<
  Omit<BuildOptions, "onProgress" | "signal" | "input" | "created">
>;

const TABLE: AnyTable = BUILD_OPTIONS;

/** Names of the file that is looked for. */
const NAMES = ["ts", "js", "mjs", "json"].map((extension) => `vitrine.config.${extension}`);

/**
 * Gives a configuration its type, in `vitrine.config.ts` or `.js`.
 *
 * @example
 * export default defineConfig({ feed: "products.csv", map: { title: "label" }, currency: "EUR" });
 */
export function defineConfig(config: BuildConfig): BuildConfig {
  return config;
}

/**
 * Reads a configuration file; paths in it are relative to the working folder, as in flags. Without `path`
 * it is `vitrine.config.ts`, `.js`, `.mjs` or `.json` in `folder`, if there is one.
 *
 * @throws VisualSearchError `invalid-argument` if it cannot be read, there are several, it has keys that do
 * not exist, or a value is not of its option's kind
 * @example
 * const config = await loadConfig(undefined, process.cwd());
 * await buildCatalog({ ...config, feed: "products.csv", model: "models/starter", out: "catalog" });
 */
export async function loadConfig(path: string | undefined, folder: string): Promise<BuildConfig> {
  const file = path === undefined ? await findConfig(folder) : resolve(folder, path);
  if (file === undefined) return {};
  const config = await readConfig(file);
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw invalid(file, "an object of options as the default export", "something else");
  }
  for (const [key, value] of Object.entries(config)) checkEntry(file, key, value);
  return config;
}

function checkEntry(file: string, key: string, value: unknown): void {
  const former = Object.values(TABLE).find(({ formerly }) => formerly?.key === key)?.formerly;
  const option = former ?? (Object.hasOwn(TABLE, key) ? TABLE[key] : undefined);
  if (option === undefined) {
    throw invalid(file, `keys among ${Object.keys(TABLE).join(", ")}`, `the key "${key}"`);
  }
  try {
    checkOption(key, option, value);
  } catch (error) {
    throw new VisualSearchError("invalid-argument", `${messageOf(error)} Change it in ${file}.`);
  }
}

async function findConfig(folder: string): Promise<string | undefined> {
  const names = new Set(await readdir(folder));
  const found = NAMES.filter((name) => names.has(name));
  if (found.length > 1) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected one configuration file, got ${found.join(" and ")}. Remove all but one.`,
    );
  }
  return found[0] === undefined ? undefined : join(folder, found[0]);
}

async function readConfig(file: string): Promise<unknown> {
  const extension = extname(file);
  // Known from Node 22.10 on.
  if (extension === ".ts" && !("typescript" in process.features && process.features.typescript)) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected Node 22.18 or newer for ${file}, which is TypeScript, got ${process.version}. Name it ` +
        "vitrine.config.js, or write it as vitrine.config.json.",
    );
  }
  try {
    if (extension === ".json") return JSON.parse(await readFile(file, "utf8"));
    const module: { default?: unknown } = await import(pathToFileURL(file).href);
    return module.default;
  } catch (error) {
    const message = `Expected a readable configuration file, got ${file}: ${messageOf(error)}.`;
    throw new VisualSearchError("invalid-argument", message, { cause: error });
  }
}

function invalid(file: string, expected: string, got: string): VisualSearchError {
  return new VisualSearchError(
    "invalid-argument",
    `Expected ${expected} in the configuration file ${file}, got ${got}.`,
  );
}
