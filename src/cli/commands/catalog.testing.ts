/** A small feed with a picture, and the arguments that build it, for tests of the commands. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { onTestFinished } from "vitest";

export const MODEL = "public/models/starter";

/** Writes a feed and a picture into a folder that is gone after the test. */
export async function setUp(feed: string) {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const images = join(folder, "images");
  await mkdir(images);
  const create = { width: 40, height: 50, channels: 3 as const, background: "#a33" };
  await sharp({ create }).jpeg().toFile(join(images, "a.jpg"));
  await writeFile(join(folder, "products.csv"), feed);
  const out = join(folder, "catalog");
  const args = ["build", join(folder, "products.csv")];
  args.push("--images", images, "--model", MODEL, "--out", out);
  args.push("--cache", join(folder, "cache"));
  return { folder, args, out };
}
