/** Every feed format is recognised in a fixture, and every syntax has a format. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetWriteFile } from "hyparquet-writer";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../temporary.testing.ts";
import { fixture, readAll, writeFeed } from "../feed.testing.ts";
import { FEED_FORMATS, type FeedFormat } from "./index.ts";

const ROW = { id: "1", title: "Shirt", image: "a.jpg" };

/** A feed of each format. */
const FEEDS: Record<FeedFormat, () => Promise<string>> = {
  "shopify-csv": async () => fixture("shopify-handle.csv"),
  "shopify-json": async () => fixture("shopify-products-1.json"),
  "google-xml": async () => fixture("google-rss.xml"),
  "google-tsv": async () => fixture("google.tsv"),
  "json-ld": async () => fixture("product.html"),
  csv: () => writeFeed("feed.csv", "id,title,image\n1,Shirt,a.jpg\n"),
  tsv: () => writeFeed("feed.tsv", "id\ttitle\timage\n1\tShirt\ta.jpg\n"),
  json: () => writeFeed("feed.json", JSON.stringify([ROW])),
  jsonl: () => writeFeed("feed.jsonl", JSON.stringify(ROW)),
  parquet: async () => {
    const path = join(await temporaryFolder(), "feed.parquet");
    const columnData = Object.entries(ROW).map(([name, cell]) => ({ name, data: [cell] }));
    await parquetWriteFile({ filename: path, columnData });
    return path;
  },
  images: async () => {
    const folder = join(await temporaryFolder(), "pictures");
    await mkdir(folder);
    await writeFile(join(folder, "a.jpg"), "x");
    return folder;
  },
};

test.each(Object.entries(FEEDS))("a feed of the format %s is recognised", async (format, feed) => {
  const { formats, products } = await readAll(await feed());
  expect(formats).toEqual([format]);
  expect(products.length).toBeGreaterThan(0);
});

test("each syntax has a last format that takes every record", () => {
  const last = new Map<string, FeedFormat>();
  for (const [format, { syntaxes }] of Object.entries(FEED_FORMATS)) {
    for (const syntax of syntaxes) last.set(syntax, format as FeedFormat);
  }
  // The reader of JSON-LD says what is wrong with the other JSON of a page.
  expect(last.get("html")).toBe("json-ld");
  last.delete("html");
  for (const format of last.values()) expect(FEED_FORMATS[format].recognises).toBeUndefined();
  expect([...last.keys()].sort()).toEqual([
    "csv",
    "json",
    "jsonl",
    "parquet",
    "pictures",
    "tsv",
    "xml",
  ]);
});
