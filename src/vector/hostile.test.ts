import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { VisualSearchError } from "../lib/errors.ts";
import { buildIndex } from "./build-index.ts";
import { mixtureVectors, seededRandom } from "./corpus.testing.ts";
import { seal } from "./file/container.ts";
import { openIndex } from "./open-index.ts";

/** Mutations in all; `VITRINE_FUZZ` asks for more. */
const MUTATIONS = Number(process.env.VITRINE_FUZZ ?? 20_000);
const DIM = 8;
const EXTREMES = [0, 1, 2, 63, 64, 127, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

const golden = () => new Uint8Array(readFileSync(new URL("fixtures/golden.vtrn", import.meta.url)));
const small = buildIndex(mixtureVectors(50, DIM, 1), {
  dim: DIM,
  graph: { m: 3, efConstruction: 10 },
  signs: true,
  residual: true,
});

/** A changed copy, whose checksum is right again in most cases: the checks behind it are meant. */
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
        view.setUint32(below(changed.length / 4) * 4, EXTREMES[below(EXTREMES.length)]!, true);
        break;
      case 2:
        // Within the header and the section table.
        view.setUint32(
          below(Math.min(64, changed.length / 4)) * 4,
          EXTREMES[below(EXTREMES.length)]!,
          true,
        );
        break;
      case 3:
        view.setFloat32(
          below(changed.length / 4) * 4,
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
        // The header's length follows in half of the cases.
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

describe("hostile index files", () => {
  it.each([
    ["the golden file", golden(), 24],
    ["a file with every section", small, DIM],
  ])(
    `%s, mutated ${MUTATIONS / 2} times, ends in a clear error or a valid answer`,
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
      for (let i = 0; i < MUTATIONS / 2; i++) {
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
        // No more memory than the file justifies, be it refused or not: a page or two for the work.
        expect(asked).toBeLessThan(changed.length * 2 + 5 * 65_536);
      }
      // Both ends are really reached.
      expect(outcomes.refused).toBeGreaterThan(MUTATIONS / 20);
      expect(outcomes.answered).toBeGreaterThan(MUTATIONS / 100);
    },
  );
});
