/** What a catalog says of the model that made its vectors. */
import type { Dtype, Modality } from "../../lib/types.ts";
import type { FileRef } from "../files/file-ref.ts";

/** The weights of a model in one number format. */
export interface ModelWeights {
  /** Number format of the image half, and of the text half unless `textDtype` says otherwise. */
  dtype: Dtype;
  /** Number format of the text half, if the model has it in another one only. */
  textDtype?: Dtype;
  /** Paths of the two halves among the model's files. */
  image: string;
  text: string;
  /** Unit-length embeddings of the inputs of the self-check, `dim` numbers each, by the WASM runtime. */
  canary: Record<Modality, number[]>;
}

/** What made the vectors of a catalog, so that a browser can tell whether it has the same. */
export interface EncoderBinding {
  /** The model's name. */
  id: string;
  /** SHA-256 (hex) over the sorted lines "sha256 path" of `files`. */
  revision: string;
  /** Where the model is served by default, relative to the manifest. */
  url?: string;
  /** What a browser can choose from; the items were embedded with the first. */
  weights: [ModelWeights, ...ModelWeights[]];
  dim: number;
  /** Canonical text of the preprocessing settings. */
  preprocessing: string;
  /** Runtime and version that embedded the items, such as "onnxruntime-node 1.30.0". */
  embeddedWith: string;
  /** Every file of the model that a browser may need: its configuration and all `weights`. */
  files: FileRef[];
}
