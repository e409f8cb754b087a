/**
 * What a page sees of `<visual-search>`: events, methods, slots and parts. These types go into the package as they are
 * and need nothing but the DOM's; the reference and `custom-elements.json` are made from their docstrings.
 */
import type { VisualSearch } from "../client/visual-search.ts";
import type { Hit, Item, LoadProgress } from "../lib/types.ts";
import type { VisualSearchProperties } from "./properties.ts";

export type { Sample } from "./attributes.ts";
export type { VisualSearchProperties } from "./properties.ts";

/** What the element is doing, as `state` and `vs-state` say it. */
export type PublicState =
  /** Waits for the visitor; nothing has been fetched yet. */
  | "idle"
  /** Asks the visitor whether it may download what the search needs. */
  | "consent"
  /** Opens the catalog. */
  | "opening"
  /** Downloads an encoder. */
  | "loading"
  /** The visitor stopped a download, or did without it. */
  | "paused"
  | "searching"
  /** Shows products. */
  | "ready"
  /** The catalog could not be opened. */
  | "failed";

/** Details of the element's events by name. Events bubble and cross shadow roots. */
export interface VisualSearchEvents {
  /** Products were found. With a query there are `hits`, best first; without one the visitor browses the shop. */
  "vs-results": {
    /** Hits of the query, best first. */
    hits?: readonly Hit[];
    /** Products that are shown, in the order of the answer. */
    items: readonly Item[];
    /** Number of products there are, of which `items` may be the first. */
    total: number;
    /** Time from the query to its hits. */
    milliseconds?: number;
  };
  /** The visitor chose a product. `preventDefault()` keeps the browser from following the product's link. */
  "vs-select": {
    item: Item;
    /** The hit, if the product was found by a query. */
    hit?: Hit;
  };
  /** Something failed, in general with a `VisualSearchError`. The element has told the visitor if it concerns them. */
  "vs-error": { error: unknown };
  /** More of a download arrived. */
  "vs-progress": LoadProgress;
  /** The element's `state` changed. */
  "vs-state": { state: PublicState };
}

/** The element's events by name. */
export type VisualSearchEventMap = {
  [K in keyof VisualSearchEvents]: CustomEvent<VisualSearchEvents[K]>;
};

type AllEvents = HTMLElementEventMap & VisualSearchEventMap;

/**
 * Search by photo and words over a product catalog, wholly on the visitor's device.
 *
 * The element fetches nothing but its own script until the visitor asks for something. Then it says what it would
 * download, how many bytes, and why. A colour that a page sets holds for light and dark; `light-dark(…)` sets both.
 *
 * @example
 * ```html
 * <script type="module" src="/vitrine/visual-search.js"></script>
 * <visual-search catalog="/catalog/" currency="EUR"></visual-search>
 * ```
 *
 * @example
 * ```js
 * import "vitrine/element";
 *
 * const widget = document.querySelector("visual-search");
 * widget.addEventListener("vs-select", (event) => {
 *   event.preventDefault(); // the shop's own way to a product page
 *   router.go(`/products/${event.detail.item.id}`);
 * });
 * ```
 *
 * @tag visual-search
 *
 * @slot header - Above everything.
 * @slot heading - Replaces the heading before the first search.
 * @slot lead - Replaces the sentence under that heading.
 * @slot browse - Below the products while the visitor browses without a search.
 * @slot empty - Replaces the words shown if no product fits the filters.
 * @slot footer - Below everything.
 *
 * @csspart root - Everything.
 * @csspart button - Every button.
 * @csspart search - The search bar.
 * @csspart input - Its text field.
 * @csspart search-button - Its search button.
 * @csspart photo-button - The button to choose a photo.
 * @csspart camera-button - The button to take a photo.
 * @csspart welcome - What is shown before the first search.
 * @csspart heading - The heading before the first search.
 * @csspart lead - The sentence under that heading.
 * @csspart drop-zone - Where a photo can be dropped.
 * @csspart samples - The pictures to try.
 * @csspart sample - One picture to try.
 * @csspart promise - The promise that the photo stays on the device.
 * @csspart browse-button - The button to browse the shop.
 * @csspart shared - The search that came with a link.
 * @csspart consent - The question before a download.
 * @csspart accept-button - The button that agrees to the download.
 * @csspart progress - A download under way, or one that was stopped.
 * @csspart progress-bar - Its progress bar.
 * @csspart notice - A message, such as an error with what to do about it.
 * @csspart camera - The camera's dialog.
 * @csspart comparison - The dialog that compares two products.
 * @csspart network - The panel that lists network requests.
 * @csspart query - What is searched with.
 * @csspart query-parts - The list of the query's parts.
 * @csspart photo - The photo with its crop box.
 * @csspart photo-stage - The photo itself.
 * @csspart photo-box - The crop box.
 * @csspart photo-handle - A handle of the crop box.
 * @csspart photo-hotspot - A suggested part of the photo.
 * @csspart balance - The slider between picture and words.
 * @csspart leave-out - The form for what to exclude.
 * @csspart suggestions - One-tap refinements.
 * @csspart chip - One refinement.
 * @csspart filters - The filters.
 * @csspart facet - The filter for one facet.
 * @csspart results - The results as a whole.
 * @csspart count - The number of results.
 * @csspart toolbar - Undo, redo and sorting.
 * @csspart undo-button - The undo button.
 * @csspart redo-button - The redo button.
 * @csspart sort - The choice of an order.
 * @csspart compare-bar - The products chosen to be compared.
 * @csspart no-close-match - The note that nothing in the catalog is a close match.
 * @csspart empty - What is shown if no product fits the filters.
 * @csspart grid - The list of products.
 * @csspart more-button - The button for more products.
 * @csspart card - A product.
 * @csspart picture - The frame of its picture.
 * @csspart image - Its picture.
 * @csspart badge - A badge on the picture.
 * @csspart badge-sale - The badge of a reduced price.
 * @csspart badge-stock - The badge of a product that is out of stock.
 * @csspart brand - Its brand.
 * @csspart title - Its title.
 * @csspart price - Its price.
 * @csspart regular-price - Its price before the sale.
 * @csspart why - Why it was found.
 * @csspart like-button - The button that searches for similar products.
 * @csspart compare-button - The button that chooses it for a comparison.
 * @csspart device - What is stored on the device.
 * @csspart delete-button - The button that deletes it.
 *
 * @cssprop --vs-accent - Colour of what can be pressed.
 * @cssprop --vs-accent-soft - A tint of the accent.
 * @cssprop --vs-on-accent - Text on the accent.
 * @cssprop --vs-ground - Background of the whole element.
 * @cssprop --vs-surface - Background of fields and dialogs.
 * @cssprop --vs-surface-sunk - Background of panels and pictures.
 * @cssprop --vs-ink - Text.
 * @cssprop --vs-ink-soft - Secondary text.
 * @cssprop --vs-line - Borders of controls.
 * @cssprop --vs-hairline - Lines between sections.
 * @cssprop --vs-focus - Focus rings.
 * @cssprop --vs-problem - Text and lines of errors.
 * @cssprop --vs-problem-soft - Background of errors.
 * @cssprop --vs-sale - Reduced prices.
 * @cssprop --vs-font - `font` of the text.
 * @cssprop --vs-heading-font - `font-family` of headings.
 * @cssprop [--vs-radius=12px] - Radius of corners.
 * @cssprop --vs-gap - Distance between sections.
 * @cssprop --vs-padding - Space around everything.
 * @cssprop --vs-max-width - Largest width of the content.
 * @cssprop [--vs-card-min=12rem] - Least width of a product's card.
 * @cssprop [--vs-picture-ratio=1] - Aspect ratio of a product's picture.
 * @cssprop [--vs-picture-fit=cover] - `object-fit` of a product's picture.
 */
export declare class VisualSearchElement extends HTMLElement {
  /**
   * The search behind the element, for the page's own code. Reading it opens the catalog.
   *
   * Ask for it again each time: once the element has left the page or opened another catalog, the old search is closed.
   * Rejects with a `VisualSearchError`: `invalid-argument` if `catalog` is not set, else whatever opening fails with.
   *
   * @example
   * ```js
   * const search = await widget.search;
   * const hits = await search.query({ text: "red dress" });
   * ```
   */
  readonly search: Promise<VisualSearch>;

  /** What the element is doing, as in `vs-state`. */
  readonly state: PublicState;

  /**
   * Searches with a photo that the page has.
   *
   * @param photo a picture that the browser can decode, such as a `File`
   * @param name what the photo is called, if anything
   *
   * @example
   * ```js
   * await widget.searchPhoto(fileInput.files[0]);
   * ```
   */
  searchPhoto(photo: Blob, name?: string): Promise<void>;

  /** Searches for a text. */
  searchText(text: string): void;

  /**
   * Searches for products similar to one of the catalog.
   *
   * @param id the product's id in the catalog
   */
  searchLike(id: string): void;

  /** Deletes everything that Vitrine stores on the device for this origin. */
  deleteStored(): Promise<void>;

  /**
   * Looks for a newer catalog, offers it to the visitor, and resolves to whether there is one. The element does so by
   * itself when the visitor comes back to the page after half an hour or more.
   */
  checkForUpdate(): Promise<boolean>;

  /** @ignore The platform's method, with the types of the element's events. */
  addEventListener<K extends keyof AllEvents>(
    type: K,
    listener: (this: VisualSearchElement, event: AllEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** @ignore */
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** @ignore */
  removeEventListener<K extends keyof AllEvents>(
    type: K,
    listener: (this: VisualSearchElement, event: AllEvents[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  /** @ignore */
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}
export interface VisualSearchElement extends VisualSearchProperties {}

declare global {
  interface HTMLElementTagNameMap {
    "visual-search": VisualSearchElement;
  }
}
