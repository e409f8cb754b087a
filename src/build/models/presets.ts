/** Presets: models that are known to work, by short names. */
import type { Dtype, Modality } from "../../lib/types.ts";

/** A model that is known to work, by a short name. */
export interface ModelPreset {
  /** Repository on the Hugging Face hub; absent for the model that comes with this package. */
  repository?: string;
  /**
   * Commit of the repository, or `main` if this version knows no commit. Fetching resolves it to the commit that the
   * hub names, and stays at that commit.
   */
  revision?: string;
  /** SPDX identifier. */
  licence: string;
  family: "clip" | "siglip";
  /** Length of an embedding. */
  dim: number;
  /**
   * Bytes of the weights that the repository is known to have, some of them rounded to half a megabyte. Fetching finds
   * further formats by itself.
   */
  bytes: Record<Modality, Partial<Record<Dtype, number>>>;
  /** What it is for, in a few words. */
  summary: string;
}

/** Names of presets. */
export type PresetName = "starter" | "fashion-clip" | "marqo-fashion-clip" | "marqo-fashion-siglip";

/** The presets by name. */
export const MODEL_PRESETS: Readonly<Record<PresetName, ModelPreset>> = {
  starter: {
    licence: "MIT",
    family: "clip",
    dim: 256,
    bytes: { image: { q8: 4_590_570 }, text: { q8: 4_209_127 } },
    summary: "comes with the package; small, for a start and for tests",
  },
  "fashion-clip": {
    repository: "ff13/fashion-clip",
    revision: "0f99955d944c39bfd9d035a02ac273c7a44a406b",
    licence: "MIT",
    family: "clip",
    dim: 512,
    bytes: {
      image: { fp32: 352_000_000, q8: 89_117_653 },
      text: { fp32: 254_000_000, q8: 64_500_000 },
    },
    summary: "FashionCLIP 2.0, ViT-B/32",
  },
  "marqo-fashion-clip": {
    repository: "Marqo/marqo-fashionCLIP",
    revision: "main",
    licence: "Apache-2.0",
    family: "clip",
    dim: 512,
    bytes: {
      image: { fp16: 173_000_000, q8: 87_000_000 },
      text: { q4f16: 77_000_000 },
    },
    summary: "Marqo-FashionCLIP, ViT-B/16",
  },
  "marqo-fashion-siglip": {
    repository: "Marqo/marqo-fashionSigLIP",
    revision: "c56244cc94f92419e8369fa71efdaf403b124ce8",
    licence: "Apache-2.0",
    family: "siglip",
    dim: 768,
    bytes: {
      image: { q8: 94_000_000 },
      text: { fp16: 221_000_000, q8: 111_000_000, q4f16: 109_000_000 },
    },
    summary: "Marqo-FashionSigLIP, ViT-B/16; the best of these, and the largest",
  },
};

/** The preset of a name, if there is one. */
export function findPreset(name: string): ModelPreset | undefined {
  return Object.hasOwn(MODEL_PRESETS, name) ? MODEL_PRESETS[name as PresetName] : undefined;
}
