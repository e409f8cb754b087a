/** Facts of pictures, near-duplicates, and what the report names. */
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { CELL_BYTES, factsOf, hashOf, type PictureFacts } from "../picture-facts.ts";
import { findNearDuplicates, NEAR_BITS } from "./near-duplicates.ts";
import { qualityOf } from "./quality.ts";

/** Too few to be compared. */
const NO_VECTORS = { dim: 1, count: 0, vector: () => new Float32Array(), isNew: () => true };
const GREY = new Uint8Array(CELL_BYTES).fill(128);

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A picture of soft spots of colour, different for each seed. */
async function drawing(seed: number, width = 400, height = 500): Promise<Buffer> {
  const random = generator(seed);
  const spots = Array.from({ length: 12 }, () => {
    const colour = `rgb(${[0, 0, 0].map(() => Math.floor(random() * 256))})`;
    const [x, y, r] = [random() * 400, random() * 500, 40 + random() * 120];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500" width="${width}" height="${height}"><rect width="400" height="500" fill="#fff"/>${spots.join("")}</svg>`;
  return await sharp(Buffer.from(svg)).png().toBuffer();
}

async function factsOfFile(file: Buffer): Promise<PictureFacts> {
  const { data, info } = await sharp(file)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return factsOf({ data, width: info.width, height: info.height });
}

function bitsApart([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number {
  const ones = (x: number) => [...(x >>> 0).toString(2)].filter((bit) => bit === "1").length;
  return ones(a ^ c) + ones(b ^ d);
}

describe("facts of a picture", () => {
  test("its dHash survives another size, compression and a little brightness", async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const file = await drawing(seed);
      const hash = hashOf(await factsOfFile(file));
      for (const other of [
        await sharp(file).jpeg({ quality: 50 }).toBuffer(),
        await sharp(file).resize(200).webp({ quality: 60 }).toBuffer(),
        await sharp(file).modulate({ brightness: 1.04 }).png().toBuffer(),
      ]) {
        expect(bitsApart(hash, hashOf(await factsOfFile(other)))).toBeLessThanOrEqual(NEAR_BITS);
      }
      const another = hashOf(await factsOfFile(await drawing(seed + 100)));
      expect(bitsApart(hash, another)).toBeGreaterThan(NEAR_BITS);
    }
  });

  test("a plain picture has no spread, whatever its size and transparency", async () => {
    for (const [width, height] of [
      [1, 1],
      [3, 700],
      [500, 40],
    ] as const) {
      const create = { width, height, channels: 4 as const, background: "#4477aa80" };
      const plain = await factsOfFile(await sharp({ create }).png().toBuffer());
      expect(plain).toMatchObject({ width, height });
      expect(hashOf(plain)).toEqual([0, 0]);
      expect(plain.spread).toBeLessThan(0.5);
    }
    expect((await factsOfFile(await drawing(1))).spread).toBeGreaterThan(20);
  });
});

describe("near-duplicates", () => {
  test("are those that a comparison of all with all finds", () => {
    const hash = fc.tuple(
      fc.integer({ min: 0, max: 63 }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    );
    fc.assert(
      fc.property(
        fc.array(hash, { maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(39), fc.uniqueArray(fc.nat(63), { maxLength: 5 })), {
          maxLength: 30,
        }),
        (bases, copies) => {
          const all = [...bases];
          for (const [of, flips] of copies) {
            const [a, b] = bases[of] ?? [0, 0];
            const words = [a, b];
            for (const bit of flips) words[bit >> 5] = (words[bit >> 5]! ^ (1 << (bit & 31))) >>> 0;
            all.push([words[0]!, words[1]!]);
          }
          const { groups, complete } = findNearDuplicates(Uint32Array.from(all.flat()), () => GREY);
          expect(complete).toBe(true);
          // Every picture reaches the others of its group in steps of near pictures, and no others.
          const groupOf = all.map((_, i) => i);
          for (let changed = true; changed; ) {
            changed = false;
            for (const [i, one] of all.entries()) {
              for (const [j, two] of all.entries()) {
                if (bitsApart(one, two) > NEAR_BITS || groupOf[i]! >= groupOf[j]!) continue;
                groupOf[j] = groupOf[i]!;
                changed = true;
              }
            }
          }
          const wanted = [...new Set(groupOf)].map((g) =>
            all.map((_, i) => i).filter((i) => groupOf[i] === g),
          );
          const sort = (lists: number[][]) => lists.map((list) => list.join()).sort();
          expect(sort(groups)).toEqual(sort(wanted.filter(({ length }) => length > 1)));
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  test("end in time if everything looks alike", () => {
    const random = generator(5);
    // One band is the same in all, so that all would be compared with all.
    const hashes = Uint32Array.from({ length: 60_000 }, () => (random() * 2 ** 32) & ~0x11111111);
    expect(findNearDuplicates(hashes, () => GREY).complete).toBe(false);
  });
});

test("the report names what may be wrong, each product once, and not too many", async () => {
  const grey: PictureFacts = { width: 300, height: 400, spread: 50, cells: GREY };
  const first = await drawing(1);
  const copy = await sharp(first).resize(200).jpeg({ quality: 60 }).toBuffer();
  const redder = await sharp(first).tint("#ff0000").png().toBuffer();
  const facts: (PictureFacts | undefined)[] = [
    await factsOfFile(first),
    await factsOfFile(first),
    await factsOfFile(copy),
    await factsOfFile(redder),
    { ...(await factsOfFile(await drawing(2))), width: 99, height: 300 },
    { ...(await factsOfFile(await drawing(3))), width: 1601, height: 400 },
    undefined,
    ...Array.from({ length: 50 }, () => ({ ...grey, spread: 2 })),
  ];
  const ids = facts.map((_, i) => `p${i}`);
  const fingerprints = new Uint8Array(facts.length * 8);
  facts.forEach((_, i) => {
    // The first two are one file.
    fingerprints[8 * i] = i === 1 ? 1 : i + 1;
  });
  const quality = qualityOf({ ids, facts, fingerprints, vectors: NO_VECTORS, minSize: 100 });
  expect(quality).toMatchObject({
    checked: 56,
    unchecked: 1,
    tooSmall: { count: 1, ids: ["p4"], below: 100 },
    extremeAspect: { count: 1, ids: ["p5"] },
    exactDuplicates: { count: 2, groups: 1, examples: [["p0", "p1"]] },
    nearDuplicates: { count: 2, groups: 1, examples: [["p0", "p2"]], complete: true },
    shared: { count: 0, groups: 0 },
    unlike: { count: 0, checked: 0 },
  });
  expect(quality.blank.count).toBe(50);
  expect(quality.blank.ids).toHaveLength(20);
});

test("a product with several pictures is named once, and not for having one of them twice", async () => {
  const [one, two] = await Promise.all(
    [1, 2].map(async (seed) => factsOfFile(await drawing(seed))),
  );
  const small = { ...two!, width: 20 };
  const files = [
    { id: "shirt", facts: one, file: 1 },
    { id: "shirt", facts: one, file: 1 },
    { id: "shirt", facts: { ...one!, width: 300 }, file: 3 },
    { id: "hat", facts: small, file: 4 },
    { id: "hat", facts: small, file: 5 },
    { id: "cap", facts: small, file: 4 },
    { id: "cap", facts: small, file: 4 },
  ];
  const fingerprints = new Uint8Array(files.length * 8);
  for (const [i, { file }] of files.entries()) fingerprints.fill(file, 8 * i, 8 * i + 8);
  const quality = qualityOf({
    ids: files.map(({ id }) => id),
    facts: files.map(({ facts }) => facts),
    fingerprints,
    vectors: NO_VECTORS,
    minSize: 100,
  });
  expect(quality).toMatchObject({
    checked: 7,
    tooSmall: { count: 2, ids: ["hat", "cap"] },
    exactDuplicates: { count: 2, groups: 1, examples: [["hat", "cap"]] },
    nearDuplicates: { count: 0, groups: 0 },
  });
});

test("a placeholder that many products have is named, saved once or several times", async () => {
  const chart = await drawing(40);
  const again = await sharp(chart).resize(300).jpeg({ quality: 70 }).toBuffer();
  const own = await Promise.all(
    Array.from({ length: 9 }, async (_, i) => factsOfFile(await drawing(50 + i))),
  );
  const files: { id: string; facts: PictureFacts; file: number }[] = [];
  for (const [i, facts] of own.entries()) {
    files.push({ id: `p${i}`, facts, file: i });
    if (i < 4) files.push({ id: `p${i}`, facts: await factsOfFile(chart), file: 100 });
    if (i === 4) files.push({ id: "p4", facts: await factsOfFile(again), file: 101 });
    // Of fewer products it is nothing to look at.
    if (i > 4) files.push({ id: `p${i}`, facts: await factsOfFile(await drawing(70)), file: 102 });
  }
  const fingerprints = new Uint8Array(files.length * 8);
  for (const [i, { file }] of files.entries()) fingerprints.fill(file, 8 * i, 8 * i + 8);
  const quality = qualityOf({
    ids: files.map(({ id }) => id),
    facts: files.map(({ facts }) => facts),
    fingerprints,
    vectors: NO_VECTORS,
    minSize: 100,
  });
  expect(quality.shared).toEqual({
    count: 5,
    groups: 1,
    examples: [["p0", "p1", "p2", "p3", "p4"]],
    pictures: [[2, 2, 2, 2, 2]],
  });
});
