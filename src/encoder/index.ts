export {
  findGpu,
  type GpuInfo,
  loadWasmRuntime,
  loadWebGpuRuntime,
  type WasmRuntimeOptions,
  type WebGpuRuntimeOptions,
} from "./browser-runtime.ts";
export { CANARY_TEXT, canaryImage, checkCanary } from "./canary.ts";
export { createDetector, type ObjectDetector, wantedSize } from "./detector.ts";
export {
  DETECTOR_MANIFEST_PATH,
  type DetectorManifest,
  MAX_DETECTOR_MANIFEST_BYTES,
  parseDetectorManifest,
} from "./detector-manifest.ts";
export {
  createImageEncoder,
  createTextEncoder,
  type ImageEncoder,
  type TextEncoder,
} from "./encoder.ts";
export type { RgbaImage } from "./image.ts";
export {
  MODEL_CONFIG_FILES,
  type ModelFiles,
  type ModelManifest,
  modelPath,
  readModel,
  type TextSettings,
} from "./model.ts";
export { type PictureView, pixelBox, preprocess, preprocessingId } from "./preprocess.ts";
export type { ImageProcessor, Size } from "./processor.ts";
export type { Runtime, RuntimeAssets, Session } from "./runtime.ts";
export { createTokenizer, type TokenBatch, type Tokenizer } from "./tokenizer.ts";
