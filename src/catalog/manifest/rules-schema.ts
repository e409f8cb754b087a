/** The form of a shop's rules, wherever they come from: a catalog's manifest, a file, or a page. */
import {
  custom,
  exactObject,
  lazy,
  listOf,
  mapOf,
  number,
  object,
  optional,
  parse,
  pipe,
  text,
  transform,
} from "../../lib/schema.ts";
import type { FacetValue, Rules } from "../../lib/types.ts";

/** Entries of each list of rules, and conditions of one entry. */
const MAX_RULES = 100;
const MAX_CONDITIONS = 100;
const MAX_VALUES = 1000;
const MAX_TEXTS = 100;
const MAX_WITHIN = 16;
/** Characters of a facet's name, a value, an id or a text. */
const MAX_TEXT = 1000;

/** A page may say of a field that it is undefined. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function definedOnly<T extends object>(fields: T): Defined<T> {
  const defined = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as Defined<T>;
}

const VALUE = custom<FacetValue>(
  (value) => Number.isFinite(value) || (typeof value === "string" && value.length <= MAX_TEXT),
  `a number, or a text of at most ${MAX_TEXT} characters`,
);
const VALUES = listOf(VALUE, { most: MAX_VALUES });
const BOUND = optional(number(-Infinity, Infinity));
const RANGE = pipe(exactObject({ min: BOUND, max: BOUND }), transform(definedOnly));

function conditionOf(condition: unknown) {
  if (Array.isArray(condition)) return VALUES;
  return typeof condition === "object" && condition !== null ? RANGE : VALUE;
}

/** Without any condition it would be true of everything. */
const WHERE = mapOf(lazy<typeof VALUE | typeof VALUES | typeof RANGE>(conditionOf), {
  least: 1,
  most: MAX_CONDITIONS,
  of: "conditions on facets",
});

const PIN = pipe(
  object({ id: text(MAX_TEXT), texts: optional(listOf(text(MAX_TEXT), { most: MAX_TEXTS })) }),
  transform(definedOnly),
);

const FIELDS = {
  hide: optional(listOf(WHERE, { most: MAX_RULES })),
  pin: optional(listOf(PIN, { most: MAX_RULES })),
  boost: optional(listOf(object({ where: WHERE, by: number(-1, 1) }), { most: MAX_RULES })),
  within: optional(listOf(text(MAX_TEXT), { most: MAX_WITHIN })),
  onePer: optional(text(MAX_TEXT, 0)),
  diversity: optional(number(0, 1)),
} satisfies Record<keyof Rules, unknown>;

/** Rules of which keys that this reader does not know are left out, as in catalogs of later builds. */
export const RULES = pipe(object(FIELDS), transform(definedOnly));

const EXACT_RULES = pipe(exactObject(FIELDS), transform(definedOnly));

/**
 * Checks the form and the bounds of rules that a page or a file gives. Whether the catalog has their facets and items
 * is for those to see who apply them.
 *
 * @param name what the rules are called in a message
 * @returns a copy that has nothing else in it
 * @throws VisualSearchError `invalid-argument`
 * @example
 * parseRules({ hide: [{ stock: { max: 0 } }] }, "rules");
 */
export function parseRules(value: unknown, name: string): Rules {
  return parse(EXACT_RULES, value, {
    name,
    code: "invalid-argument",
    remedy: "The type Rules says what there can be.",
  });
}
