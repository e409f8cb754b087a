/** transformers.js in a worker of its own, as its documentation has it for pages; bundled by `pages.ts`. */
import {
  AutoProcessor,
  AutoTokenizer,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  type Processor,
  RawImage,
  type Tensor,
} from "@huggingface/transformers";
import { answer } from "./rpc.ts";

export interface TransformersOptions {
  /** Name of the model below `/models/`. */
  model: string;
  device: "wasm" | "webgpu";
  threads: number;
  /** Which of the runtime's builds: `.asyncify` is what the library takes by itself. */
  build: "" | ".asyncify";
}

export interface PeerTiming {
  decodeMs: number;
  preprocessMs: number;
  encodeMs: number;
}

let options: TransformersOptions;
let vision: Promise<[Processor, PreTrainedModel]> | undefined;
let text: Promise<[PreTrainedTokenizer, PreTrainedModel]> | undefined;

const loadVision = () => {
  const { model, device } = options;
  vision ??= Promise.all([
    AutoProcessor.from_pretrained(model, {}),
    CLIPVisionModelWithProjection.from_pretrained(model, { dtype: "q8", device }),
  ]);
  return vision;
};

const loadText = () => {
  const { model, device } = options;
  text ??= Promise.all([
    AutoTokenizer.from_pretrained(model),
    CLIPTextModelWithProjection.from_pretrained(model, { dtype: "q8", device }),
  ]);
  return text;
};

const tokenize = (tokenizer: PreTrainedTokenizer, query: string) =>
  tokenizer([query], { padding: true, truncation: true }) as { input_ids: Tensor };

const methods = {
  configure(given: TransformersOptions) {
    options = given;
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.localModelPath = "/models/";
    const wasm = env.backends.onnx.wasm!;
    wasm.numThreads = options.threads;
    // As the library sets them by itself, but from this origin; it keeps both files in its cache.
    const file = new URL(`/ort/ort-wasm-simd-threaded${options.build}`, location.href).href;
    wasm.wasmPaths = { mjs: `${file}.mjs`, wasm: `${file}.wasm` };
  },

  async load(modality: "image" | "text") {
    await (modality === "image" ? loadVision() : loadText());
  },

  async image(blob: Blob) {
    const [processor, model] = await loadVision();
    const start = performance.now();
    const image = await RawImage.fromBlob(blob);
    const decoded = performance.now();
    const inputs = await processor(image);
    const preprocessed = performance.now();
    const { image_embeds } = await model(inputs);
    const timing: PeerTiming = {
      decodeMs: decoded - start,
      preprocessMs: preprocessed - decoded,
      encodeMs: performance.now() - preprocessed,
    };
    return { vector: image_embeds.data as Float32Array, timing };
  },

  async text(query: string) {
    const [tokenizer, model] = await loadText();
    const { text_embeds } = await model(tokenize(tokenizer, query));
    return text_embeds.data as Float32Array;
  },

  /** The ids that a query becomes. */
  async tokens(query: string) {
    const [tokenizer] = await loadText();
    return tokenize(tokenizer, query).input_ids.data as BigInt64Array;
  },

  /** Versions of the library and of the runtime in it. */
  versions: () => ({
    library: env.version,
    runtime: (env.backends.onnx.versions as { web?: string } | undefined)?.web ?? "unknown",
  }),
};

export type TransformersApi = typeof methods;

answer(methods);
