/** Parts of a photo that a detector suggests to search with, looked for once in each photo. */
import type { VisualSearch } from "../../client/visual-search.ts";
import type { Detection } from "../../lib/types.ts";
import type { Photo } from "../query/query-state.ts";

/** As many as a photo on a phone has room for. */
const MOST_SUGGESTIONS = 6;

export class Suggestions {
  readonly #found = new WeakMap<Photo, readonly Detection[]>();
  readonly #onError: (error: unknown) => void;

  /** @param onError hears why a photo has no suggestions; the search goes on without them */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** What is known of a photo so far, best first. */
  of(photo: Photo | undefined): readonly Detection[] {
    return (photo && this.#found.get(photo)) ?? [];
  }

  /** Looks for parts of a photo, or resolves to `undefined` if it did so before. */
  async find(
    search: VisualSearch,
    photo: Photo,
    signal: AbortSignal,
  ): Promise<readonly Detection[] | undefined> {
    if (this.#found.has(photo)) return undefined;
    let detections: readonly Detection[] = [];
    try {
      detections = await search.detect(photo.blob, { limit: MOST_SUGGESTIONS, signal });
    } catch (error) {
      if (signal.aborted) throw error;
      this.#onError(error);
    }
    this.#found.set(photo, detections);
    return detections;
  }
}
