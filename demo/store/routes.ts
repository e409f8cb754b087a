/**
 * The store's addresses. They are in the fragment, so that any static server answers a deep link with the one page there
 * is, in whatever folder.
 */

export const SORTS = ["featured", "price-up", "price-down", "name"] as const;
export type Sort = (typeof SORTS)[number];

/** Filters, order and page of a range, all of which are in the address. */
export interface Choice {
  /** Values by facet. A product needs one value of each facet. */
  values: Readonly<Record<string, readonly string[]>>;
  min?: number;
  max?: number;
  sort: Sort;
  /** From 1. */
  page: number;
}

export type Route =
  | { kind: "home" }
  | { kind: "range"; slug: string; choice: Choice }
  | { kind: "product"; id: string }
  | { kind: "similar"; id: string }
  | { kind: "search" };

export const EVERYTHING: Choice = { values: {}, sort: "featured", page: 1 };

/** Longer addresses are cut off. */
const MOST_CHARACTERS = 2000;
const MOST_PAGES = 1000;
/** Parameters that are not facets. */
const OWN_NAMES: readonly string[] = ["min", "max", "sort", "page"];

export function readRoute(hash: string): Route {
  const text = hash.replace(/^#/, "").slice(0, MOST_CHARACTERS);
  const [path = "", search = ""] = text.split("?", 2);
  const [, kind, name] = path.split("/").map(decode);
  if (kind === "c" && name) return { kind: "range", slug: name, choice: readChoice(search) };
  if (kind === "p" && name) return { kind: "product", id: name };
  if (kind === "like" && name) return { kind: "similar", id: name };
  if (kind === "search") return { kind: "search" };
  return { kind: "home" };
}

export function writeRoute(route: Route): string {
  switch (route.kind) {
    case "home":
      return "#/";
    case "range":
      return `#/c/${encodeURIComponent(route.slug)}${writeChoice(route.choice)}`;
    case "product":
      return `#/p/${encodeURIComponent(route.id)}`;
    case "similar":
      return `#/like/${encodeURIComponent(route.id)}`;
    case "search":
      return "#/search";
  }
}

export const rangeHref = (slug: string): string =>
  writeRoute({ kind: "range", slug, choice: EVERYTHING });
export const productHref = (id: string): string => writeRoute({ kind: "product", id });

function readChoice(search: string): Choice {
  const parameters = new URLSearchParams(search);
  const values = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    if (OWN_NAMES.includes(name) || !value) continue;
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  const min = amountOf(parameters.get("min"));
  const max = amountOf(parameters.get("max"));
  const page = Number(parameters.get("page"));
  return {
    values: Object.fromEntries(values),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    sort: SORTS.find((sort) => sort === parameters.get("sort")) ?? "featured",
    page: Number.isInteger(page) && page >= 1 && page <= MOST_PAGES ? page : 1,
  };
}

function writeChoice({ values, min, max, sort, page }: Choice): string {
  const parameters = new URLSearchParams();
  for (const name of Object.keys(values).sort()) {
    for (const value of values[name]!) parameters.append(name, value);
  }
  if (min !== undefined) parameters.set("min", String(min));
  if (max !== undefined) parameters.set("max", String(max));
  if (sort !== "featured") parameters.set("sort", sort);
  if (page > 1) parameters.set("page", String(page));
  const text = parameters.toString();
  return text && `?${text}`;
}

function amountOf(text: string | null): number | undefined {
  const amount = text ? Number(text) : Number.NaN;
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

/** The decoded text, or the text itself if it is not well encoded. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
