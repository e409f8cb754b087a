import type { Hit, Item, Region } from "../../lib/types.ts";
import type { Sample } from "../api.ts";
import type { ComponentMessages } from "../messages/components.ts";
import type { Messages } from "../messages/messages.ts";
import type { Chip } from "../results/chips.ts";
import type { Session } from "../session/session.ts";
import type { SessionState } from "../session/state.ts";
import type { Formats } from "../text/format.ts";

/** What only the page in front of the visitor knows: what is unfolded and chosen. */
export interface Layout {
  /** Whether there is room for filters beside the products. */
  readonly wide: boolean;
  readonly filtersOpen: boolean;
  /** Facets of which all values are shown. */
  readonly unfolded: ReadonlySet<string>;
  /** Families of which all products are shown, by the id of their first. */
  readonly families: ReadonlySet<string>;
  /** Facets whose range is the wrong way round. */
  readonly crossed: ReadonlySet<string>;
  /** Products to compare, two at most. */
  readonly compared: readonly Item[];
  /** The photo as far as it is shown. */
  readonly preview: ImageBitmap | undefined;
  /** Words of the parts that have been fetched so far; each is fetched when it is first needed. */
  readonly components: Partial<ComponentMessages>;
  /** Products that are being compared. */
  readonly comparing: readonly Item[];
  /** From when requests are counted, in milliseconds of `performance.now()`: everything was loaded then. */
  readonly loadedAt: number;
  /** Bytes that the search has fetched since. */
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
  /** The text as it stands in the field, to be searched for. */
  submitText(text: string): void;
  like(item: Item): void;
  /** Returns whether the product may be gone to. */
  select(item: Item, hit: Hit | undefined, origin: Event): boolean;
  compare(item: Item): void;
  openCompare(): void;
}

/** Everything that a view draws from. Views change nothing by themselves. */
export interface View {
  readonly state: SessionState;
  readonly session: Session;
  readonly messages: Messages;
  readonly formats: Formats;
  readonly layout: Layout;
  readonly actions: Actions;
  readonly samples: readonly Sample[];
  /** One-tap refinements for what is shown. */
  readonly chips: readonly Chip[];
  readonly groupBy: string | undefined;
  readonly facetNames: readonly string[] | undefined;
  readonly openIn: "self" | "blank";
  /** Whether something that may be a photo is being dragged over the element. */
  readonly isDropping: boolean;
}
