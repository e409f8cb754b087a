/** Tests of reading the configuration of model repositories. */
import { describe, expect, it } from "vitest";
import { DTYPES } from "../../lib/types.ts";
import { optionalData, readModelFiles, STARTER } from "../testing.ts";
import { type ModelFiles, modelPath, readModel } from "./model-config.ts";

const MEAN = [0.48145466, 0.4578275, 0.40821073];
const STD = [0.26862954, 0.26130258, 0.27577711];

const starter = readModelFiles(STARTER);

const fashionSiglip: ModelFiles = {
  config: {
    architectures: ["MarqoFashionSigLIP"],
    model_type: "siglip",
    text_config: { model_type: "siglip_text_model", hidden_size: 768, max_position_embeddings: 64 },
    vision_config: { model_type: "siglip_vision_model", hidden_size: 768, image_size: 224 },
  },
  preprocessor: {
    image_processor_type: "SiglipImageProcessor",
    do_resize: true,
    size: { height: 224, width: 224 },
    resample: 3,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  },
  tokenizerConfig: {
    tokenizer_class: "T5Tokenizer",
    model_max_length: 64,
    pad_token: "</s>",
    eos_token: "</s>",
    added_tokens_decoder: { "1": { content: "</s>" }, "2": { content: "<unk>" } },
  },
};

describe("readModel", () => {
  it("reads the starter model", () => {
    expect(readModel(starter)).toEqual({
      family: "clip",
      dim: 256,
      processor: {
        resize: { shortestEdge: 96 },
        output: { width: 96, height: 96 },
        resample: 3,
        rescaleFactor: 0.00392156862745098,
        mean: MEAN,
        std: STD,
      },
      text: { contextLength: 77, padTo: null, padId: 49_407, canonicalize: false, delimited: true },
    });
  });

  it("finds the same pad id without tokenizer.json", () => {
    const { tokenizer: _, ...files } = starter;
    expect(readModel(files)).toEqual(readModel(starter));
  });

  const fashionClip = optionalData("../shared/data/fashion-clip-shape");

  it.skipIf(!fashionClip)("reads a FashionCLIP repository", () => {
    const model = readModel(readModelFiles(fashionClip!));
    expect(model).toMatchObject({ family: "clip", dim: 512, text: { padId: 49_407 } });
    expect(model.processor.output).toEqual({ width: 224, height: 224 });
  });

  it("reads FashionSigLIP", () => {
    expect(readModel(fashionSiglip)).toEqual({
      family: "siglip",
      dim: 768,
      processor: {
        resize: { width: 224, height: 224 },
        output: { width: 224, height: 224 },
        resample: 3,
        rescaleFactor: 1 / 255,
        mean: [0.5, 0.5, 0.5],
        std: [0.5, 0.5, 0.5],
      },
      text: { contextLength: 64, padTo: 64, padId: 1, canonicalize: true, delimited: false },
    });
  });

  it("fills in what transformers omits from a config", () => {
    const bare = { model_type: "siglip", text_config: {}, vision_config: {} };
    const siglip = readModel({ ...fashionSiglip, config: bare, tokenizerConfig: {} });
    expect(siglip).toMatchObject({ dim: 768, text: { padTo: 64, padId: 1 } });
    const unlimited = { model_max_length: 1e30 };
    const clip = readModel({
      ...starter,
      config: { model_type: "clip" },
      tokenizerConfig: unlimited,
    });
    expect(clip).toMatchObject({ dim: 512, text: { contextLength: 77, padId: 49_407 } });
  });

  it("reads sizes as numbers, as the family means them", () => {
    const numbers = { image_mean: MEAN, image_std: STD, size: 224, crop_size: 224 };
    expect(readModel({ ...starter, preprocessor: numbers }).processor).toMatchObject({
      resize: { shortestEdge: 224 },
      output: { width: 224, height: 224 },
    });
    expect(readModel({ ...fashionSiglip, preprocessor: numbers }).processor).toMatchObject({
      resize: { width: 224, height: 224 },
      output: { width: 224, height: 224 },
    });
  });

  it("goes by the processor's name if the file omits something", () => {
    const bare = { image_mean: MEAN, image_std: STD, size: 224, crop_size: 224 };
    const square = { width: 224, height: 224 };
    const cases: [object, object][] = [
      [{ image_processor_type: "CLIPImageProcessor" }, { resize: { shortestEdge: 224 } }],
      [{ feature_extractor_type: "CLIPFeatureExtractor" }, { resize: { shortestEdge: 224 } }],
      [{ image_processor_type: "CLIPImageProcessorFast" }, { resize: { shortestEdge: 224 } }],
      [{ image_processor_type: "SiglipImageProcessorFast" }, { resize: square, resample: 3 }],
      [{ image_processor_type: "ViTImageProcessor" }, { resize: square, resample: 2 }],
      [
        { image_processor_type: "ViTImageProcessor", resample: 3 },
        { resize: square, resample: 3 },
      ],
    ];
    for (const [names, wanted] of cases) {
      for (const files of [starter, fashionSiglip]) {
        const { processor } = readModel({ ...files, preprocessor: { ...bare, ...names } });
        expect(processor).toMatchObject({ resample: 3, ...wanted, output: square });
      }
    }
  });

  it("knows a family by its architecture alone", () => {
    const of = (name: string) => readModel({ ...starter, config: { architectures: [name] } });
    expect(of("CLIPModel").family).toBe("clip");
    expect(of("MarqoFashionCLIP").family).toBe("clip");
    expect(of("MarqoFashionSigLIP").family).toBe("siglip");
  });

  const config = starter.config as object;
  const preprocessor = starter.preprocessor as object;
  const tokenizerConfig = starter.tokenizerConfig as object;

  it.each<[string, Partial<ModelFiles>]>([
    ["no config", { config: undefined }],
    ["a config that is a list", { config: [] }],
    ["a config that is a page", { config: "<!doctype html>" }],
    ["another kind of model", { config: { model_type: "bert", architectures: ["BertModel"] } }],
    ["CLIPSeg", { config: { model_type: "clipseg", architectures: ["CLIPSegModel"] } }],
    [
      "Chinese CLIP",
      { config: { model_type: "chinese_clip", architectures: ["ChineseCLIPModel"] } },
    ],
    ["SigLIP 2", { config: { model_type: "siglip2" } }],
    ["a Gemma tokenizer", { tokenizerConfig: { tokenizer_class: "GemmaTokenizerFast" } }],
    ["a dimension of zero", { config: { ...config, projection_dim: 0 } }],
    ["a dimension in words", { config: { ...config, projection_dim: "256" } }],
    ["a text config that is a number", { config: { ...config, text_config: 7 } }],
    ["a context too short", { tokenizerConfig: { ...tokenizerConfig, model_max_length: 2 } }],
    ["no preprocessor", { preprocessor: null }],
    ["no size", { preprocessor: { ...preprocessor, size: undefined } }],
    [
      "a size by the longest edge",
      { preprocessor: { ...preprocessor, size: { longest_edge: 96 } } },
    ],
    ["half a size", { preprocessor: { ...preprocessor, size: { height: 96 } } }],
    ["an enormous size", { preprocessor: { ...preprocessor, size: { shortest_edge: 1e9 } } }],
    ["a crop larger than the size", { preprocessor: { ...preprocessor, crop_size: 97 } }],
    ["no crop", { preprocessor: { ...preprocessor, do_center_crop: false } }],
    ["no crop size", { preprocessor: { ...preprocessor, crop_size: undefined } }],
    ["no resizing", { preprocessor: { ...preprocessor, do_resize: false } }],
    ["another filter", { preprocessor: { ...preprocessor, resample: 0 } }],
    ["two means", { preprocessor: { ...preprocessor, image_mean: [0.5, 0.5] } }],
    ["no means", { preprocessor: { ...preprocessor, image_mean: undefined } }],
    ["a deviation of zero", { preprocessor: { ...preprocessor, image_std: [0.5, 0, 0.5] } }],
    ["a factor of zero", { preprocessor: { ...preprocessor, rescale_factor: 0 } }],
    ["a flag in words", { preprocessor: { ...preprocessor, do_rescale: "no" } }],
  ])("refuses %s", (_, change) => {
    expect(() => readModel({ ...starter, ...change })).toThrow(
      expect.objectContaining({ name: "VisualSearchError", code: "model-invalid" }),
    );
  });
});

describe("modelPath", () => {
  it("names the files as transformers.js does", () => {
    expect(DTYPES.map((dtype) => modelPath("image", dtype))).toEqual([
      "onnx/vision_model.onnx",
      "onnx/vision_model_fp16.onnx",
      "onnx/vision_model_quantized.onnx",
      "onnx/vision_model_int8.onnx",
      "onnx/vision_model_uint8.onnx",
      "onnx/vision_model_q4.onnx",
      "onnx/vision_model_q4f16.onnx",
      "onnx/vision_model_bnb4.onnx",
    ]);
    expect(modelPath("text", "q8")).toBe("onnx/text_model_quantized.onnx");
    expect(() => modelPath("text", "../../x" as never)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});
