/** Encoders of pictures and texts, and detectors of regions, for browser and Node. */
export { createDetector, type ObjectDetector, wantedSize } from "./detect/detector.ts";
export {
  DETECTOR_MANIFEST_PATH,
  type DetectorManifest,
  MAX_DETECTOR_MANIFEST_BYTES,
  parseDetectorManifest,
} from "./detect/detector-manifest.ts";
export {
  createImageEncoder,
  createTextEncoder,
  type ImageEncoder,
  type TextEncoder,
} from "./encoder.ts";
export {
  MODEL_CONFIG_FILES,
  type ModelFiles,
  type ModelManifest,
  modelPath,
  readModel,
  type TextSettings,
} from "./model/model-config.ts";
export type { ImageProcessor, Size } from "./model/preprocessor-config.ts";
export { type PictureView, pixelBox, preprocess, preprocessingId } from "./preprocess.ts";
export type { RgbaImage } from "./rgba-image.ts";
export {
  findGpu,
  type GpuInfo,
  loadWasmRuntime,
  loadWebGpuRuntime,
  type WasmRuntimeOptions,
  type WebGpuRuntimeOptions,
} from "./runtime/browser-runtime.ts";
export type { Runtime, RuntimeAssets, Session } from "./runtime/runtime.ts";
export { SELF_CHECK_TEXT, selfCheckCosine, selfCheckImage } from "./self-check.ts";
export { createTokenizer, type TokenBatch, type Tokenizer } from "./tokenizer.ts";
