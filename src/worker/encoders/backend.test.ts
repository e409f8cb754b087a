/** Tests of which device and which weights are chosen. */
import { describe, expect, it } from "vitest";
import type { EncoderBinding, ModelWeights } from "../../catalog/manifest/encoder-binding.ts";
import type { Dtype } from "../../lib/types.ts";
import { type Backend, chooseBackend, wasmWeights } from "./backend.ts";

const MB = 2 ** 20;
/** Bytes of both halves of a CLIP ViT-B/32 in each format, about. */
const SIZES: Partial<Record<Dtype, number>> = {
  fp32: 600 * MB,
  fp16: 300 * MB,
  q8: 150 * MB,
  int8: 150 * MB,
  q4: 200 * MB,
  q4f16: 120 * MB,
};

function binding(dtypes: readonly Dtype[], scale = 1): EncoderBinding {
  const weights = dtypes.map(
    (dtype): ModelWeights => ({
      dtype,
      image: `image ${dtype}`,
      text: `text ${dtype}`,
      canary: { image: [1], text: [1] },
    }),
  );
  return {
    id: "test",
    revision: "0",
    weights: weights as [ModelWeights, ...ModelWeights[]],
    dim: 1,
    preprocessing: "",
    embeddedWith: "",
    files: dtypes.flatMap((dtype) =>
      ["image", "text"].map((half) => ({
        path: `${half} ${dtype}`,
        bytes: (SIZES[dtype]! * scale) / 2,
        sha256: "",
      })),
    ),
  };
}

const gpu = (float16: boolean, isSoftware = false) => ({ name: "acme one", float16, isSoftware });

describe("the weights for WASM", () => {
  it.each<[Dtype[], number, Dtype]>([
    [["q8", "fp32"], 1, "q8"],
    // Of a small model, those that the items were embedded with.
    [["fp32", "q8"], 0.01, "fp32"],
    [["fp32", "q8"], 1, "q8"],
    // float16 is nothing for WASM.
    [["fp16", "fp32"], 1, "fp32"],
    [["fp16", "q4f16"], 1, "fp16"],
    [["int8", "q8"], 1, "int8"],
  ])("of %j at scale %d are %s", (dtypes, scale, expected) => {
    expect(wasmWeights(binding(dtypes, scale)).dtype).toBe(expected);
  });
});

describe("the backend", () => {
  const choose = (...args: Parameters<typeof chooseBackend>) => {
    const chosen = chooseBackend(...args);
    return typeof chosen === "string" ? chosen : [chosen.device, chosen.weights.dtype];
  };

  it("is a GPU if there is one that the model has a format for", () => {
    expect(choose(binding(["q8", "fp16", "fp32"]), "auto", gpu(true))).toEqual(["webgpu", "fp16"]);
    expect(choose(binding(["q8", "q4f16"]), "auto", gpu(true))).toEqual(["webgpu", "q4f16"]);
    expect(choose(binding(["q8", "q4"]), "auto", gpu(false))).toEqual(["webgpu", "q4"]);
    // Small enough, whatever WASM would take.
    expect(choose(binding(["q8", "fp32"], 0.05), "auto", gpu(false))).toEqual(["webgpu", "fp32"]);
  });

  it("is WASM, and says why, if that is the better choice", () => {
    // Four times the download.
    expect(choose(binding(["q8", "fp32"]), "auto", gpu(true))).toEqual(["wasm", "q8"]);
    expect(choose(binding(["q8", "fp16"]), "auto", gpu(false))).toEqual(["wasm", "q8"]);
    expect(choose(binding(["q8", "fp16"]), "auto", gpu(true, true))).toEqual(["wasm", "q8"]);
    expect(choose(binding(["q8", "fp16"]), "auto", "There is none.")).toEqual(["wasm", "q8"]);
    expect(choose(binding(["q8", "fp16"]), "wasm", gpu(true))).toEqual(["wasm", "q8"]);
    const reason = (...args: Parameters<typeof chooseBackend>) =>
      (chooseBackend(...args) as Backend).reason;
    expect(reason(binding(["q8"]), "auto", "There is none.")).toBe("There is none.");
    expect(reason(binding(["q8"]), "auto", gpu(false))).toMatch(/\(q8\).*without float16/);
    expect(reason(binding(["q8"]), "auto", gpu(true, true))).toMatch(/software/);
  });

  it("is the GPU if that is insisted on, or the reason why not", () => {
    expect(choose(binding(["q8", "fp32"]), "webgpu", gpu(false, true))).toEqual(["webgpu", "fp32"]);
    expect(choose(binding(["q8"]), "webgpu", gpu(false))).toEqual(["webgpu", "q8"]);
    expect(choose(binding(["q8"]), "webgpu", "There is none.")).toBe("There is none.");
    expect(choose(binding(["fp16"]), "webgpu", gpu(false))).toMatch(/no number format \(fp16\)/);
  });

  it("needs float16 for either half", () => {
    const mixed = binding(["q4"]);
    mixed.weights[0].textDtype = "q4f16";
    expect(choose(mixed, "webgpu", gpu(false))).toMatch(/no number format/);
    expect(choose(mixed, "webgpu", gpu(true))).toEqual(["webgpu", "q4"]);
  });
});
