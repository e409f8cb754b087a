/**
 * Storage in memory, for browsers that offer none. It keeps manifests only: a stored copy of a file would only hold its
 * memory twice.
 */
import type { Storage, StoredPart } from "./storage.ts";

export class MemoryStorage implements Storage {
  readonly kind = "memory";
  readonly #manifests = new Map<string, string>();

  async find(): Promise<StoredPart> {
    return [];
  }

  async getFile(): Promise<undefined> {}

  async putFile(): Promise<void> {}

  async deleteFile(): Promise<void> {}

  async getPiece(): Promise<undefined> {}

  async putPiece(): Promise<void> {}

  async getPassedSelfCheck(): Promise<undefined> {}

  async putPassedSelfCheck(): Promise<void> {}

  async getManifest(url: string): Promise<string | undefined> {
    return this.#manifests.get(url);
  }

  async putManifest(url: string, text: string): Promise<void> {
    this.#manifests.set(url, text);
  }

  close(): void {}
}
