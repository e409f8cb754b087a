/** Public types of models and of where they run. */

/**
 * Where encoders run. `auto` takes a GPU that passes the catalog's self-check in reasonable time, and WASM
 * otherwise; `webgpu` and `wasm` insist. If a GPU fails later on, the encoders move to WASM in any case.
 */
export type DevicePreference = "auto" | "webgpu" | "wasm";

/** The two halves of a CLIP-style model. */
export type Modality = "image" | "text";

/** What is loaded when it is first needed. */
export type Loadable = Modality | "detector";

/** Every `Dtype`, the most precise first. */
export const DTYPES = ["fp32", "fp16", "q8", "int8", "uint8", "q4", "q4f16", "bnb4"] as const;

/** A number format of a model's weights, by its name in transformers.js. */
export type Dtype = (typeof DTYPES)[number];
