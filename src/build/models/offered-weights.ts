/** Which weights of a model a catalog offers to browsers, each with its self-check vectors. */
import type { FileRef } from "../../catalog/files/file-ref.ts";
import type { ModelWeights } from "../../catalog/manifest/encoder-binding.ts";
import { modelPath } from "../../encoder/model/model-config.ts";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { Modality } from "../../lib/types.ts";
import type { SelfCheckVectors } from "../embed/self-check/self-check-vectors.ts";
import { findDtypes, type WeightsFiles } from "./model-files.ts";

/** Weights that browsers may choose, and notes on those that they may not. */
export interface OfferedWeights {
  weights: ModelWeights[];
  notes: string[];
}

/**
 * The weights among these that browsers can run.
 *
 * @param dir folder of the model
 * @throws `output-failed` of the memory of the self-check
 */
export async function offerWeights(
  candidates: readonly WeightsFiles[],
  dir: string,
  selfCheck: SelfCheckVectors,
): Promise<OfferedWeights> {
  const offered: OfferedWeights = { weights: [], notes: [] };
  for (const files of candidates) {
    try {
      const image = await vectorOf("image", files.image, dir, selfCheck);
      const text = await vectorOf("text", files.text, dir, selfCheck);
      offered.notes.push(...image.notes, ...text.notes);
      const canary = { image: image.vector, text: text.vector };
      offered.weights.push({ ...files, canary });
    } catch (error) {
      if (isOutputFailure(error)) throw error;
      offered.notes.push(
        `Browsers are not offered ${files.dtype}, because the WASM runtime cannot run it: ${messageOf(error)}`,
      );
    }
  }
  return offered;
}

/**
 * The self-check vector of one half. Not every build of the WASM runtime can compute half precision; if this one
 * cannot, the weights must reproduce the vector of fp32.
 */
async function vectorOf(
  modality: Modality,
  path: string,
  dir: string,
  selfCheck: SelfCheckVectors,
): Promise<{ vector: number[]; notes: string[] }> {
  try {
    return { vector: [...(await selfCheck.of(modality, path))], notes: [] };
  } catch (error) {
    if (isOutputFailure(error)) throw error;
    const substitute = modelPath(modality, "fp32");
    const isHalf = path === modelPath(modality, "fp16");
    if (!isHalf || !(await findDtypes(dir, modality)).includes("fp32")) throw error;
    const note =
      `The WASM runtime cannot run ${path} (${messageOf(error)}), so its self-check embedding is ` +
      `that of ${substitute}.`;
    return { vector: [...(await selfCheck.of(modality, substitute))], notes: [note] };
  }
}

/** A full disk says nothing about the model. */
function isOutputFailure(error: unknown): boolean {
  return error instanceof VisualSearchError && error.code === "output-failed";
}

/** Length and hash of every file of these weights. */
export async function weightsRefs(
  weights: readonly ModelWeights[],
  selfCheck: SelfCheckVectors,
): Promise<FileRef[]> {
  const refs: FileRef[] = [];
  for (const path of new Set(weights.flatMap(({ image, text }) => [image, text]))) {
    refs.push(await selfCheck.ref(path));
  }
  return refs;
}
