/** Tests of building graphs on several threads. */
import { describe, expect, it } from "vitest";
import { mixtureVectors } from "../../vector/corpus.testing.ts";
import { buildIndex } from "../../vector/index.ts";
import { threadCrew } from "./kernel-crew.ts";

describe("threadCrew", () => {
  const dim = 64;
  const vectors = mixtureVectors(3000, dim, 4);
  const alone = buildIndex(vectors, { dim, graph: true });

  it.each([1, 2, 3])("gives the same graph with %i threads as without", (threads) => {
    const done: number[] = [];
    const together = buildIndex(vectors, {
      dim,
      graph: true,
      crew: threadCrew(threads),
      onProgress: (rows) => done.push(rows),
    });
    expect(Buffer.compare(together, alone)).toBe(0);
    expect(done.at(-1)).toBe(3000);
  });
});
