/** Feeds are read as streams: memory does not grow with them. */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { fromRoot } from "../../encoder/testing.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { type LargeFormat, ROWS_OF_PRODUCT, writeLargeFeed } from "./large-feed.testing.ts";

/** Reads a feed of rows of about 1.5 kB, which is larger than the heap of the process that reads it. */
async function inspect(format: LargeFormat, heapMb: number, rows: number) {
  const path = join(await temporaryFolder(), `large.${format}`);
  await writeLargeFeed(path, format, rows);
  if (format !== "parquet") expect((await stat(path)).size).toBeGreaterThan(heapMb * 2 ** 20);
  const script = fromRoot("src/build/feed/feed-memory.testing.ts");
  const flags = [`--max-old-space-size=${heapMb}`, "--import", "tsx", script, path];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: fromRoot(".") });
  return JSON.parse(stdout);
}

test("gathers the variants of Google's XML in a heap smaller than the feed", async () => {
  const rows = 24_000;
  expect(await inspect("google.xml", 32, rows)).toMatchObject({
    rows,
    products: rows / ROWS_OF_PRODUCT,
    variants: rows,
    rejected: 0,
  });
});

describe.runIf(process.env.VITRINE_DEEP)("deep: other syntaxes", () => {
  test.each<LargeFormat>(["csv", "tsv", "json", "parquet", "json-ld.json"])(
    "reads %s in a heap smaller than the feed",
    async (format) => {
      const rows = 48_000;
      expect(await inspect(format, 64, rows)).toMatchObject({ rows, products: rows, rejected: 0 });
    },
  );
});
