/** Reads whole feeds, for tests. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromRoot } from "../../encoder/testing.ts";
import { temporaryFolder } from "../temporary.testing.ts";
import { type OpenFeedOptions, openFeed } from "./feed.ts";
import type { FeedProduct } from "./feed-product.ts";

export const fixture = (name: string) => fromRoot(`src/build/feed/fixtures/${name}`);

/** Within the sale of the fixtures. */
const NOW = new Date("2025-01-15T12:00:00Z");

/** All that a feed has to tell. */
export async function readAll(paths: string | string[], options: OpenFeedOptions = {}) {
  const warnings: string[] = [];
  const feed = await openFeed(paths, {
    now: NOW,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  const products: FeedProduct[] = [];
  const errors: { line: number; error: string; id?: string }[] = [];
  for await (const entry of feed.entries()) {
    if ("product" in entry) products.push(entry.product);
    else {
      const { at, error, id } = entry;
      errors.push({ line: at.line, error, ...(id !== undefined && { id }) });
    }
  }
  const { formats, rows, notes, columns } = feed;
  const roles = Object.fromEntries(columns.map(({ column, role }) => [column, role]));
  return { products, errors, warnings, formats, rows, notes, roles };
}

/** Writes a feed into a folder that is gone after the tests, and gives its path. */
export async function writeFeed(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

/** Addresses of a product's pictures. */
export const urls = ({ images }: FeedProduct) => images.map(({ url }) => url);
