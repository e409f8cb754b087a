/**
 * Where the encoders run, and what happens, step by step, when a GPU fails or computes wrongly:
 *
 * 1. `choose` takes the GPU or WASM, once, with the weights that it will run (backend.ts).
 * 2. Each encoder must pass `selfCheck` as soon as it is loaded: it embeds a picture or a text whose embedding the
 *    catalog recorded. A cosine to that below 0.995 is `device-unavailable` on a GPU, `runtime-failed` on WASM. With
 *    the device `auto`, a GPU that is right but slow is `device-unavailable`, too.
 * 3. `run` catches that, and whatever fails later on: a kernel that crashes, a device that is lost. If the device is
 *    WASM, or `webgpu` was asked for and has never run, the caller gets the error.
 * 4. Otherwise `#moveToWasm` happens, once, however many callers fail together: the encoders forget and release what
 *    they loaded for the GPU, and the warning `device-fallback` tells why.
 * 5. `run` does its task again, which loads the encoder with the weights for WASM and checks it again. So no query is
 *    lost. Nothing goes back to the GPU until the catalog is opened again.
 */
import type { EncoderBinding } from "../../catalog/manifest/encoder-binding.ts";
import { type ImageEncoder, selfCheckCosine, type TextEncoder } from "../../encoder/index.ts";
import { messageOf, VisualSearchError, type VisualSearchWarning } from "../../lib/errors.ts";
import type { DevicePreference, Modality } from "../../lib/types.ts";
import type { Store } from "../../store/store.ts";
import type { Platform } from "../platform.ts";
import { type Backend, chooseBackend, planBackend, wasmWeights } from "./backend.ts";
import { fileOf } from "./model-files.ts";

/** The smallest cosine of a self-check embedding to the one that the catalog recorded. */
const MIN_SELF_CHECK_COSINE = 0.995;

/** A GPU that takes longer than this for a second self-check picture is left for WASM. */
const SLOW_GPU_MS = 1000;

export interface GpuFallbackOptions {
  binding: EncoderBinding;
  device: DevicePreference;
  platform: Platform;
  store: Store;
  /** Forgets and releases everything that was loaded for the GPU. */
  onFallback: () => void;
  onWarning: (warning: VisualSearchWarning) => void;
}

export class GpuFallback {
  /** Where the encoders run; known once the first is being loaded. */
  backend: Backend | undefined;
  /** Each encoder's self-check: the cosine of its embedding to the one that the catalog recorded. */
  readonly cosines: Partial<Record<Modality, number>> = {};
  readonly #options: GpuFallbackOptions;
  #choosing: Promise<Backend> | undefined;
  #moving: Promise<void> | undefined;

  constructor(options: GpuFallbackOptions) {
    this.#options = options;
  }

  /** Runs a task on the backend, and again on WASM if the GPU fails at it. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    for (;;) {
      const backend = await this.choose();
      try {
        return await task();
      } catch (error) {
        // Of several tasks that were running, another was the first to see that the GPU fails.
        if (this.backend !== backend) continue;
        if (!this.#isGpuFailure(error)) throw error;
        await this.#moveToWasm(messageOf(error));
      }
    }
  }

  /** @throws VisualSearchError `device-unavailable` if `webgpu` was asked for and there is none */
  choose(): Promise<Backend> {
    const { binding, device, platform } = this.#options;
    this.#choosing ??= (async () => {
      const gpu = device === "wasm" ? "" : await platform.findGpu();
      const chosen = chooseBackend(binding, device, gpu);
      if (typeof chosen === "string") {
        this.#choosing = undefined;
        throw new VisualSearchError(
          "device-unavailable",
          `Expected a GPU for the device webgpu, got none. ${chosen} Use the device auto or wasm, or serve ` +
            "the page over https in a browser with WebGPU.",
        );
      }
      this.backend = chosen;
      return chosen;
    })();
    return this.#choosing;
  }

  /** Where the encoders run or, by what is known now, would run. */
  async planned(): Promise<Backend> {
    const { binding, device, platform } = this.#options;
    return this.backend ?? planBackend(binding, device, platform);
  }

  /**
   * Checks that an encoder computes what it should: drivers and runtimes that compute nonsense exist. The first
   * embedding also warms the model up. Releases the encoder if it fails.
   *
   * @param embed embeds the self-check's picture or text
   * @throws VisualSearchError `device-unavailable` or `runtime-failed`
   */
  async selfCheck(
    backend: Backend,
    modality: Modality,
    encoder: ImageEncoder | TextEncoder,
    embed: () => Promise<Float32Array>,
  ): Promise<void> {
    const { store } = this.#options;
    const name = this.#passedName(backend, modality);
    try {
      const passed = name === undefined ? undefined : await store.passedSelfCheck(name);
      const cosine = passed ?? (await this.#compute(backend, modality, encoder, embed));
      this.expectStill(backend);
      this.cosines[modality] = cosine;
      if (name !== undefined && passed === undefined) await store.putPassedSelfCheck(name, cosine);
    } catch (error) {
      await encoder.release();
      throw error;
    }
  }

  /**
   * Checks that the GPU has not been given up in the meantime: what was made for it would be useless. `run` makes it
   * again.
   *
   * @throws VisualSearchError `runtime-failed`
   */
  expectStill(backend: Backend): void {
    if (this.backend === backend) return;
    throw new VisualSearchError(
      "runtime-failed",
      "Expected the GPU to stay while an encoder was being loaded for it, but it failed. Try again.",
    );
  }

  async #compute(
    { device, weights }: Backend,
    modality: Modality,
    encoder: ImageEncoder | TextEncoder,
    embed: () => Promise<Float32Array>,
  ): Promise<number> {
    const cosine = selfCheckCosine(Float32Array.from(weights.canary[modality]), await embed());
    if (!(cosine >= MIN_SELF_CHECK_COSINE)) {
      throw new VisualSearchError(
        device === "webgpu" ? "device-unavailable" : "runtime-failed",
        `Expected the ${modality} encoder to give the catalog's self-check embedding (cosine at least ` +
          `${MIN_SELF_CHECK_COSINE}), got cosine ${cosine.toFixed(4)} on ${device}. ` +
          (device === "webgpu"
            ? "This GPU or driver computes wrongly; use the device wasm."
            : "Build the catalog again with this version of Vitrine."),
      );
    }
    if (device === "webgpu" && modality === "image" && this.#options.device === "auto") {
      await embed();
      checkSpeed(encoder.lastRunMs);
    }
    return cosine;
  }

  /**
   * The name by which a passed self-check is remembered: WASM computes the same at every visit, as long as the files
   * and the browser are the same. The driver of a GPU may change.
   */
  #passedName({ device, weights }: Backend, modality: Modality): string | undefined {
    const { binding, platform } = this.#options;
    if (device !== "wasm") return undefined;
    const file = fileOf(binding, weights[modality]);
    return [platform.runtimeFile(device).sha256, file.sha256, platform.browser].join(" ");
  }

  /** A caller who insists on WebGPU gets the error if it does not start. Once it has run, it falls back in any case. */
  #isGpuFailure(error: unknown): boolean {
    if (this.backend?.device !== "webgpu" || !(error instanceof VisualSearchError)) return false;
    const hasRun = Object.keys(this.cosines).length > 0;
    return (
      (error.code === "runtime-failed" || error.code === "device-unavailable") &&
      (hasRun || this.#options.device === "auto")
    );
  }

  #moveToWasm(why: string): Promise<void> {
    // Several callers may fail at the same GPU.
    this.#moving ??= (async () => {
      const { binding, onFallback, onWarning } = this.#options;
      delete this.cosines.image;
      delete this.cosines.text;
      this.backend = {
        device: "wasm",
        weights: wasmWeights(binding),
        reason: `The GPU was given up: ${why}`,
      };
      this.#choosing = Promise.resolve(this.backend);
      onFallback();
      onWarning({
        code: "device-fallback",
        message: `The encoders move from the GPU to WASM, which is slower but right: ${why}`,
      });
    })();
    return this.#moving;
  }
}

function checkSpeed(runMs: number): void {
  if (runMs <= SLOW_GPU_MS) return;
  throw new VisualSearchError(
    "device-unavailable",
    `Expected the GPU to encode a picture within ${SLOW_GPU_MS} ms, got ${Math.round(runMs)} ms. Use the ` +
      "device wasm.",
  );
}
