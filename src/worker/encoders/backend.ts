/** Which device the encoders run on, and with which weights. */
import type { EncoderBinding, ModelWeights } from "../../catalog/manifest/encoder-binding.ts";
import type { GpuInfo } from "../../encoder/index.ts";
import type { DevicePreference, Dtype } from "../../lib/types.ts";
import type { Platform } from "../platform.ts";

/** Where the encoders run, and with which weights. */
export interface Backend {
  device: "wasm" | "webgpu";
  weights: ModelWeights;
  /** The GPU's name. */
  adapter?: string;
  /** Why it is this one, in a sentence or two, without what the runtime adds. */
  reason: string;
}

/** Formats that the WASM runtime computes well with. */
const WASM_DTYPES: readonly Dtype[] = ["q8", "int8", "uint8", "fp32", "q4", "bnb4"];
/** Weights up to this length are taken as the items were embedded; of longer ones, the shortest. */
const SMALL_BYTES = 32 * 2 ** 20;
/** Formats that GPUs compute well with, the preferred first; those with float16 need its support. */
const GPU_DTYPES: readonly Dtype[] = ["fp16", "fp32", "q4f16", "q4"];
/** Formats that some drivers compute wrongly with: taken only when WebGPU is insisted on. */
const DOUBTFUL_GPU_DTYPES: readonly Dtype[] = ["q8", "int8", "uint8", "bnb4"];
/** A GPU's weights may be this many times as long as those that WASM would take, or small. */
const WORTH_FETCHING = 2.5;

/** The weights for the WASM runtime: those of the items, unless others are far shorter. */
export function wasmWeights(binding: EncoderBinding): ModelWeights {
  const [first, ...others] = binding.weights;
  const usable = binding.weights.filter(({ dtype }) => WASM_DTYPES.includes(dtype));
  if (usable.length === 0) return first;
  if (usable[0] === first && bytesOf(binding, first) <= SMALL_BYTES) return first;
  // The items' own come first, so that they are kept if none is shorter.
  return [first, ...others]
    .filter((weights) => usable.includes(weights))
    .reduce((best, one) => (bytesOf(binding, one) < bytesOf(binding, best) ? one : best));
}

/** The weights for a GPU, or `undefined` if none are worth it. */
export function gpuWeights(
  binding: EncoderBinding,
  { float16 }: Pick<GpuInfo, "float16">,
  insist: boolean,
): ModelWeights | undefined {
  const limit = Math.max(SMALL_BYTES, WORTH_FETCHING * bytesOf(binding, wasmWeights(binding)));
  const canRun = (dtype: Dtype | undefined) =>
    float16 || (!dtype?.includes("f16") && dtype !== "fp16");
  const candidates = [...GPU_DTYPES, ...(insist ? DOUBTFUL_GPU_DTYPES : [])].flatMap((dtype) =>
    binding.weights.filter((weights) => weights.dtype === dtype),
  );
  return candidates.find(
    (weights) =>
      canRun(weights.dtype) &&
      canRun(weights.textDtype) &&
      (insist || bytesOf(binding, weights) <= limit),
  );
}

function bytesOf({ files }: EncoderBinding, { image, text }: ModelWeights): number {
  return files
    .filter(({ path }) => path === image || path === text)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The backend to begin with, or in a sentence why the wanted device is not available. */
export function chooseBackend(
  binding: EncoderBinding,
  device: DevicePreference,
  gpu: GpuInfo | string,
): Backend | string {
  const onWasm = (reason: string): Backend => ({
    device: "wasm",
    weights: wasmWeights(binding),
    reason,
  });
  if (device === "wasm") return onWasm("WASM was asked for.");
  const insist = device === "webgpu";
  if (typeof gpu === "string") return insist ? gpu : onWasm(gpu);
  if (gpu.isSoftware && !insist) {
    return onWasm("The browser's WebGPU adapter is software, which is slower than WASM.");
  }
  const weights = gpuWeights(binding, gpu, insist);
  if (!weights) {
    const formats = binding.weights.map(({ dtype }) => dtype).join(", ");
    const reason =
      `The model has no number format (${formats}) that this GPU ` +
      `${gpu.float16 ? "" : "(without float16) "}computes well with and that is short enough to fetch.`;
    return insist ? reason : onWasm(reason);
  }
  const reason = insist ? "WebGPU was asked for." : "A GPU is there.";
  return { device: "webgpu", weights, adapter: gpu.name, reason };
}

/** The backend that would be chosen; that of WASM if the wanted device is not available. */
export async function planBackend(
  binding: EncoderBinding,
  device: DevicePreference,
  platform: Platform,
): Promise<Backend> {
  const chosen = chooseBackend(binding, device, device === "wasm" ? "" : await platform.findGpu());
  if (typeof chosen !== "string") return chosen;
  return { device: "wasm", weights: wasmWeights(binding), reason: chosen };
}
