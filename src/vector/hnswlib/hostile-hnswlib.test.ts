/** Fuzzing: damaged hnswlib files end in a clear error or a sound index. */
import { describe, expect, it } from "vitest";
import { VisualSearchError } from "../../lib/errors.ts";
import type { Metric } from "../codes/int8-code.ts";
import { seededRandom } from "../corpus.testing.ts";
import { openIndex } from "../open-index.ts";
import { allNeighbours, fileOf, goldens } from "./hnswlib.testing.ts";
import { importHnswlib } from "./import-hnswlib.ts";
import { type HnswlibIndex, readHnswlib } from "./read-hnswlib.ts";

/** Damaged files; many more by `VITRINE_DEEP`, and as many as wanted by `FUZZ_RUNS=1000000`. */
const FUZZ_RUNS = Number(process.env.FUZZ_RUNS ?? (process.env.VITRINE_DEEP ? 40_000 : 2000));
const FUZZ_SEED = Number(process.env.FUZZ_SEED ?? 1);

describe("a damaged hnswlib file", () => {
  const HEADER_FIELDS = [0, 8, 16, 24, 32, 40, 48, 52, 56, 64, 72, 80, 88];
  const EXTREMES = [
    ...[0n, 1n, 2n, 3n, 4n, 8n, 255n, 256n, 0x7fffn, 0xffffn, 0x1_0000n, 0x1_0001n],
    ...[0x7fff_ffffn, 0x8000_0000n, 0xffff_fffen, 0xffff_ffffn, 2n ** 32n, 2n ** 53n, 2n ** 61n],
    ...[2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 4n, 2n ** 64n - 1n],
    // NaN, infinity and the largest float32.
    ...[0x7fc0_0000n, 0xff80_0000n, 0x7f7f_ffffn],
  ];
  const seeds = [...goldens.map(({ name }) => fileOf(name)), fileOf("wasm")];

  function mutate(random: () => number): Uint8Array<ArrayBuffer> {
    const below = (n: number) => Math.floor(random() * n);
    const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
    let file = pick(seeds).slice();
    for (let times = 1 + below(3); times > 0; times--) {
      const view = new DataView(file.buffer);
      const field = () => (random() < 0.5 ? pick(HEADER_FIELDS) : 4 * below(file.length >> 2));
      const kind = below(7);
      if (file.length < HEADER_FIELDS.at(-1)! + 8) return file;
      if (kind === 0) {
        file[below(file.length)]! ^= 1 << below(8);
      } else if (kind === 1) {
        for (let i = below(16); i >= 0; i--) file[below(file.length)] = below(256);
      } else if (kind === 2) {
        file = file.slice(0, below(file.length + 1));
      } else if (kind === 3) {
        const longer = new Uint8Array(file.length + (random() < 0.5 ? 4 : 1) * (1 + below(40)));
        longer.set(file);
        file = longer;
      } else if (kind === 4) {
        view.setUint32(field(), Number(BigInt.asUintN(32, pick(EXTREMES))), true);
      } else if (kind === 5) {
        const at = Math.min(field(), file.length - 8);
        view.setBigUint64(at, pick(EXTREMES), true);
      } else {
        // A field slightly off, or another field's value.
        const at = field();
        const value = view.getUint32(random() < 0.5 ? at : field(), true);
        view.setUint32(at, value + below(9) - 4, true);
      }
    }
    return file;
  }

  /** Bytes of the arrays that `call` asks for, whether or not it comes to its end. */
  function countingAllocations<T>(call: () => T): { value?: T; error?: unknown; bytes: number } {
    let bytes = 0;
    const originals = { Uint8Array, Uint32Array, Float32Array, BigUint64Array, ArrayBuffer };
    const counting = Object.entries(originals).map(([name, original]) => [
      name,
      new Proxy(original, {
        construct(target, [source, ...rest]) {
          const made = Reflect.construct(target, [source, ...rest]);
          if (!(source instanceof originals.ArrayBuffer)) bytes += made.byteLength;
          return made;
        },
      }),
    ]);
    Object.assign(globalThis, Object.fromEntries(counting));
    try {
      return { value: call(), bytes };
    } catch (error) {
      return { error, bytes };
    } finally {
      Object.assign(globalThis, originals);
    }
  }

  function expectSound(index: HnswlibIndex): void {
    const { count, dim, levels } = index;
    const lengths = [index.vectors, index.labels, index.deleted, levels].map((a) => a.length);
    expect(lengths).toEqual([count * dim, count, count, count]);
    expect(index.vectors.every(Number.isFinite)).toBe(true);
    expect(index.deleted.every((mark) => mark <= 1)).toBe(true);
    expect(count === 0 ? index.entry : levels[index.entry]).toBe(index.maxLevel);
    const sound = allNeighbours(index).every((lists) =>
      lists.every(
        (list, level) =>
          list.length <= (level === 0 ? 2 : 1) * index.m &&
          list.every((to) => to < count && levels[to]! >= level),
      ),
    );
    expect(sound).toBe(true);
  }

  const outcomes = { read: 0, imported: 0, refused: 0 };

  it(
    `ends in a clear error or a sound index, ${FUZZ_RUNS} times`,
    () => {
      const random = seededRandom(FUZZ_SEED);
      for (let run = 0; run < FUZZ_RUNS; run++) {
        const file = mutate(random);
        const metric = random() < 0.5 ? "cosine" : "ip";
        const { value, error, bytes } = countingAllocations(() => readHnswlib(file));
        const context = `run ${run} of seed ${FUZZ_SEED}: ${error}`;
        if (bytes > 2 * file.length) {
          expect.fail(`${context}: ${bytes} bytes for a file of ${file.length}`);
        }
        if (value) {
          expectSound(value);
          outcomes.read++;
          importAndSearch(file, metric, context);
        } else {
          expect(error, context).toBeInstanceOf(VisualSearchError);
          expect((error as VisualSearchError).code, context).toBe("index-invalid");
          outcomes.refused++;
        }
      }
      // Mutations that only break the header would prove little.
      expect(outcomes.read).toBeGreaterThan(FUZZ_RUNS / 20);
      expect(outcomes.imported).toBeGreaterThan(FUZZ_RUNS / 20);
      expect(outcomes.refused).toBeGreaterThan(FUZZ_RUNS / 4);
    },
    60_000 + FUZZ_RUNS * 10,
  );

  function importAndSearch(file: Uint8Array, metric: Metric, context: string): void {
    try {
      const { index: bytes, labels } = importHnswlib(file, { metric });
      const index = openIndex(bytes);
      expect(index.size, context).toBe(labels.length);
      const { ids, scores } = index.search(new Float32Array(index.dim).fill(0.3), { k: 4 });
      expect(ids.length, context).toBe(Math.min(4, index.size));
      expect(scores.every(Number.isFinite), context).toBe(true);
      outcomes.imported++;
    } catch (error) {
      expect(error, context).toBeInstanceOf(VisualSearchError);
      expect((error as VisualSearchError).code, context).toBe("vector-invalid");
    }
  }
});
