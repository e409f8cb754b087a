/**
 * What a page sees of `<visual-search>`, without what it is made with: these types go into the package as they
 * are, and need nothing but the DOM's.
 */
import type { VisualSearch } from "../client/visual-search.ts";
import type { Hit, Item, LoadProgress, Rules } from "../lib/types.ts";
import type { PartialMessages } from "./messages/messages.ts";

/** A picture that a visitor without a photo can try the search with. */
export interface Sample {
  /** Address of the picture: of the page's own origin, or of one that allows it (CORS). */
  src: string;
  label?: string;
}

/** What a state is called in `vs-state`. */
export type PublicState =
  | "idle"
  | "consent"
  | "opening"
  | "loading"
  | "paused"
  | "searching"
  | "ready"
  | "failed";

/** Details of the element's events, by their names. */
export interface VisualSearchEvents {
  "vs-results": {
    /** Of a query, best first; without one the visitor looks round. */
    hits?: readonly Hit[];
    items: readonly Item[];
    total: number;
    /** From the question to the hits. */
    milliseconds?: number;
  };
  "vs-select": { item: Item; hit?: Hit };
  "vs-error": { error: unknown };
  "vs-progress": LoadProgress;
  "vs-state": { state: PublicState };
}

/** The element's events by their names. All bubble and leave shadow roots. */
export type VisualSearchEventMap = {
  [K in keyof VisualSearchEvents]: CustomEvent<VisualSearchEvents[K]>;
};

/** Properties that a page may set. */
export interface VisualSearchProperties {
  /** URL of the catalog's folder, relative to the page. */
  catalog: string | undefined;
  /** URL of the model's folder. Default: the one that the catalog names. */
  model: string | undefined;
  /** `auto` (default), `webgpu` or `wasm`. */
  device: string | undefined;
  /** URL of a detector's folder, for suggested regions. */
  detector: string | undefined;
  /** Hits of a query, 1 to 1000. Default 120. */
  limit: number;
  /** BCP 47 tag. Default: that of the page. */
  locale: string | undefined;
  /** ISO 4217 code for prices that name none. */
  currency: string | undefined;
  /** Rules for what is shown, in addition to the catalog's own. */
  rules: Rules | undefined;
  /** Pictures that a visitor without a photo can try. */
  samples: readonly Sample[];
  /** Names of the facets to filter by, in this order. Default: all. */
  facets: readonly string[] | undefined;
  /** Column or attribute whose values are families of products, of which one is shown. */
  groupBy: string | undefined;
  /** Where product links lead: `self` (default) or `blank`. */
  openIn: string | undefined;
  /** Keep the search, never the photo, in the page's fragment under this name; empty for `vs`. */
  hash: string | undefined;
  /** Show nothing: only `search` is used. */
  headless: boolean;
  /** Open the catalog without being asked. */
  autostart: boolean;
  /** `auto` (default), `light` or `dark`. */
  theme: string;
  /** Texts in the place of the locale's. */
  messages: PartialMessages | undefined;
}

/** `<visual-search>`: search by photo and words over a catalog, on the visitor's device. */
export interface VisualSearchElement extends HTMLElement, VisualSearchProperties {
  /**
   * The open search, for code of the page's own; opens the catalog, where it is not. Not for keeping: after the
   * element has left the page, or opened another catalog, it is another one.
   */
  readonly search: Promise<VisualSearch>;
  /** What the element is about, as in `vs-state`. */
  readonly state: PublicState;
  /** Searches with a photo that the page has got by itself. */
  searchPhoto(photo: Blob, name?: string): Promise<void>;
  /** Searches for a text. */
  searchText(text: string): void;
  /** Shows what resembles a product of the catalog. */
  searchLike(id: string): void;
  /** Deletes everything that Vitrine keeps on the device for this origin. */
  deleteStored(): Promise<void>;
  /** Looks for a newer catalog than the open one, and offers it to the visitor. */
  checkForUpdate(): Promise<boolean>;

  addEventListener<K extends keyof AllEvents>(
    type: K,
    listener: (this: VisualSearchElement, event: AllEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof AllEvents>(
    type: K,
    listener: (this: VisualSearchElement, event: AllEvents[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

type AllEvents = HTMLElementEventMap & VisualSearchEventMap;

declare global {
  interface HTMLElementTagNameMap {
    "visual-search": VisualSearchElement;
  }
}
