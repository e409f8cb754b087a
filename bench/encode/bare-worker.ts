/** The runtime that Vitrine ships, with nothing around it; bundled by `pages.ts`. */
import * as ort from "onnxruntime-web/wasm";
import { answer } from "./rpc.ts";

const sessions: Partial<Record<"image" | "text", ort.InferenceSession>> = {};

const methods = {
  async load(modality: "image" | "text", url: string, threads: number) {
    ort.env.wasm.numThreads = threads;
    const file = new URL("/dist/ort-wasm-simd-threaded", location.href).href;
    ort.env.wasm.wasmPaths = { mjs: `${file}.mjs`, wasm: `${file}.wasm` };
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const options = { executionProviders: ["wasm"] };
    sessions[modality] = await ort.InferenceSession.create(bytes, options);
  },

  /** Milliseconds of each of `count` runs on a tensor that is ready. */
  async run(modality: "image" | "text", data: Float32Array | BigInt64Array, count: number) {
    const session = sessions[modality]!;
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const edge = Math.sqrt(data.length / 3);
      const feeds =
        data instanceof BigInt64Array
          ? { input_ids: new ort.Tensor("int64", data, [1, data.length]) }
          : { pixel_values: new ort.Tensor("float32", data, [1, 3, edge, edge]) };
      const start = performance.now();
      await session.run(feeds);
      times.push(performance.now() - start);
    }
    return times;
  },
};

export type BareApi = typeof methods;

answer(methods);
