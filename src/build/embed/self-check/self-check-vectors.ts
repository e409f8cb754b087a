/** What a runtime makes of the self-check inputs, remembered from build to build. */
import type { FileRef } from "../../../catalog/files/file-ref.ts";
import { createImageEncoder, createTextEncoder } from "../../../encoder/encoder.ts";
import { preprocess } from "../../../encoder/preprocess.ts";
import type { Runtime } from "../../../encoder/runtime/runtime.ts";
import { SELF_CHECK_TEXT, selfCheckImage } from "../../../encoder/self-check.ts";
import type { Modality } from "../../../lib/types.ts";
import { sha256Text } from "../../hashes.ts";
import { type ModelFolder, readFileRef, readModelFile } from "../../models/model-files.ts";
import type { DiskCache } from "../../pictures/caches/disk-cache.ts";
import { sealed, unsealed } from "../../pictures/caches/sealed.ts";

/**
 * The vectors that a runtime makes of the self-check inputs with each file of a model's weights. They are remembered
 * by the weights, the inputs as the model takes them, and the runtime with its version and number of threads,
 * because opening a model can take longer than the rest of a second build.
 */
export class SelfCheckVectors {
  readonly #runtime: Runtime;
  readonly #folder: ModelFolder;
  readonly #memory: Pick<DiskCache, "read" | "write"> | undefined;
  readonly #refs = new Map<string, Promise<FileRef>>();

  constructor(
    runtime: Runtime,
    folder: ModelFolder,
    memory: Pick<DiskCache, "read" | "write"> | undefined,
  ) {
    this.#runtime = runtime;
    this.#folder = folder;
    this.#memory = memory;
  }

  /** Length and hash of a file of weights. @throws `model-invalid` */
  async ref(path: string): Promise<FileRef> {
    let ref = this.#refs.get(path);
    if (!ref) {
      ref = readFileRef(this.#folder.dir, path);
      this.#refs.set(path, ref);
    }
    return await ref;
  }

  /**
   * @param path of the weights of that half
   * @returns `dim` numbers, of unit length
   * @throws `model-invalid`, `runtime-failed`, or `output-failed` of the memory
   */
  async of(modality: Modality, path: string): Promise<Float32Array> {
    const key = await this.#key(modality, path);
    const known = await this.#memory?.read("canaries", key);
    const remembered = known && this.#read(known);
    if (remembered) return remembered;
    const vector = await this.#embed(modality, path);
    await this.#memory?.write("canaries", key, sealed(bytesOf(vector)));
    return vector;
  }

  async #key(modality: Modality, path: string): Promise<string> {
    const { name, threads } = this.#runtime;
    const { sha256 } = await this.ref(path);
    return sha256Text(JSON.stringify([modality, name, threads, sha256, this.#inputHash(modality)]));
  }

  #inputHash(modality: Modality): string {
    const { manifest, tokenizer } = this.#folder;
    const { buffer, byteOffset, byteLength } =
      modality === "image"
        ? preprocess(selfCheckImage(), manifest.processor)
        : tokenizer.encode(SELF_CHECK_TEXT);
    return sha256Text(new Uint8Array(buffer, byteOffset, byteLength));
  }

  async #embed(modality: Modality, path: string): Promise<Float32Array> {
    const { dir, manifest, tokenizer } = this.#folder;
    const bytes = await readModelFile(dir, path);
    if (modality === "text") {
      const encoder = await createTextEncoder(this.#runtime, bytes, manifest, tokenizer);
      return await encoder.embed([SELF_CHECK_TEXT]).finally(() => encoder.release());
    }
    const encoder = await createImageEncoder(this.#runtime, bytes, manifest);
    const input = preprocess(selfCheckImage(), manifest.processor);
    return await encoder.embed(input, 1).finally(() => encoder.release());
  }

  /** The embedding, if the file is whole. */
  #read(file: Uint8Array): Float32Array | undefined {
    const bytes = unsealed(file);
    return bytes?.length === 4 * this.#folder.manifest.dim
      ? new Float32Array(bytes.buffer)
      : undefined;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
