/** The dialog with the widget. The address says whether it is open, so that "back" closes it. */
import type { VisualSearchElement } from "vitrine/element";
import { byId } from "../parts/dom.ts";
import { productHref, readRoute } from "../routes.ts";
import { widget } from "../shop.ts";
import { SAMPLES, type Sample, sampleUrl } from "./samples.ts";
import { on } from "./widget-events.ts";

export class SearchPanel {
  readonly #dialog = byId("search", HTMLDialogElement);
  /** Whether going back in the history shows the store without the panel. */
  #canGoBack = false;
  #prepared: VisualSearchElement | undefined;

  constructor() {
    this.#dialog.addEventListener("close", () => this.#closed());
    // A click on the backdrop.
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    this.#prepare();
  }

  /** Follows the address. */
  show(isOpen: boolean, canGoBack: boolean): void {
    if (isOpen && !this.#dialog.open) {
      this.#canGoBack = canGoBack;
      this.#prepare();
      this.#dialog.showModal();
    } else if (!isOpen && this.#dialog.open) {
      this.#dialog.close();
    }
  }

  async searchPhoto(sample: Sample): Promise<void> {
    location.hash = "#/search";
    const response = await fetch(sampleUrl(sample));
    if (!response.ok)
      throw new Error(`Expected ${sample.file}, got the status ${response.status}.`);
    await (await widget()).searchPhoto(await response.blob(), sample.label);
  }

  async searchLike(id: string): Promise<void> {
    location.hash = "#/search";
    (await widget()).searchLike(id);
  }

  #prepare(): void {
    widget().then(
      (element) => {
        if (element === this.#prepared) return;
        this.#prepared = element;
        element.samples = SAMPLES.map((sample) => ({
          src: sampleUrl(sample),
          label: sample.label,
        }));
        on(element, "vs-select", (event) => {
          event.preventDefault();
          // It replaces the panel's entry in the history, which nobody wants to come back to.
          location.replace(productHref(event.detail.item.id));
        });
      },
      // The view needs the widget's script as well and reports the error. Opening the panel tries again.
      () => undefined,
    );
  }

  #closed(): void {
    if (readRoute(location.hash).kind !== "search") return;
    if (this.#canGoBack) history.back();
    else location.replace("#/");
  }
}
