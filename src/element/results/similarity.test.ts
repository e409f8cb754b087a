/** Tests how similar hits are called, and when there is no close match. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hit } from "../../lib/types.ts";
import { EMPTY_QUERY } from "../query/query-state.ts";
import { resultsOf } from "./entries.ts";
import { likeness, thresholdOf } from "./similarity.ts";

describe("likeness", () => {
  const closeMatch = { image: 0.7, text: 0.22 };

  it("never rises when the score falls", () => {
    const order = ["loosely", "rather", "quite", "very"];
    const score = fc.double({ min: -1, max: 1, noNaN: true });
    const words = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(score, score, score, words, (a, b, c, share) => {
        const [low, middle, best] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        for (const threshold of [undefined, thresholdOf(closeMatch, share)]) {
          const of = (value: number) => order.indexOf(likeness(value, best, threshold, share));
          expect(of(low)).toBeLessThanOrEqual(of(middle));
        }
      }),
      { seed: 1 },
    );
  });

  it("calls a product very similar to its own picture, and to the words that fit it best", () => {
    expect(likeness(1, 1, 0.7, 0)).toBe("very");
    expect(likeness(0.3, 0.3, 0.22, 1)).toBe("very");
    expect(likeness(0.75, 0.75, 0.7, 0)).toBe("rather");
    expect(likeness(0.69, 0.69, 0.7, 0)).toBe("loosely");
  });

  it("finds no close match below the threshold of a catalog that has one", () => {
    const hits = (score: number): Hit[] => [
      { id: "a", score, picture: 0, item: { id: "a", title: "", attributes: {} } },
    ];
    const close = (score: number, known = true) =>
      resultsOf(
        { kind: "hits", hits: hits(score), milliseconds: 1 },
        { ...EMPTY_QUERY, text: "red" },
        known ? closeMatch : undefined,
        undefined,
      ).isClose;
    expect(close(0.3)).toBe(true);
    expect(close(0.1)).toBe(false);
    expect(close(0.1, false)).toBe(true);
  });
});
