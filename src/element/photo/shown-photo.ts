/** The photo to search with: decoded before anything is fetched for it, and kept small enough to be shown. */
import type { Sample } from "../attributes.ts";
import type { Photo } from "../query/query-state.ts";
import { fetchPhoto, previewOf } from "./photo-preview.ts";

export interface ShownPhotoOptions {
  /** The photo of the present query. */
  current(): Photo | undefined;
  /** Searches with a photo that could be decoded. */
  search(photo: Photo): void;
  /** Shows a photo, or none. The bitmap is closed when another takes its place. */
  show(preview: ImageBitmap | undefined): void;
  onError(error: unknown): void;
}

export class ShownPhoto {
  readonly #options: ShownPhotoOptions;
  #latest = new AbortController();
  #photo: Blob | undefined;
  #preview: ImageBitmap | undefined;

  constructor(options: ShownPhotoOptions) {
    this.#options = options;
  }

  /** Shows a photo and searches with it, unless it cannot be decoded or another one comes first. */
  async take(photo: Photo): Promise<void> {
    const signal = this.#startOver();
    try {
      const preview = await previewOf(photo.blob);
      if (signal.aborted) {
        preview.close();
        return;
      }
      this.#show(photo.blob, preview);
      this.#options.search(photo);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Fetches one of the page's sample pictures and searches with it. */
  async trySample({ src, label = "" }: Sample): Promise<void> {
    const signal = this.#startOver();
    try {
      const blob = await fetchPhoto(src, signal);
      await this.take({ blob, name: label });
    } catch (error) {
      if (!signal.aborted) this.#options.onError(error);
    }
  }

  /** Shows the photo of the present query, which undo and redo may have changed. */
  async follow(): Promise<void> {
    const photo = this.#options.current();
    if (photo?.blob === this.#photo) return;
    if (!photo) {
      this.#show(undefined, undefined);
      return;
    }
    try {
      const preview = await previewOf(photo.blob);
      if (this.#options.current() === photo) this.#show(photo.blob, preview);
      else preview.close();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #startOver(): AbortSignal {
    this.#latest.abort();
    this.#latest = new AbortController();
    return this.#latest.signal;
  }

  #show(photo: Blob | undefined, preview: ImageBitmap | undefined): void {
    this.#preview?.close();
    this.#photo = photo;
    this.#preview = preview;
    this.#options.show(preview);
  }
}
