/** Tests of reading a `detector.json` that nobody has checked. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VisualSearchError } from "../../lib/errors.ts";
import { colourManifest } from "./detector.testing.ts";
import { parseDetectorManifest } from "./detector-manifest.ts";

const invalid = expect.objectContaining({ code: "model-invalid" });
const good = () => JSON.parse(JSON.stringify(colourManifest(new Uint8Array(100))));
const parse = (value: unknown) => parseDetectorManifest(JSON.stringify(value));

/** A copy with another value at a dotted path, or without one if it is `undefined`. */
function changed(path: string, value: unknown): unknown {
  const copy = good();
  const names = path.split(".");
  const last = names.pop()!;
  const owner = names.reduce((json, name) => json[name], copy);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return copy;
}

describe("parseDetectorManifest", () => {
  it("fills in defaults", () => {
    expect(parse(good())).toMatchObject({
      name: "colours",
      input: { mean: [0, 0, 0], std: [1, 1, 1] },
      minScore: 0.3,
      maxOverlap: 0.45,
    });
    expect(parse(changed("keep", undefined)).keep).toEqual([]);
  });

  it("knows each kind and fit", () => {
    const yolos = { kind: "yolos", logits: "logits", boxes: "pred_boxes" };
    expect(parse(changed("output", yolos)).output).toEqual(yolos);
    const yolov8 = { kind: "yolov8", name: "output0" };
    expect(parse(changed("output", yolov8)).output).toEqual(yolov8);
    const shortest = { fit: "shortest", shortest: 512, longest: 1333, multiple: 16 };
    const both = { ...(changed("output", yolos) as object), input: good().input };
    both.input.resize = shortest;
    expect(parse(both).input.resize).toEqual(shortest);
  });

  it.each([
    ["format", "other"],
    ["version", 2],
    ["name", ""],
    ["name", undefined],
    ["file", null],
    ["file.path", "../secret.onnx"],
    ["file.path", "/etc/passwd"],
    ["file.path", "https://evil.example/a.onnx"],
    ["file.path", "a//b.onnx"],
    ["file.path", "a.onnx?x"],
    ["file.path", "a\\b.onnx"],
    ["file.path", "%2e%2e/a.onnx"],
    ["file.bytes", 0],
    ["file.bytes", 2 ** 40],
    ["file.bytes", "100"],
    ["file.sha256", "A".repeat(64)],
    ["file.sha256", "a".repeat(63)],
    ["file.chunks", ["no hash"]],
    ["input.name", 3],
    ["input.channels", "gbr"],
    ["input.scale", 0],
    ["input.scale", 256],
    ["input.mean", [0, 0]],
    ["input.std", [1, 0, 1]],
    ["input.resize", undefined],
    ["input.resize.fit", "crop"],
    ["input.resize.width", 1e9],
    ["input.resize.height", 12.5],
    ["input.resize.fill", 256],
    ["input.resize.fill", undefined],
    ["input.resize", { fit: "shortest", shortest: 512, longest: 100, multiple: 16 }],
    ["input.resize", { fit: "shortest", shortest: 512, longest: 600, multiple: 16 }],
    ["output.kind", "__proto__"],
    ["output.name", undefined],
    ["output.strides", []],
    ["output.strides", [0]],
    ["output.strides", [24]],
    ["output.strides", Array(100).fill(8)],
    ["labels", []],
    ["labels", "person"],
    ["labels", ["person", 4]],
    ["labels", Array(20_000).fill("x")],
    ["keep", ["shoe"]],
    ["minScore", 0],
    ["minScore", 2],
    ["maxOverlap", -1],
  ])("refuses %s %j", (path, value) => {
    expect(() => parse(changed(path, value))).toThrow(invalid);
  });

  it("says what it expected, where, and what it got", () => {
    expect(() => parse(changed("input.channels", "gbr"))).toThrow(
      'Expected "rgb" or "bgr" at input.channels of detector.json, got "gbr". Make it again with',
    );
  });

  it("throws no other error, whatever the text is", () => {
    const attempt = (text: string) => {
      try {
        parseDetectorManifest(text);
      } catch (error) {
        expect(error).toBeInstanceOf(VisualSearchError);
        expect(error).toEqual(invalid);
      }
    };
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), attempt), { seed: 96, numRuns: 500 });
    const paths = ["file", "file.path", "input", "input.resize", "output", "labels", "keep"];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        attempt(JSON.stringify(changed(path, value)));
      }),
      { seed: 97, numRuns: 1000 },
    );
  });
});
