/** Hashes of picture files that have not changed. */
import { mkdir, readFile, rename, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256Bytes, sha256Text } from "../../hashes.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { Pictures } from "../pictures.ts";
import { DiskCache } from "./disk-cache.ts";
import { FileHashes } from "./file-hashes.ts";

/** A minute from now, when what a test has written is settled. */
const later = () => Date.now() + 60_000;
const FAKE = new Uint8Array(32).fill(7);

async function setUp() {
  const folder = join(await temporaryFolder(), "images");
  await mkdir(folder);
  const disk = new DiskCache(await temporaryFolder());
  const path = join(folder, "a.jpg");
  await writeFile(path, "first");
  const open = async (now = later) => {
    const pictures = await Pictures.open({ folder });
    let hashes: FileHashes | undefined;
    await pictures.remember(async (root) => {
      hashes = await FileHashes.open(disk, root, now);
      return hashes;
    });
    return { pictures, hashes: hashes! };
  };
  const identity = async (hashes: FileHashes) =>
    hashes.identify(path, await stat(path, { bigint: true }));
  return { folder, disk, path, open, identity };
}

describe("a picture file that has not changed", () => {
  test("is not read again by the next build", async () => {
    const { open, identity } = await setUp();
    const first = await open();
    expect(await first.pictures.sha256("a.jpg")).toEqual(sha256Bytes(Buffer.from("first")));
    // What is remembered tells whether the file is read.
    first.hashes.put((await identity(first.hashes))!, FAKE);
    await first.pictures.saveHashes();
    const second = await open();
    expect(await second.pictures.sha256("a.jpg")).toEqual(FAKE);
    const real = await second.pictures.open("a.jpg", async ({ sha256 }) => sha256);
    expect(real).toEqual(sha256Bytes(Buffer.from("first")));
  });

  test("is read if it was written a moment ago", async () => {
    const { open, identity } = await setUp();
    const { pictures, hashes } = await open(Date.now);
    expect(await identity(hashes)).toBeUndefined();
    expect(await pictures.sha256("a.jpg")).toEqual(sha256Bytes(Buffer.from("first")));
    await pictures.saveHashes();
    expect((await open()).hashes.get((await identity((await open()).hashes))!)).toBeUndefined();
  });

  test("is another once it is written, whatever its length and time", async () => {
    const { path, folder, open, identity } = await setUp();
    const first = await open();
    first.hashes.put((await identity(first.hashes))!, FAKE);
    await first.pictures.saveHashes();
    const { atime, mtime } = await stat(path);
    for (const replace of [
      () => writeFile(path, "other"),
      async () => {
        await writeFile(join(folder, "b.jpg"), "again");
        await rename(join(folder, "b.jpg"), path);
      },
    ]) {
      // Times of some file systems come in steps of some milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await replace();
      await utimes(path, atime, mtime);
      const { pictures } = await open();
      expect(await pictures.sha256("a.jpg")).toEqual(sha256Bytes(await readFile(path)));
    }
  });

  test("is remembered by its own path behind a link", async () => {
    const { folder, path, open, identity } = await setUp();
    await symlink(path, join(folder, "link.jpg"));
    const { pictures, hashes } = await open();
    hashes.put((await identity(hashes))!, FAKE);
    expect(await pictures.sha256("link.jpg")).toEqual(FAKE);
  });
});

describe("what is remembered", () => {
  test("is what the last build has used, and whole", async () => {
    const { disk, folder, open } = await setUp();
    const names = ["b", "c", "d"].map((name) => `${name}.jpg`);
    for (const name of names) await writeFile(join(folder, name), name);
    const first = await open();
    for (const name of names) await first.pictures.sha256(name);
    await first.pictures.saveHashes();
    const sizeOf = async () => {
      const key = sha256Text(folder);
      return { key, bytes: (await disk.read("hashes", key))! };
    };
    const { bytes, key } = await sizeOf();
    expect(bytes.length).toBe(3 * 56);
    const damaged = new Uint8Array(bytes);
    damaged[20]! ^= 1;
    await disk.write("hashes", key, damaged);
    const second = await open();
    for (const name of names.slice(0, 2)) {
      expect(await second.pictures.sha256(name)).toEqual(sha256Bytes(Buffer.from(name)));
    }
    await second.pictures.saveHashes();
    expect((await sizeOf()).bytes.length).toBe(2 * 56);
  });
});
