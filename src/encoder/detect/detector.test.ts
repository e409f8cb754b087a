/** Tests of detectors on the WASM runtime. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Region } from "../../lib/types.ts";
import { loadNodeWasmRuntime } from "../runtime/node-runtime.ts";
import type { Runtime } from "../runtime/runtime.ts";
import {
  CELL,
  colourManifest,
  colourYolos,
  colourYolox,
  painted,
  SIDE,
} from "./detector.testing.ts";
import { createDetector } from "./detector.ts";
import { type DetectorManifest, parseDetectorManifest } from "./detector-manifest.ts";

const invalid = expect.objectContaining({ code: "model-invalid" });
const RED = [255, 0, 0] as const;
const GREEN = [0, 255, 0] as const;
const BLUE = [0, 0, 255] as const;

let runtime: Runtime;
beforeAll(async () => {
  runtime = await loadNodeWasmRuntime({ threads: 1 });
});

const yolox = colourYolox();
const manifest = (change: object = {}): DetectorManifest =>
  parseDetectorManifest(JSON.stringify({ ...colourManifest(yolox), ...change }));

/** The cell in this column and row of a picture of the input's size. */
const cell = (column: number, row: number, colour: readonly [number, number, number]) =>
  [column * CELL, row * CELL, CELL, CELL, ...colour] as const;

function expectNear(found: Region, wanted: Region): void {
  for (const key of ["x", "y", "width", "height"] as const) {
    expect(found[key]).toBeCloseTo(wanted[key], 6);
  }
}

describe("a YOLOX model", () => {
  it("finds what is there, and what it is", async () => {
    const detector = await createDetector(runtime, yolox, manifest());
    const image = painted(SIDE, SIDE, cell(1, 1, RED), cell(3, 3, BLUE), cell(0, 3, GREEN));
    const found = await detector.detect(image);
    expect(detector.lastRunMs).toBeGreaterThan(0);
    const whole = found.filter(({ derived }) => !derived);
    expect(whole.map(({ label }) => label)).toEqual(["person", "handbag"]);
    expect(whole.every(({ score }) => score > 0.99)).toBe(true);
    const [person, bag] = whole.map(({ region }) => region);
    expectNear(person!, { x: 0.25, y: 0.125, width: 0.25, height: 0.5 });
    // Half of its box is below the picture.
    expectNear(bag!, { x: 0.75, y: 0.625, width: 0.25, height: 0.375 });
    const parts = found.filter(({ derived }) => derived).map(({ label }) => label);
    expect(parts.sort()).toEqual(["feet", "lower", "upper"]);
    await detector.release();
  });

  it("gives fractions of the picture, not of the tensor", async () => {
    const detector = await createDetector(runtime, yolox, manifest());
    // Twice as wide as high: the tensor's lower half is fill. Twice as large as the tensor.
    const image = painted(SIDE * 2, SIDE, [CELL * 2, 0, CELL * 2, CELL * 2, ...BLUE]);
    const [bag] = await detector.detect(image);
    expect(bag!.label).toBe("handbag");
    // The box reaches half a cell above the picture, which is two cells high.
    expectNear(bag!.region, { x: 0.25, y: 0, width: 0.25, height: 0.75 });
    await detector.release();
  });

  it("finds nothing in an empty picture", async () => {
    const detector = await createDetector(runtime, yolox, manifest());
    expect(await detector.detect(painted(50, 90))).toEqual([]);
    await detector.release();
  });

  it("is refused if it is not what its description promises", async () => {
    const { input, output } = colourManifest(yolox);
    for (const change of [
      { input: { ...input, name: "pixels" } },
      { input: { ...input, resize: { ...input.resize, width: 96 } } },
      { output: { ...output, name: "other" } },
      { output: { kind: "yolos", logits: "output", boxes: "boxes" } },
    ]) {
      await expect(createDetector(runtime, yolox, manifest(change))).rejects.toEqual(invalid);
    }
    await expect(createDetector(runtime, new Uint8Array(100), manifest())).rejects.toEqual(invalid);
    // These show only in what it gives.
    for (const change of [
      { labels: ["person", "cat"], keep: [] },
      { output: { ...output, strides: [64] } },
      { output: { kind: "yolov8", name: "output" } },
    ]) {
      const detector = await createDetector(runtime, yolox, manifest(change));
      await expect(detector.detect(painted(SIDE, SIDE, cell(1, 1, RED)))).rejects.toEqual(invalid);
      await detector.release();
    }
  });
});

describe("a YOLOS model", () => {
  const described = manifest({
    input: {
      name: "pixel_values",
      resize: { fit: "shortest", shortest: 64, longest: 128, multiple: 16 },
      channels: "rgb",
      scale: 1 / 16,
    },
    output: { kind: "yolos", logits: "logits", boxes: "pred_boxes" },
    labels: ["dress", "shoe"],
    keep: [],
  });

  it("takes pictures of any shape", async () => {
    const detector = await createDetector(runtime, colourYolos(), described);
    for (const [width, height] of [
      [100, 80],
      [30, 200],
      [90, 90],
    ] as const) {
      const all = [0, 0, width, height] as const;
      const [red] = await detector.detect(painted(width, height, [...all, ...RED]));
      expect(red).toMatchObject({ label: "dress", region: { x: 0, y: 0, width: 0.5, height: 1 } });
      expect(red!.score).toBeGreaterThan(0.99);
      const [green] = await detector.detect(painted(width, height, [...all, ...GREEN]));
      expect(green!.label).toBe("shoe");
      expect(await detector.detect(painted(width, height, [...all, ...BLUE]))).toEqual([]);
    }
    await detector.release();
  });

  it("is refused with an input of fixed size if pictures determine the size", async () => {
    const { input } = described;
    const { output } = described;
    const wrong = manifest({ input: { ...input, name: "images" }, output });
    await expect(createDetector(runtime, yolox, wrong)).rejects.toEqual(invalid);
  });
});
