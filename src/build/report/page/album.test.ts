/** Tests of the small pictures of a report page. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { DiskCache } from "../../pictures/caches/disk-cache.ts";
import { factsOf, type PictureFacts } from "../../pictures/picture-facts.ts";
import { Picture, Pictures } from "../../pictures/pictures.ts";
import { qualityOf } from "../../pictures/quality/quality.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { type AlbumPicture, type AlbumProduct, makeAlbum } from "./album.ts";

const PRODUCTS = 100;

async function noise(seed: number, size: number): Promise<Buffer> {
  const pixels = Buffer.alloc(size * size * 3);
  let state = seed + 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = state >>> 24;
  }
  const raw = { width: size, height: size, channels: 3 as const };
  return await sharp(pixels, { raw }).png().toBuffer();
}

async function decodedFacts(file: Buffer): Promise<PictureFacts> {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({
    resolveWithObject: true,
  });
  return factsOf({ data, width: info.width, height: info.height });
}

async function sizeOf({ src }: AlbumPicture): Promise<{ width: number; height: number }> {
  const { format, width, height } = await sharp(
    Buffer.from(src!.split(",")[1]!, "base64"),
  ).metadata();
  expect(format).toBe("webp");
  return { width, height };
}

test("shows a sample and the pictures of findings, from thumbnails if there are any", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "small"));
  const products: AlbumProduct[] = [];
  const files: Buffer[] = [];
  for (let i = 0; i < PRODUCTS; i++) {
    const names = [`${i}.png`, `${i}-b.png`];
    // Noise is the hardest to make small; the second picture of one product is tiny.
    const bytes = [await noise(i, 300), await noise(1000 + i, i === 70 ? 20 : 120)];
    const pictures = [];
    for (const [p, name] of names.entries()) {
      await writeFile(join(folder, name), bytes[p]!);
      pictures.push({ name, facts: await decodedFacts(bytes[p]!) });
    }
    files.push(...bytes);
    products.push({
      item: { id: `p${i}`, title: `Product ${i}`, attributes: {}, image: `thumbnails/${i}.webp` },
      pictures,
    });
  }
  const quality = qualityOf({
    ids: products.flatMap(({ item }) => [item.id, item.id]),
    facts: products.flatMap(({ pictures }) => pictures.map(({ facts }) => facts)),
    fingerprints: Uint8Array.from({ length: files.length * 8 }, (_, i) => (i * 7919) >> (i % 8)),
    vectors: { dim: 1, count: 0, vector: () => new Float32Array(), isNew: () => true },
    minSize: 100,
  });
  expect(quality.tooSmall).toMatchObject({ count: 1, ids: ["p70"], pictures: [2] });

  // One has a thumbnail of another shape, the picture of another is gone.
  const thumbnail = join(folder, "small", "first.webp");
  const plain = { width: 50, height: 60, channels: 3 as const, background: "#ff0000" };
  await sharp({ create: plain }).webp().toFile(thumbnail);
  await rm(join(folder, "3.png"));
  const pictures = await Pictures.open({ folder });
  const disk = new DiskCache(join(folder, "cache"));
  const thumbnails = [{ path: "thumbnails/1.webp", from: thumbnail, bytes: 100 }];
  const source = { products, quality, thumbnails, pictures, disk, signal: undefined };
  const album = await makeAlbum(source);

  expect(album.sample.map(({ id }) => id).slice(0, 3)).toEqual(["p1", "p3", "p5"]);
  expect(album.sample).toHaveLength(48);
  expect(await sizeOf(album.sample[0]!)).toEqual({ width: 50, height: 60 });
  expect(album.sample[1]).toMatchObject({
    title: "Product 3",
    missing: "the image file is not in the images folder",
  });
  expect(album.sample[1]!.src).toBeUndefined();
  const others = album.sample.slice(2);
  for (const picture of others) {
    expect(picture.size).toEqual({ width: 300, height: 300 });
    if (picture.src === undefined) expect(picture.missing).toBe("left out to save room");
    else {
      expect(picture.src.length).toBeLessThanOrEqual(16_000);
      expect(await sizeOf(picture)).toEqual({ width: 176, height: 176 });
    }
  }
  expect(await sizeOf(album.find("p70", 2)!)).toEqual({ width: 20, height: 20 });
  expect(album.find("p70", 3)).toBeUndefined();

  // A later report has them from the cache, but for one that is torn there.
  const kept = await readdir(join(disk.root, "previews"), { recursive: true, withFileTypes: true });
  const previews = kept.filter((entry) => entry.isFile());
  expect(previews.length).toBeGreaterThan(40);
  const torn = join(previews[0]!.parentPath, previews[0]!.name);
  const whole = await readFile(torn);
  await writeFile(torn, whole.subarray(0, 100));
  const decode = vi.spyOn(Picture.prototype, "process");
  expect((await makeAlbum(source)).sample.map(({ src }) => src?.length)).toEqual(
    album.sample.map(({ src }) => src?.length),
  );
  expect(decode).toHaveBeenCalledTimes(1);
  expect(await readFile(torn)).toEqual(whole);

  const signal = AbortSignal.abort(new Error("enough"));
  const aborted = makeAlbum({ products, quality, thumbnails: [], pictures, signal });
  await expect(aborted).rejects.toThrow("enough");
});
