import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { fromRoot } from "../../encoder/testing.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { type LargeFormat, ROWS_OF_PRODUCT, writeLargeFeed } from "./large-feed.testing.ts";

const HEAP_MB = 64;
const ROWS = 48_000;

async function inspect(path: string) {
  const script = fromRoot("src/build/feed/feed-memory.testing.ts");
  const flags = [`--max-old-space-size=${HEAP_MB}`, "--import", "tsx", script, path];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: fromRoot(".") });
  return JSON.parse(stdout);
}

// A row of each is about 1.5 kB, so that the feed is larger than the heap of the process that reads it.
test.each<LargeFormat>(["csv", "tsv", "json", "parquet", "json-ld.json"])(
  "reads %s in a heap smaller than the feed",
  async (format) => {
    const path = join(await temporaryFolder(), `large.${format}`);
    await writeLargeFeed(path, format, ROWS);
    if (format !== "parquet") expect((await stat(path)).size).toBeGreaterThan(HEAP_MB * 2 ** 20);
    expect(await inspect(path)).toMatchObject({ rows: ROWS, products: ROWS, rejected: 0 });
  },
);

test.each<LargeFormat>(["google.xml"])(
  "gathers the variants of %s in a heap smaller than the feed",
  async (format) => {
    const path = join(await temporaryFolder(), `large.${format}`);
    await writeLargeFeed(path, format, ROWS);
    expect((await stat(path)).size).toBeGreaterThan(HEAP_MB * 2 ** 20);
    expect(await inspect(path)).toMatchObject({
      rows: ROWS,
      products: ROWS / ROWS_OF_PRODUCT,
      variants: ROWS,
      rejected: 0,
    });
  },
);
