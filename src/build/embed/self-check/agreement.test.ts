/** Tests of the memory of which runtimes agree. */
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DiskCache } from "../../pictures/caches/disk-cache.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { Agreement, type AgreementTerms } from "./agreement.ts";

const TERMS: AgreementTerms = {
  weights: "ab".repeat(32),
  preprocessing: "resize 224",
  embeddedWith: "onnxruntime-node 1.0.0",
  reference: "onnxruntime-web 1.0.0",
  threads: 2,
};
const FOUND = { pictures: 16, smallestCosine: 0.99987, meanCosine: 0.99999 };

test("an agreement is remembered only for the same terms and processor", async () => {
  const disk = new DiskCache(await temporaryFolder());
  const agreement = new Agreement(TERMS, disk, "x64 Some 1");
  expect(await agreement.recall()).toBeUndefined();
  await agreement.remember(FOUND);
  expect(await agreement.recall()).toEqual(FOUND);
  expect(await new Agreement({ ...TERMS }, disk, "x64 Some 1").recall()).toEqual(FOUND);
  const others: Partial<AgreementTerms>[] = [
    { weights: "cd".repeat(32) },
    { preprocessing: "resize 256" },
    { embeddedWith: "onnxruntime-node 1.0.1" },
    { reference: "onnxruntime-web 1.0.1" },
    { threads: 1 },
  ];
  expect(others).toHaveLength(Object.keys(TERMS).length);
  for (const other of others) {
    expect(
      await new Agreement({ ...TERMS, ...other }, disk, "x64 Some 1").recall(),
    ).toBeUndefined();
  }
  expect(await new Agreement(TERMS, disk, "x64 Some 2").recall()).toBeUndefined();
});

test("a damaged agreement is not known", async () => {
  const disk = new DiskCache(await temporaryFolder());
  const agreement = new Agreement(TERMS, disk);
  await agreement.remember(FOUND);
  const shelf = join(disk.root, "agreements");
  const files = (await readdir(shelf, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(files).toHaveLength(1);
  const path = join(files[0]!.parentPath, files[0]!.name);
  const whole = await readFile(path);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    await writeFile(path, damaged);
    expect(await agreement.recall()).toBeUndefined();
  }
  for (const length of [0, 8, whole.length - 1]) {
    await writeFile(path, whole);
    await truncate(path, length);
    expect(await agreement.recall()).toBeUndefined();
  }
  await writeFile(path, whole);
  expect(await agreement.recall()).toEqual(FOUND);
});
