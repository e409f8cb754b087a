/**
 * The properties of `<visual-search>`, each declared once: the element's attributes, the types of pages and frameworks,
 * and the reference are all derived from this table.
 */
import type { Rules } from "../lib/types.ts";
import { DEFAULT_LIMIT, json, names, type Sample, samples } from "./attributes.ts";
import type { PartialMessages } from "./messages/messages.ts";

/**
 * How a property is read from its attribute.
 *
 * @typeParam T what the property holds
 * @typeParam Text what a template may write instead, as the attribute's text
 */
export interface Property<T, Text extends string = never> {
  /** `false` if there is no attribute. */
  readonly attribute?: false;
  readonly type?: NumberConstructor | BooleanConstructor;
  readonly converter?: { fromAttribute(value: string | null): unknown };
  /** Whether setting the property writes the attribute. */
  readonly reflect?: true;
  /** What the property holds until it is set. Default: `undefined`. */
  readonly initial?: T;
  /** For types alone; never there. */
  readonly text?: Text;
}

function property<T, Text extends string = never>(
  declaration: Property<T, Text> = {},
): Property<T, Text> {
  return declaration;
}

export const PROPERTIES = {
  /** URL of the catalog's folder, relative to the page. Required. */
  catalog: property<string | undefined>(),
  /** URL of the model's folder. By default the model that the catalog names. */
  model: property<string | undefined>(),
  /** Where the encoders run: `auto`, `webgpu` or `wasm`. By default `auto`: on the graphics card if it computes correctly. */
  device: property<string | undefined>(),
  /** URL of a detector's folder. With a detector, the element suggests which parts of a photo to search with. */
  detector: property<string | undefined>(),
  /**
   * Number of hits for a query, 1 to 1000. The element shows 48 at a time and more as the visitor scrolls.
   *
   * @default 120
   */
  limit: property<number, `${number}`>({ type: Number, initial: DEFAULT_LIMIT }),
  /**
   * Language and region of texts, numbers and prices, as a BCP 47 tag. By default the nearest `lang` attribute around
   * the element, else the browser's language. Texts exist in English, German, French and Arabic; visitors with any other
   * language see English.
   */
  locale: property<string | undefined>(),
  /** ISO 4217 code of the currency for products whose price names none. */
  currency: property<string | undefined>(),
  /**
   * Pictures that visitors without a photo can try. The attribute takes addresses separated by spaces, or the
   * property's value as JSON.
   *
   * @default []
   */
  samples: property<readonly Sample[], string>({ converter: samples, initial: [] }),
  /** Names of the facets to filter by, in this order. The attribute separates them by commas. By default all facets. */
  facets: property<readonly string[] | undefined, string>({ converter: names }),
  /**
   * Column or attribute of the catalog that groups products into families. The element shows the best product of each
   * family; the visitor can unfold the others.
   */
  groupBy: property<string | undefined>(),
  /** Rules for what is shown, in addition to the catalog's own. The attribute takes them as JSON. */
  rules: property<Rules | undefined, string>({ converter: json }),
  /** Where product links open: `self` (default) or `blank`, a new tab. */
  openIn: property<string | undefined>(),
  /**
   * Name under which the search is kept in the page's URL fragment, so that visitors can share a link to it; `vs` if the
   * attribute is empty. The photo is never part of the link. A search that comes with a link waits until the visitor
   * asks for its results.
   */
  hash: property<string | undefined>(),
  /**
   * Opens the catalog as soon as the element is on the page. A first download still asks the visitor for consent.
   *
   * @default false
   */
  autostart: property<boolean>({ type: Boolean, initial: false }),
  /**
   * Shows nothing: the page draws its own interface with `search`.
   *
   * @default false
   */
  headless: property<boolean>({ type: Boolean, initial: false }),
  /**
   * Colour scheme: `auto` (follows the visitor's system), `light` or `dark`.
   *
   * @default "auto"
   */
  theme: property<string>({ reflect: true, initial: "auto" }),
  /** The page's own texts. Those left out are the locale's. */
  messages: property<PartialMessages | undefined>({ attribute: false }),
};

/** Properties of `<visual-search>` that a page may set. */
export type VisualSearchProperties = {
  [Name in keyof typeof PROPERTIES]: (typeof PROPERTIES)[Name] extends Property<infer T, string>
    ? T
    : never;
};

/** A property's attribute: `group-by` for `groupBy`. */
export type AttributeName<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${AttributeName<Rest>}`
  : "";

/** The name of a property's attribute, or `false` if it has none. */
export function attributeOf(name: keyof VisualSearchProperties): string | false {
  const { attribute }: Property<unknown, string> = PROPERTIES[name];
  return attribute ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
