/** A small feed with a picture, the arguments that build it, and a catalog of it, for tests of the commands. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { vitrine } from "../run.testing.ts";

export const MODEL = "public/models/starter";

/** What the builds of a test file share, so that the model makes its self-check and the picture's vector once. */
let cache: string;

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "vitrine-cli-cache-"));
});

afterAll(() => rm(cache, { recursive: true, force: true }));

/** Writes a feed and a picture into a folder that is gone after the test. */
export async function setUp(feed: string) {
  const set = await write(feed);
  onTestFinished(() => rm(set.folder, { recursive: true, force: true }));
  return set;
}

/** Builds a catalog once for all tests of the file, which may only read it. */
export function sharedCatalog(feed: string) {
  const shared = { folder: "", out: "" };
  beforeAll(async () => {
    const { args, ...paths } = await write(feed);
    Object.assign(shared, paths);
    const { code, err } = await vitrine([...args, "--quiet", "--name", "Shop"]);
    if (code !== 0) throw new Error(err);
  });
  afterAll(() => rm(shared.folder, { recursive: true, force: true }));
  return shared;
}

async function write(feed: string) {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-cli-"));
  const images = join(folder, "images");
  await mkdir(images);
  const create = { width: 40, height: 50, channels: 3 as const, background: "#a33" };
  await sharp({ create }).jpeg().toFile(join(images, "a.jpg"));
  await writeFile(join(folder, "products.csv"), feed);
  const out = join(folder, "catalog");
  const args = ["build", join(folder, "products.csv")];
  args.push("--images", images, "--model", MODEL, "--out", out, "--cache", cache);
  return { folder, args, out };
}
