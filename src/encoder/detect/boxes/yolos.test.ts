/** Tests of reading the output of YOLOS and DETR. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutputTensor } from "../../runtime/runtime.ts";
import { decodeYolos } from "./yolos.ts";

const invalid = expect.objectContaining({ code: "model-invalid" });
const tensor = { width: 200, height: 100 };

const LABELS = 3;
const fraction = fc.double({ min: 0.01, max: 1, noNaN: true });
const anyQueries = fc.array(
  fc.record({
    logits: fc.array(fc.double({ min: -30, max: 30, noNaN: true }), {
      minLength: LABELS + 1,
      maxLength: LABELS + 1,
    }),
    box: fc.tuple(fraction, fraction, fraction, fraction),
  }),
  { minLength: 1, maxLength: 20 },
);

function tensors(
  queries: readonly { logits: readonly number[]; box: readonly number[] }[],
): [OutputTensor, OutputTensor] {
  const n = queries.length;
  return [
    {
      data: Float32Array.from(queries.flatMap(({ logits }) => logits)),
      shape: [1, n, LABELS + 1],
    },
    { data: Float32Array.from(queries.flatMap(({ box }) => box)), shape: [1, n, 4] },
  ];
}

const read = ([logits, boxes]: [OutputTensor, OutputTensor], labels = LABELS, minScore = 0.25) =>
  decodeYolos(logits, boxes, { tensor, labels, minScore });

describe("decodeYolos", () => {
  it("gives the softmax over labels and no object, and boxes in pixels", () => {
    fc.assert(
      fc.property(anyQueries, (queries) => {
        const found = read(tensors(queries), LABELS, 0);
        expect(found).toHaveLength(queries.length);
        queries.forEach(({ logits, box: [x, y, width, height] }, i) => {
          const shares = logits.map((one) => 1 / logits.reduce((s, b) => s + Math.exp(b - one), 0));
          const best = Math.max(...shares.slice(0, LABELS));
          expect(found[i]!.score).toBeCloseTo(best, 4);
          expect(shares[found[i]!.label]).toBeCloseTo(best, 4);
          expect(found[i]!.left).toBeCloseTo((x - width / 2) * 200, 3);
          expect(found[i]!.right).toBeCloseTo((x + width / 2) * 200, 3);
          expect(found[i]!.top).toBeCloseTo((y - height / 2) * 100, 3);
          expect(found[i]!.bottom).toBeCloseTo((y + height / 2) * 100, 3);
        });
      }),
      { seed: 91, numRuns: 200 },
    );
  });

  it('leaves out "no object", however large the logits are', () => {
    const box = [0.5, 0.5, 0.2, 0.2];
    const none = { logits: [1e30, 0, 0, 3e38], box };
    const some = { logits: [0, 3e38, 0, 1e30], box };
    const nothing = { logits: [Number.NaN, 0, 0, 0], box };
    expect(read(tensors([none, some, nothing]))).toEqual([
      expect.objectContaining({ label: 1, score: 1 }),
    ]);
  });

  it("refuses other shapes", () => {
    const [logits, boxes] = tensors([{ logits: [1, 2, 3, 4], box: [0.5, 0.5, 1, 1] }]);
    expect(() => read([logits, boxes], LABELS + 1)).toThrow(invalid);
    expect(() => read([{ ...logits, shape: [1, 4] }, boxes])).toThrow(invalid);
    expect(() => read([{ ...logits, shape: [] }, boxes])).toThrow(invalid);
    expect(() => read([logits, { ...boxes, shape: [1, 2, 4] }])).toThrow(invalid);
    expect(() => read([logits, { ...boxes, data: boxes.data.subarray(1) }])).toThrow(invalid);
    const two = { data: new Float32Array(8), shape: [2, 1, 4] };
    expect(() => read([two, { data: new Float32Array(8), shape: [2, 1, 4] }])).toThrow(invalid);
  });
});
