/** Tests of reading the output of YOLO detectors. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutputTensor } from "../../runtime/runtime.ts";
import type { ScoredBox } from "./non-maximum-suppression.ts";
import { decodeYolo, type YoloExpectation } from "./yolo.ts";

const invalid = expect.objectContaining({ code: "model-invalid" });

/** What a detector is meant to say: centre, size, objectness and the score of each label. */
interface Said {
  box: readonly [x: number, y: number, width: number, height: number];
  objectness: number;
  scores: readonly number[];
}

const LABELS = 3;
const tensor = { width: 64, height: 32 };
const STRIDES = [8, 16];
/** 8 x 4 cells of 8 pixels, then 4 x 2 of 16. */
const CELLS = 40;

const score = fc.double({ min: 0, max: 1, noNaN: true });
const anySaid: fc.Arbitrary<Said[]> = fc.array(
  fc.record({
    box: fc.tuple(
      fc.double({ min: -20, max: 90, noNaN: true }),
      fc.double({ min: -20, max: 90, noNaN: true }),
      fc.double({ min: 0.5, max: 200, noNaN: true }),
      fc.double({ min: 0.5, max: 200, noNaN: true }),
    ),
    objectness: score,
    scores: fc.array(score, { minLength: LABELS, maxLength: LABELS }),
  }),
  { minLength: CELLS, maxLength: CELLS },
);

/** What each kind of model would give for it. */
function tell(kind: "yolox" | "yolov5" | "yolov8", said: readonly Said[]): OutputTensor {
  if (kind === "yolov8") {
    const rows = said.map(({ box, scores }) => [...box, ...scores]);
    const data = Array.from({ length: 4 + LABELS }, (_, field) => rows.map((row) => row[field]!));
    return { data: Float32Array.from(data.flat()), shape: [1, 4 + LABELS, said.length] };
  }
  const rows = said.map(({ box: [x, y, width, height], objectness, scores }, i) => {
    if (kind === "yolov5") return [x, y, width, height, objectness, ...scores];
    const [stride, at, across] = i < 32 ? [8, i, 8] : [16, i - 32, 4];
    const cell = [at % across, Math.floor(at / across)] as const;
    return [
      x / stride - cell[0],
      y / stride - cell[1],
      Math.log(width / stride),
      Math.log(height / stride),
      objectness,
      ...scores,
    ];
  });
  return { data: Float32Array.from(rows.flat()), shape: [1, said.length, 5 + LABELS] };
}

function expectation(
  kind: "yolox" | "yolov5" | "yolov8",
  change: Partial<YoloExpectation> = {},
): YoloExpectation {
  const output =
    kind === "yolox" ? { kind, name: "output", strides: STRIDES } : { kind, name: "output" };
  return { output, tensor, labels: LABELS, minScore: 0.25, ...change };
}

function meant(kind: string, said: readonly Said[]): ScoredBox[] {
  return said.flatMap(({ box: [x, y, width, height], objectness, scores }) => {
    const best = Math.max(...scores);
    const total = kind === "yolov8" ? best : objectness * best;
    return {
      label: scores.indexOf(best),
      score: total,
      left: x - width / 2,
      top: y - height / 2,
      right: x + width / 2,
      bottom: y + height / 2,
    };
  });
}

describe.each(["yolox", "yolov5", "yolov8"] as const)("the output of %s", (kind) => {
  it("is read back as it was made", () => {
    fc.assert(
      fc.property(anySaid, (said) => {
        const found = decodeYolo(tell(kind, said), expectation(kind));
        // float32 may carry a score over the threshold.
        const clear = (list: ScoredBox[]) =>
          list.filter((box) => Math.abs(box.score - 0.25) > 1e-4 && box.score > 0.25);
        const wanted = clear(meant(kind, said));
        expect(clear(found)).toHaveLength(wanted.length);
        clear(found).forEach((box, i) => {
          for (const [key, value] of Object.entries(wanted[i]!)) {
            // Labels of equal scores in float32 may differ.
            if (key !== "label") expect(box[key as keyof ScoredBox]).toBeCloseTo(value, 2);
          }
        });
      }),
      { seed: 81, numRuns: 50 },
    );
  });

  it("names the best label", () => {
    const said: Said[] = Array.from({ length: CELLS }, (_, i) => ({
      box: [10, 10, 4, 4],
      objectness: 1,
      scores: [0, 1, 2].map((label) => (label === i % LABELS ? 0.9 : 0.3)),
    }));
    const labels = decodeYolo(tell(kind, said), expectation(kind)).map(({ label }) => label);
    expect(labels).toEqual(said.map((_, i) => i % LABELS));
  });

  it("leaves out what is not a number or has no extent", () => {
    const good: Said = { box: [10, 10, 4, 4], objectness: 0.9, scores: [0.9, 0, 0] };
    const said = Array.from({ length: CELLS }, () => good);
    for (const wrong of [
      { ...good, scores: [Number.NaN, Number.NaN, Number.NaN] },
      { ...good, box: [Number.NaN, 1, 1, 1] as const },
      { ...good, box: [1, 1, Number.POSITIVE_INFINITY, 1] as const },
      { ...good, box: [1, 1, 1, 0] as const },
    ]) {
      const found = decodeYolo(tell(kind, [wrong, ...said.slice(1)]), expectation(kind));
      expect(found).toHaveLength(CELLS - 1);
    }
  });

  it("is refused in another shape", () => {
    const { data, shape } = tell(
      kind,
      Array.from({ length: CELLS }, () => ({
        box: [1, 1, 1, 1],
        objectness: 1,
        scores: [1, 0, 0],
      })),
    );
    const read = (other: OutputTensor, change: Partial<YoloExpectation> = {}) => {
      return () => decodeYolo(other, expectation(kind, change));
    };
    expect(read({ data, shape })().length).toBe(CELLS);
    expect(read({ data, shape: shape.slice(1) })).toThrow(invalid);
    expect(read({ data, shape: [...shape, 1] })).toThrow(invalid);
    expect(read({ data, shape: [2, ...shape.slice(1)] })).toThrow(invalid);
    expect(read({ data, shape: [shape[0]!, shape[2]!, shape[1]!] })).toThrow(invalid);
    expect(read({ data: data.subarray(1), shape })).toThrow(invalid);
    expect(read({ data: new Float32Array(0), shape: [] })).toThrow(invalid);
    expect(read({ data, shape }, { labels: LABELS + 1 })).toThrow(/labels/);
    if (kind === "yolox") {
      expect(read({ data, shape }, { tensor: { width: 64, height: 64 } })).toThrow(invalid);
    }
  });

  it("is refused if its scores lack a sigmoid", () => {
    const said = Array.from({ length: CELLS }, (): Said => {
      return { box: [1, 1, 1, 1], objectness: 1, scores: [3.5, 0, 0] };
    });
    expect(() => decodeYolo(tell(kind, said), expectation(kind))).toThrow(/sigmoid/);
  });
});
