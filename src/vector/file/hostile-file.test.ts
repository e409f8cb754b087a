/** Fuzzing: damaged index files end in a clear error or a valid answer. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { VisualSearchError } from "../../lib/errors.ts";
import { buildIndex } from "../build-index.ts";
import { mixtureVectors, seededRandom } from "../corpus.testing.ts";
import { openIndex } from "../open-index.ts";
import { seal } from "./container.ts";

/** Mutations of each file; `VITRINE_FUZZ` asks for more. */
const DEEP_MUTATIONS = Number(process.env.VITRINE_FUZZ ?? 30_000);
const MUTATIONS = process.env.VITRINE_DEEP ? DEEP_MUTATIONS : 2000;
const DIM = 8;
const EXTREMES = [0, 1, 2, 63, 64, 127, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

const golden = () =>
  new Uint8Array(readFileSync(new URL("../fixtures/golden.vtrn", import.meta.url)));
const small = buildIndex(mixtureVectors(50, DIM, 1), {
  dim: DIM,
  graph: { m: 3, efConstruction: 10 },
  signs: true,
  residual: true,
});

/** A damaged copy, mostly with a right checksum, so that the checks after it are tested. */
function mutate(file: Uint8Array, random: () => number): Uint8Array {
  const below = (bound: number) => Math.floor(random() * bound);
  let changed = file.slice();
  for (let times = 1 + below(3); times > 0; times--) {
    const view = new DataView(changed.buffer);
    switch (below(6)) {
      case 0:
        changed[below(changed.length)]! ^= 1 << below(8);
        break;
      case 1:
        view.setUint32(below(changed.length >> 2) * 4, EXTREMES[below(EXTREMES.length)]!, true);
        break;
      case 2:
        // Within the header and the section table.
        view.setUint32(
          below(Math.min(64, changed.length >> 2)) * 4,
          EXTREMES[below(EXTREMES.length)]!,
          true,
        );
        break;
      case 3:
        view.setFloat32(
          below(changed.length >> 2) * 4,
          [Number.NaN, Infinity, -1e38, 0][below(4)]!,
          true,
        );
        break;
      case 4:
        changed.copyWithin(below(changed.length), below(changed.length), below(changed.length));
        break;
      case 5: {
        const length = below(2) ? below(changed.length) : changed.length + 64 * below(4);
        const resized = new Uint8Array(Math.max(64, length));
        resized.set(changed.subarray(0, resized.length));
        // In half of the cases the length in the header is right.
        if (below(2)) new DataView(resized.buffer).setBigUint64(16, BigInt(resized.length), true);
        changed = resized;
        break;
      }
    }
  }
  if (random() < 0.9) seal(changed);
  return changed;
}

const { Memory } = WebAssembly;
afterEach(() => {
  WebAssembly.Memory = Memory;
});

describe("a damaged index file", () => {
  it.each([
    ["the golden file", golden(), 24],
    ["a file with every section", small, DIM],
  ])(
    `ends in a clear error or a valid answer: %s, damaged ${MUTATIONS} times`,
    (_, file, dim) => {
      const random = seededRandom(99);
      const query = mixtureVectors(1, dim, 3);
      const outcomes = { refused: 0, answered: 0 };
      let asked = 0;
      WebAssembly.Memory = class extends Memory {
        constructor(descriptor: WebAssembly.MemoryDescriptor) {
          super(descriptor);
          asked = descriptor.initial * 65_536;
        }
      };
      for (let i = 0; i < MUTATIONS; i++) {
        const changed = mutate(file, random);
        asked = 0;
        try {
          const index = openIndex(changed);
          expect(index.memoryBytes).toBe(asked);
          for (const options of [{ k: 5 }, { k: 5, exact: true }, { k: 5, ef: 40 }]) {
            if (index.dim !== dim) continue;
            const { ids, scores } = index.search(query, options);
            expect(ids.length).toBe(scores.length);
            for (const row of ids) expect(row).toBeLessThan(index.size);
          }
          outcomes.answered++;
        } catch (error) {
          if (!(error instanceof VisualSearchError)) throw error;
          expect(error.code).toMatch(/^(index|vector)-/);
          outcomes.refused++;
        }
        // No more memory than the file justifies, refused or not, and a page or two for the work.
        expect(asked).toBeLessThan(changed.length * 2 + 5 * 65_536);
      }
      // Both ends are really reached.
      expect(outcomes.refused).toBeGreaterThan(MUTATIONS / 10);
      expect(outcomes.answered).toBeGreaterThan(MUTATIONS / 50);
    },
    60_000 + MUTATIONS * 20,
  );
});
