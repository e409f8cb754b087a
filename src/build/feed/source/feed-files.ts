/** The files that the paths of a feed stand for. */
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
export type FeedFile = { path: string } | { pictureFolder: string };

/**
 * The files that paths stand for. A folder stands for the feeds and pages in it and its folders, or for its
 * pictures if it has none of these.
 *
 * @throws VisualSearchError `feed-invalid` for what is not there, and for a folder with nothing to read
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
  if (pictures > 0) return [{ pictureFolder: folder }];
  throw new VisualSearchError(
    "feed-invalid",
    `Expected feeds, pages or pictures in the folder ${folder}, got none. Give the path of a feed.`,
  );
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw new VisualSearchError(
      "feed-invalid",
      `Expected a readable file as the feed ${path}, which cannot be read: ${messageOf(error)}. Check its path.`,
      { cause: error },
    );
  }
}
