/** Options are checked one by one, get their defaults, and keep their former keys. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../temporary.testing.ts";
import { buildSettings } from "./build-settings.ts";
import { checkOptions } from "./check.ts";
import { BUILD_OPTIONS, type BuildOptions } from "./tables/build-options.ts";

const NEEDED: BuildOptions = { feed: "feed.csv", model: "starter", out: "catalog" };

describe("checkOptions", () => {
  test("adds the table's defaults and leaves out what is undefined", () => {
    const checked = checkOptions(BUILD_OPTIONS, { ...NEEDED, name: undefined as never });
    expect(checked).toMatchObject({ ...NEEDED, maxImages: 5, concurrency: 16, html: true });
    expect(checked).not.toHaveProperty("name");
  });

  test.each<[string, Partial<BuildOptions>, string]>([
    ["nothing", { out: undefined as never }, "Expected a path as out, got nothing."],
    [
      "a number out of range",
      { attempts: 21 },
      "Expected an integer from 1 to 20 as attempts, got 21.",
    ],
    [
      "a value of another type",
      { offline: 1 as never },
      "Expected true or false as offline, got 1.",
    ],
    ["a field that does not exist", { map: { fit: "x" } as never }, 'as map, got {"fit":"x"}.'],
    ["a column without a name", { map: { id: " " } }, 'as map, got {"id":" "}.'],
    ["a former value of another type", { lists: "x" as never }, 'as lists, got "x".'],
    ["both keys", { list: {}, lists: {} }, "Expected nothing beside list as lists, got {}."],
  ])("refuses %s", (_, change, message) => {
    expect(() => checkOptions(BUILD_OPTIONS, { ...NEEDED, ...change })).toThrow(
      expect.objectContaining({
        code: "invalid-argument",
        message: expect.stringContaining(message),
      }),
    );
  });

  test("takes lists for list, and cacheBytes for a cacheSize in megabytes", () => {
    const former = { lists: { sizes: "," }, cacheBytes: 1_500_000 };
    const checked = checkOptions(BUILD_OPTIONS, { ...NEEDED, ...former });
    expect(checked).toMatchObject({ list: { sizes: "," }, cacheSize: 1.5 });
    expect(checked).not.toHaveProperty("lists");
    expect(checked).not.toHaveProperty("cacheBytes");
  });
});

describe("buildSettings", () => {
  test("takes rules as an object or as the path of a file", async () => {
    const rules = { hide: [{ stock: { max: 0 } }] };
    const path = join(await temporaryFolder(), "rules.json");
    await writeFile(path, JSON.stringify(rules));
    for (const given of [rules, path]) {
      expect((await buildSettings({ ...NEEDED, rules: given }, {})).rules).toEqual(rules);
    }
    await expect(buildSettings({ ...NEEDED, rules: `${path}x` }, {})).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/^Expected a file of JSON .* as rules, got .*cannot be read/),
    });
  });

  test.each<[string, Partial<BuildOptions>]>([
    ["weights without the space fused", { fuse: { image: 1, text: 1 } }],
    ["fields of texts without a space of texts", { textFields: ["title"] }],
    ["an own format that browsers may not choose", { dtype: "q8", dtypes: ["fp16"] }],
    ["a previous catalog of a shard", { shard: "1/2", previous: "catalog" }],
    ["a cache in the catalog's folder", { cache: join("catalog", "cache") }],
    ["a report in the catalog's folder", { report: join("catalog", "report.json") }],
  ])("refuses %s", async (_, change) => {
    await expect(buildSettings({ ...NEEDED, ...change }, {})).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });
});
