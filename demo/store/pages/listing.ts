/** A department, an edit or a category, with filters, order and pages. */
import type { Item, NumberRange, VisualSearch, Where } from "vitrine";
import { type Range, rangeOf } from "../departments.ts";
import { card, skeletons } from "../parts/card.ts";
import { create, link } from "../parts/dom.ts";
import * as format from "../parts/format.ts";
import { type Choice, EVERYTHING, type Sort, writeRoute } from "../routes.ts";
import { ask } from "../shop.ts";
import { filterPanel } from "./filters.ts";
import type { View } from "./view.ts";

const PAGE = 24;
/** Number of cards that are visible at first. */
const EAGER = 4;
/** The library returns at most this many products at once. */
const MOST_AT_ONCE = 1000;

const SORT_NAMES: Readonly<Record<Sort, string>> = {
  featured: "Featured",
  "price-up": "Price: low to high",
  "price-down": "Price: high to low",
  name: "Name",
};

export function listing(slug: string, choice: Choice, signal: AbortSignal): View {
  const range = rangeOf(slug);
  const grid = create("ul", { className: "grid" }, ...skeletons(PAGE / 2));
  grid.ariaBusy = "true";
  const count = create("p", { className: "listing-count" });
  count.setAttribute("role", "status");
  const filters = create("div", { className: "listing-filters" });
  const pages = create("nav", { className: "pages" });
  pages.ariaLabel = "Pages";
  const go = (next: Choice) => {
    location.hash = writeRoute({ kind: "range", slug, choice: next });
  };
  const element = create(
    "div",
    { className: "listing" },
    create(
      "header",
      { className: "listing-head" },
      create("h1", {}, range.title),
      range.lead ? create("p", { className: "lead" }, range.lead) : undefined,
    ),
    filters,
    create(
      "div",
      { className: "listing-body" },
      create("div", { className: "listing-bar" }, count, sortControl(choice, go)),
      grid,
      pages,
    ),
  );
  return { title: `${range.title} · Vitrine`, element, ready: show() };

  async function show(): Promise<void> {
    const where = whereOf(range, choice);
    const [{ items, total }, all] = await ask(
      (search) =>
        Promise.all([
          pageOf(search, range, where, choice, signal),
          // The filters are made from all products of the range.
          itemsOf(search, range.where, range.most ?? Number.POSITIVE_INFINITY, signal),
        ]),
      signal,
    );
    signal.throwIfAborted();
    filters.replaceChildren(filterPanel(slug, all, choice, go));
    count.textContent = format.counted(total, "product", "products");
    grid.ariaBusy = "false";
    grid.replaceChildren(...items.map((item, i) => card(item, { eager: i < EAGER })));
    if (items.length === 0) grid.replaceWith(nothingHere(slug));
    pages.replaceChildren(...pageLinks(slug, choice, Math.ceil(total / PAGE)));
  }
}

function whereOf({ where }: Range, { values, min, max }: Choice): Where {
  const price: NumberRange = {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
  const { category } = where;
  // Only categories of the range can be chosen.
  const chosen = values.category?.filter(
    (value) => category === undefined || [category].flat().includes(value),
  );
  return {
    ...where,
    ...values,
    ...(chosen && { category: chosen }),
    ...(Object.keys(price).length > 0 && { price }),
  };
}

/** One page, in the chosen order. */
async function pageOf(
  search: VisualSearch,
  { most }: Range,
  where: Where,
  { sort, page }: Choice,
  signal: AbortSignal,
): Promise<{ items: Item[]; total: number }> {
  const offset = (page - 1) * PAGE;
  if (sort === "featured" && most === undefined) {
    return search.browse({ where, offset, limit: PAGE, signal });
  }
  // The catalog has its own order; any other needs all matching products.
  const items = await itemsOf(search, where, most ?? Number.POSITIVE_INFINITY, signal);
  const sorted = sort === "featured" ? items : [...items].sort(COMPARE[sort]);
  return { items: sorted.slice(offset, offset + PAGE), total: items.length };
}

async function itemsOf(
  search: VisualSearch,
  where: Where,
  most: number,
  signal: AbortSignal,
): Promise<Item[]> {
  const items: Item[] = [];
  while (items.length < most) {
    const limit = Math.min(MOST_AT_ONCE, most - items.length);
    const page = await search.browse({ where, offset: items.length, limit, signal });
    items.push(...page.items);
    if (page.items.length < limit) break;
  }
  return items;
}

const priceOf = ({ price }: Item) => price ?? Number.POSITIVE_INFINITY;

const COMPARE: Readonly<Record<Exclude<Sort, "featured">, (a: Item, b: Item) => number>> = {
  "price-up": (a, b) => priceOf(a) - priceOf(b),
  "price-down": (a, b) => priceOf(b) - priceOf(a),
  name: (a, b) => a.title.localeCompare(b.title, "en"),
};

function sortControl(choice: Choice, go: (choice: Choice) => void): HTMLElement {
  const select = create("select", { name: "sort", id: "sort" });
  for (const [value, name] of Object.entries(SORT_NAMES)) {
    select.append(create("option", { value, selected: value === choice.sort }, name));
  }
  select.addEventListener("change", () => go({ ...choice, sort: select.value as Sort, page: 1 }));
  return create(
    "p",
    { className: "sort" },
    create("label", { htmlFor: "sort" }, "Sort by"),
    select,
  );
}

function pageLinks(slug: string, choice: Choice, last: number): HTMLElement[] {
  if (last < 2) return [];
  const to = (page: number, text: string, className = "page") =>
    link(writeRoute({ kind: "range", slug, choice: { ...choice, page } }), className, text);
  const { page } = choice;
  const links: HTMLElement[] = [];
  if (page > 1) links.push(to(page - 1, "Previous", "page page-step"));
  for (let number = 1; number <= last; number++) {
    const isNear = Math.abs(number - page) <= 1;
    if (number === 1 || number === last || isNear) {
      const one = to(number, String(number));
      one.ariaLabel = `Page ${number}`;
      if (number === page) one.ariaCurrent = "page";
      links.push(one);
    } else if (Math.abs(number - page) === 2) {
      links.push(create("span", { className: "page-gap" }, "…"));
    }
  }
  if (page < last) links.push(to(page + 1, "Next", "page page-step"));
  return links;
}

function nothingHere(slug: string): HTMLElement {
  return create(
    "div",
    { className: "empty" },
    create("p", {}, "No products match your filters."),
    link(writeRoute({ kind: "range", slug, choice: EVERYTHING }), "button", "Clear the filters"),
  );
}
