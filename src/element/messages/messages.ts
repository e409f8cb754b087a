/** The texts of the widget: what there is to say, and how a page puts its own texts in. */
import type { Likeness } from "../results/similarity.ts";
import type { NoticeKind, Remedy } from "../session/notices.ts";

/** A text for each plural form of a language, with `{count}` for the number. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Everything that the widget says. Names in braces are filled in. */
export interface Messages {
  heading: string;
  lead: string;
  promise: string;

  choosePhoto: string;
  takePhoto: string;
  dropHint: string;
  dropNow: string;
  textLabel: string;
  textPlaceholder: string;
  search: string;
  samples: string;
  /** `{name}` */
  sample: string;
  sampleUnnamed: string;
  browse: string;
  sharedQuery: string;
  showShared: string;

  consent: {
    photo: string;
    text: string;
    both: string;
    catalog: string;
    /** `{bytes}` */
    explainPhoto: string;
    explainText: string;
    explainBoth: string;
    explainCatalog: string;
    once: string;
    photoStays: string;
    /** `{bytes}` */
    accept: string;
    browseOnly: string;
    decline: string;
    /** Title of the list of what is downloaded. */
    parts: string;
  };
  parts: Record<"catalog" | "runtime" | "imageEncoder" | "textEncoder" | "detector", string>;

  loading: string;
  opening: string;
  /** `{loaded}`, `{total}` */
  loaded: string;
  /** `{rate}`: bytes per second. */
  rate: string;
  cancel: string;
  paused: string;
  /** For an encoder that the visitor has not agreed to download. */
  notLoaded: string;
  resume: string;
  meanwhile: string;

  yourSearch: string;
  photo: string;
  /** `{title}` */
  likeThis: string;
  likeUnnamed: string;
  /** `{value}` */
  remove: string;
  /** `{value}` */
  without: string;
  /** `{value}` */
  towards: string;
  notLabel: string;
  notPlaceholder: string;
  notAdd: string;
  balance: string;
  balancePicture: string;
  balanceWords: string;
  /** `{percent}`: how much the words count. */
  balanceValue: string;
  suggestions: string;
  refine: string;
  undo: string;
  redo: string;
  startOver: string;

  allProducts: string;
  bestMatches: string;
  products: Plural;
  matches: Plural;
  searching: string;
  noMatches: string;
  noMatchesAdvice: string;
  clearFilters: string;
  noCloseMatch: string;
  noCloseMatchAdvice: string;
  showMore: string;
  more: Plural;
  fewer: string;

  likeness: Record<Likeness, string>;
  /** `{values}` */
  matched: string;
  moreLikeThis: string;
  /** `{title}` */
  moreLike: string;
  /** `{percent}` */
  sale: string;
  outOfStock: string;
  price: string;
  regularPrice: string;
  untitled: string;

  compare: string;
  /** `{title}` */
  compareThis: string;
  /** When one product is chosen. */
  compareOneMore: string;
  compareBoth: string;
  compareClear: string;

  filtersInUse: Plural;
  /** `{count}` */
  showAll: string;
  from: string;
  to: string;
  rangeCrossed: string;
  sort: string;
  sorts: Record<"best" | "catalog" | "price-up" | "price-down", string>;
  /** Names of the facets that every catalog may have. */
  facets: Record<
    | "price"
    | "brand"
    | "category"
    | "colour"
    | "material"
    | "pattern"
    | "gender"
    | "size"
    | "availability",
    string
  >;

  device: string;
  deleteStored: string;
  deleteExplain: string;

  notices: Record<NoticeKind, { title: string; text: string }>;
  remedies: Record<Remedy, string>;
  details: string;
}

/** Some of the messages, to replace those of the locale. */
export type PartialMessages = {
  [K in keyof Messages]?: Messages[K] extends string ? string : Partial<Messages[K]>;
};

/** The messages with some of them replaced, as far as the replacements are texts. */
export function withMessages(messages: Messages, others: PartialMessages | undefined): Messages {
  return merge(messages, others) as Messages;
}

function merge(base: unknown, other: unknown): unknown {
  if (typeof base === "string") return typeof other === "string" ? other : base;
  if (typeof other !== "object" || other === null) return base;
  const merged: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(base as object)) {
    merged[key] = merge(value, Object.hasOwn(other, key) ? (other as never)[key] : undefined);
  }
  // The replacement may be in a language with other plural forms.
  if (Object.hasOwn(merged, "other")) {
    for (const [key, value] of Object.entries(other))
      if (typeof value === "string") merged[key] = value;
  }
  return merged;
}
