/** Suggests regions of a photo. All that the detector finds is kept, so that another limit or score runs nothing. */
import type { Detection, DetectOptions } from "../../lib/types.ts";
import type { WireImage } from "../contract.ts";
import { Recent } from "../encoders/recent.ts";
import type { Platform } from "../platform.ts";
import { checkConfidence, checkLimit } from "../query/arguments.ts";
import type { DetectorLoader } from "./detector-loader.ts";

/** Photos whose detections are kept. */
const KEPT_PHOTOS = 16;

export class Regions {
  readonly #loader: DetectorLoader;
  readonly #decode: Platform["decode"];
  /** All detections of images by their id. */
  readonly #recent = new Recent<Detection[]>(KEPT_PHOTOS);

  constructor(loader: DetectorLoader, decode: Platform["decode"]) {
    this.#loader = loader;
    this.#decode = decode;
  }

  /**
   * @throws VisualSearchError `invalid-argument`; what decoding the photo and loading or running the detector throw;
   *   or the signal's reason
   */
  async detect(image: WireImage, options: DetectOptions): Promise<Detection[]> {
    const { signal } = options;
    const limit = checkLimit(options.limit);
    const manifest = await this.#loader.manifest(signal);
    const minScore = checkConfidence(options.minScore, manifest.minScore);
    const key = image.id === undefined ? undefined : String(image.id);
    let found = key === undefined ? undefined : this.#recent.get(key);
    if (!found) {
      found = await this.#loader.use(signal, async ({ detector, size }) => {
        const { pixels } = await this.#decode(image.source, { size });
        signal?.throwIfAborted();
        return detector.detect(pixels);
      });
      if (key !== undefined) this.#recent.set(key, found);
    }
    return found.filter(({ score }) => score >= minScore).slice(0, limit);
  }
}
