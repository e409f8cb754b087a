import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { messageOf, VisualSearchError } from "../../../lib/errors.ts";
import { isPicture, walk } from "../syntaxes/picture-folder.ts";
import { STDIN } from "./byte-source.ts";

const FEED_EXTENSIONS = new Set([
  ".csv",
  ".tsv",
  ".txt",
  ".json",
  ".jsonl",
  ".ndjson",
  ".jsonld",
  ".xml",
  ".rss",
  ".atom",
  ".html",
  ".htm",
  ".xhtml",
  ".parquet",
]);

/** A file to read, or a folder whose pictures are the products. */
export type FeedFile = { path: string } | { imageFolder: string };

/**
 * The files that paths stand for: of a folder, the feeds and pages in it and its folders; where there are
 * none but pictures, these.
 *
 * @throws `feed-invalid` for what is not there, and for a folder with nothing to read.
 */
export async function feedFiles(paths: readonly string[]): Promise<FeedFile[]> {
  const files: FeedFile[] = [];
  for (const path of paths) {
    if (path !== STDIN && (await statOf(path)).isDirectory()) files.push(...(await within(path)));
    else files.push({ path });
  }
  return files;
}

async function within(folder: string): Promise<FeedFile[]> {
  const feeds: FeedFile[] = [];
  let pictures = 0;
  for await (const path of walk(folder)) {
    const name = path.replace(/\.gz$/i, "");
    if (FEED_EXTENSIONS.has(extname(name).toLowerCase())) feeds.push({ path: join(folder, path) });
    else if (isPicture(path)) pictures++;
  }
  if (feeds.length > 0) return feeds;
  if (pictures > 0) return [{ imageFolder: folder }];
  throw new VisualSearchError(
    "feed-invalid",
    `The folder ${folder} should have feeds, pages or pictures in it, and has none.`,
  );
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw new VisualSearchError(
      "feed-invalid",
      `The feed ${path} cannot be read: ${messageOf(error)}. Give the path of a readable file.`,
      { cause: error },
    );
  }
}
