/** The configuration file is found, read and checked. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defineConfig, loadConfig } from "../index.ts";
import { temporaryFolder } from "../temporary.testing.ts";

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe("the configuration file", () => {
  test("is not needed", async () => {
    expect(await loadConfig(undefined, await folderWith({}))).toEqual({});
  });

  test.each([
    ["vitrine.config.json", '{ "feed": "a.csv", "map": { "title": "label" } }'],
    ["vitrine.config.mjs", 'export default { feed: "a.csv", map: { title: "label" } };'],
    ["vitrine.config.js", 'module.exports = { feed: "a.csv", map: { title: "label" } };'],
  ])("is found: %s", async (name, text) => {
    const expected = defineConfig({ feed: "a.csv", map: { title: "label" } });
    expect(await loadConfig(undefined, await folderWith({ [name]: text }))).toEqual(expected);
  });

  test("is read where it is named, and missing there is an error", async () => {
    const folder = await folderWith({ "shop.json": '{"currency":"EUR"}' });
    expect(await loadConfig("shop.json", folder)).toEqual({ currency: "EUR" });
    await expect(loadConfig("none.json", folder)).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });

  test.each<[Record<string, string>, RegExp]>([
    [
      { "vitrine.config.json": '{"curency":"EUR"}' },
      /Expected keys among feed,.*, got the key "curency"/,
    ],
    [{ "vitrine.config.json": '{"__proto__":{}}' }, /got the key "__proto__"/],
    [{ "vitrine.config.json": '{"threads":0}' }, /1 to 256 as threads, got 0. Change it in .*json/],
    [{ "vitrine.config.json": '{"cacheBytes":-1}' }, /as cacheBytes, got -1/],
    [{ "vitrine.config.json": "[]" }, /an object of options/],
    [{ "vitrine.config.json": "{" }, /Expected a readable configuration file/],
    [{ "vitrine.config.mjs": "export const feed = 1;" }, /default export/],
    [{ "vitrine.config.mjs": "{}", "vitrine.config.json": "{}" }, /mjs and vitrine.config.json/],
  ])("is refused: %o", async (files, message) => {
    const loading = loadConfig(undefined, await folderWith(files));
    await expect(loading).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(message),
    });
  });

  test("in TypeScript needs a Node that reads it", async () => {
    const folder = await folderWith({
      "vitrine.config.ts": "export default { feed: 'a.csv' } as { feed: string };",
    });
    const loading = loadConfig(undefined, folder);
    if ("typescript" in process.features && process.features.typescript) {
      expect(await loading).toEqual({ feed: "a.csv" });
    } else {
      await expect(loading).rejects.toThrow(/vitrine\.config\.js, or write it as .*\.json/);
    }
  });
});
