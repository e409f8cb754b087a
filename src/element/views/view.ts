/** What the views draw from, and what they ask of the element. */
import type { Hit, Item, Region } from "../../lib/types.ts";
import type { Sample } from "../api.ts";
import type { ComponentMessages } from "../messages/components.ts";
import type { Messages } from "../messages/messages.ts";
import type { Chip } from "../results/chips.ts";
import type { Session } from "../session/session.ts";
import type { SessionState } from "../session/state.ts";
import type { Formats } from "../text/format.ts";

/** What is unfolded, chosen and loaded on the page, apart from the search itself. */
export interface Layout {
  /** Whether there is room for filters beside the products. */
  readonly wide: boolean;
  readonly filtersOpen: boolean;
  /** Facets that show all values. */
  readonly unfolded: ReadonlySet<string>;
  /** Families that show all products, by the id of their first. */
  readonly families: ReadonlySet<string>;
  /** Facets whose range ends before it begins. */
  readonly crossed: ReadonlySet<string>;
  /** Products chosen to be compared, at most two. */
  readonly compared: readonly Item[];
  /** The photo in the size in which it is shown. */
  readonly preview: ImageBitmap | undefined;
  /** Words of the components that have been fetched so far. */
  readonly components: Partial<ComponentMessages>;
  /** Products in the open comparison. */
  readonly comparing: readonly Item[];
  /** When everything was loaded, in milliseconds of `performance.now()`: requests are counted from then on. */
  readonly loadedAt: number;
  /** Bytes that the search has fetched since then. */
  readonly fetchedBytes: number;
}

/** What views ask of the element around them. */
export interface Actions {
  layout(changes: Partial<Layout>): void;
  choosePhoto(): void;
  capture(photo: Blob): void;
  crop(region: Region | null, isFinal: boolean): void;
  showNetwork(): void;
  takePhoto(): void;
  trySample(sample: Sample): void;
  /** Searches for the text in the field. */
  submitText(text: string): void;
  like(item: Item): void;
  /** Returns whether the browser may follow the product's link. */
  select(item: Item, hit: Hit | undefined): boolean;
  compare(item: Item): void;
  openCompare(): void;
}

/** Everything that a view draws from. Views change nothing directly. */
export interface View {
  readonly state: SessionState;
  readonly session: Session;
  readonly messages: Messages;
  readonly formats: Formats;
  readonly layout: Layout;
  readonly actions: Actions;
  readonly samples: readonly Sample[];
  /** One-tap refinements. */
  readonly chips: readonly Chip[];
  readonly groupBy: string | undefined;
  readonly facetNames: readonly string[] | undefined;
  readonly openIn: "self" | "blank";
  /** Whether something that may be a photo is being dragged over the element. */
  readonly isDropping: boolean;
}
