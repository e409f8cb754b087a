/** What the visitor has agreed to download, and what they would rather do without. */
import type { Modality } from "../../lib/types.ts";

type Download = "catalog" | Modality;

export class Consents {
  readonly #granted = new Set<Download>();
  readonly #declined = new Set<Modality>();

  grant(...downloads: Download[]): void {
    for (const download of downloads) this.#granted.add(download);
  }

  decline(modalities: readonly Modality[]): void {
    for (const modality of modalities) this.#declined.add(modality);
  }

  /** Takes back a consent, as when the visitor stops a download. */
  withdraw(modalities: readonly Modality[]): void {
    for (const modality of modalities) this.#granted.delete(modality);
    this.decline(modalities);
  }

  /** Asks again for what was declined: all of it, or these encoders. */
  reconsider(modalities?: readonly Modality[]): void {
    if (modalities) for (const modality of modalities) this.#declined.delete(modality);
    else this.#declined.clear();
  }

  /** Takes back every consent. */
  reset(): void {
    this.#granted.clear();
  }

  isGranted(download: Download): boolean {
    return this.#granted.has(download);
  }

  isDeclined(modality: Modality): boolean {
    return this.#declined.has(modality);
  }
}
