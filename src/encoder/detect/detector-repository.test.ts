/** Tests of describing a detector by its repository. */
import { describe, expect, it } from "vitest";
import { readDetectorRepository } from "./detector-repository.ts";

const invalid = expect.objectContaining({ code: "model-invalid" });

/** As of hustvl/yolos-tiny, whose first processor wrote a number. */
const config = {
  model_type: "yolos",
  patch_size: 16,
  id2label: { "0": "N/A", "1": "person", "3": "car" },
};
const preprocessor = {
  do_resize: true,
  do_normalize: true,
  feature_extractor_type: "YolosFeatureExtractor",
  image_mean: [0.485, 0.456, 0.406],
  image_std: [0.229, 0.224, 0.225],
  max_size: 1333,
  size: 512,
};

describe("readDetectorRepository", () => {
  it("describes how pictures go in and what comes out", () => {
    expect(readDetectorRepository({ config, preprocessor })).toEqual({
      input: {
        name: "pixel_values",
        resize: { fit: "shortest", shortest: 512, longest: 1333, multiple: 16 },
        channels: "rgb",
        scale: 1 / 255,
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      },
      output: { kind: "yolos", logits: "logits", boxes: "pred_boxes" },
      labels: ["N/A", "person", "N/A", "car"],
    });
  });

  it("knows every notation of a size", () => {
    const resize = (size: unknown) =>
      readDetectorRepository({ config, preprocessor: { ...preprocessor, size } }).input.resize;
    const shortest = { fit: "shortest", shortest: 800, longest: 1000, multiple: 16 };
    expect(resize({ shortest_edge: 800, longest_edge: 1000 })).toEqual(shortest);
    expect(resize({ shortest_edge: 800 })).toEqual({ ...shortest, longest: 1333 });
    expect(resize({ width: 300, height: 200 })).toEqual({
      fit: "stretch",
      width: 300,
      height: 200,
    });
  });

  it.each([
    [{ model_type: "rt_detr" }, {}],
    [{ patch_size: 4000 }, {}],
    [{ id2label: {} }, {}],
    [{ id2label: undefined }, {}],
    [{ id2label: { x: "person" } }, {}],
    [{ id2label: { "1000000000": "person" } }, {}],
    [{ id2label: { "0": 3 } }, {}],
    [{ id2label: ["person"] }, {}],
    [{}, { size: 1e9 }],
    [{}, { size: undefined }],
    [{}, { size: { shortest_edge: 800, longest_edge: 100 } }],
    [{}, { max_size: "large" }],
    [{}, { image_mean: [0] }],
  ])("refuses %j with %j", (a, b) => {
    const files = { config: { ...config, ...a }, preprocessor: { ...preprocessor, ...b } };
    expect(() => readDetectorRepository(files)).toThrow(invalid);
  });

  it("refuses anything but objects", () => {
    for (const wrong of [null, 3, "x", []]) {
      expect(() => readDetectorRepository({ config: wrong, preprocessor })).toThrow(invalid);
      expect(() => readDetectorRepository({ config, preprocessor: wrong })).toThrow(invalid);
    }
  });
});
