/** What differs between a worker in a browser and a test. */
import type { GpuInfo, Runtime } from "../encoder/index.ts";
import type { ContentRef } from "../store/store.ts";
import type { WireImage } from "./contract.ts";
import type { Decoded, View } from "./pictures/decode.ts";

export interface Platform {
  decode: (image: WireImage["source"], view: View) => Promise<Decoded>;
  /** The GPU, or in a sentence why there is none. */
  findGpu: () => Promise<GpuInfo | string>;
  /** Starts a runtime; `load` fetches its files. */
  loadRuntime: (
    device: "wasm" | "webgpu",
    load: (file: ContentRef, url: string) => Promise<Uint8Array>,
  ) => Promise<Runtime>;
  /** The file that `loadRuntime` loads. */
  runtimeFile: (device: "wasm" | "webgpu") => ContentRef;
  /** In a sentence, why the runtime has its number of threads. */
  explainThreads: (runtime: Runtime) => string;
  /** Name and version of the browser: an encoder that passed its self-check here need not pass it at every visit. */
  browser: string;
}
