/** A product's page, with its colours, sizes and what goes with it. */
import type { Item, VisualSearch } from "vitrine";
import { departmentOf, pluralOf } from "../departments.ts";
import { priceLine, thumbnail } from "../parts/card.ts";
import { create, link } from "../parts/dom.ts";
import * as format from "../parts/format.ts";
import { shelf } from "../parts/shelf.ts";
import { productHref, rangeHref, writeRoute } from "../routes.ts";
import { ask } from "../shop.ts";
import type { View } from "./view.ts";

const SIMILAR = 12;
const OF_A_LOOK = 2;
const MOST_LOOKS = 6;
/** Side of the shop's own square pictures, in pixels. */
const PICTURE = 320;
/** The library returns at most this many products at once. */
const MOST_AT_ONCE = 1000;

const FACTS = ["material", "pattern", "sleeve", "length", "neckline", "closure", "season"] as const;

export function product(id: string, signal: AbortSignal): View {
  const element = create("div", { className: "product" }, placeholder());
  const view: View = { title: "Vitrine", element, ready: show() };
  return view;

  async function show(): Promise<void> {
    const item = await ask((search) => search.item(id), signal);
    signal.throwIfAborted();
    if (!item) {
      element.replaceChildren(unknown());
      return;
    }
    document.title = `${item.title} · Vitrine`;
    const variants = create("div", { className: "variants" });
    const look = create("div", { className: "look" });
    const similar = shelf({ title: "Similar products", href: writeRoute({ kind: "similar", id }) });
    element.replaceChildren(breadcrumbs(item), main(item, variants), look, similar.element);
    await Promise.all([
      ask((search) => variantsOf(search, item, signal), signal).then((items) => {
        variants.replaceChildren(...swatches(items, item));
      }),
      ask((search) => search.query({ like: id }, { limit: SIMILAR, signal }), signal).then((hits) =>
        similar.show(hits.map((hit) => hit.item)),
      ),
      ask((search) => looksOf(search, id, signal), signal).then((items) => {
        if (items.length === 0) return;
        const row = shelf({ title: "Complete the look" });
        row.show(items);
        look.replaceChildren(row.element);
      }),
    ]);
  }
}

function placeholder(): HTMLElement {
  const box = create("div", { className: "product-main skeleton" });
  box.ariaHidden = "true";
  box.append(
    create("div", { className: "product-picture" }),
    create("div", { className: "product-words" }),
  );
  return box;
}

function unknown(): HTMLElement {
  return create(
    "div",
    { className: "empty" },
    create("h1", {}, "This product is no longer available"),
    create("p", {}, "The link leads to a product that we no longer sell."),
    link(rangeHref("new"), "button button-primary", "See what’s new"),
  );
}

function breadcrumbs({ category }: Item): HTMLElement {
  const department = departmentOf(category);
  const list = create("ol", {}, create("li", {}, link("#/", "", "Home")));
  if (department)
    list.append(create("li", {}, link(rangeHref(department.slug), "", department.title)));
  if (category) list.append(create("li", {}, link(rangeHref(category), "", pluralOf(category))));
  const nav = create("nav", { className: "breadcrumbs" }, list);
  nav.ariaLabel = "Breadcrumb";
  return nav;
}

function main(item: Item, variants: HTMLElement): HTMLElement {
  const { attributes } = item;
  const isOut = attributes.availability === "out_of_stock";
  return create(
    "article",
    { className: "product-main" },
    picture(item),
    create(
      "div",
      { className: "product-words" },
      create("p", { className: "card-brand" }, item.brand ?? ""),
      create("h1", {}, item.title),
      priceLine(item, "p"),
      create(
        "p",
        { className: isOut ? "stock stock-out" : "stock" },
        isOut ? "Currently sold out" : stockWords(Number(attributes.stock)),
      ),
      variants,
      sizes([attributes.size ?? []].flat().map(String)),
      create(
        "p",
        { className: "product-ways" },
        link(writeRoute({ kind: "similar", id: item.id }), "button button-primary", "Find similar"),
      ),
      create("p", { className: "description" }, String(attributes.description ?? "")),
      facts(item),
    ),
  );
}

/** The thumbnail, which is there even offline, and over it the shop's own picture once it has been fetched. */
function picture(item: Item): HTMLElement {
  const box = create("div", { className: "product-picture" }, thumbnail(item, true));
  const own = item.imageSource;
  if (!own) return box;
  const large = create("img", {
    alt: item.title,
    width: PICTURE,
    height: PICTURE,
    className: "product-large",
  });
  large.fetchPriority = "high";
  large.addEventListener("error", () => {
    large.remove();
    box.querySelector("img")!.alt = item.title;
  });
  large.src = own;
  box.append(large);
  return box;
}

function stockWords(stock: number): string {
  return stock <= 5 ? `Only ${stock} left` : "In stock";
}

function sizes(names: readonly string[]): HTMLElement {
  const element = create("div", { className: "sizes" });
  if (names.length < 2) return element;
  const heading = create("h2", { id: "sizes" }, "Sizes");
  const values = create("ul", {}, ...names.map((name) => create("li", {}, name)));
  values.setAttribute("aria-labelledby", "sizes");
  element.append(heading, values);
  return element;
}

function facts(item: Item): HTMLElement {
  const list = create("dl", { className: "facts" });
  for (const name of FACTS) {
    const value = item.attributes[name];
    if (value === undefined || value === "") continue;
    list.append(
      create(
        "div",
        {},
        create("dt", {}, format.heading(name)),
        create("dd", {}, format.capitalised([value].flat().join(", "))),
      ),
    );
  }
  return list;
}

/** Products of the same family: the same design in other colours. */
async function variantsOf(search: VisualSearch, item: Item, signal: AbortSignal): Promise<Item[]> {
  const { family } = item.attributes;
  if (!family) return [];
  // There are too many families for a facet. A brand's products of one category are a few dozen.
  const where = {
    ...(item.category && { category: item.category }),
    ...(item.brand && { brand: item.brand }),
  };
  const { items } = await search.browse({ where, limit: MOST_AT_ONCE, signal });
  return items.filter(({ attributes }) => attributes.family === family);
}

function swatches(items: readonly Item[], current: Item): HTMLElement[] {
  if (items.length < 2) return [];
  const list = create("ul", {});
  list.setAttribute("aria-labelledby", "colours");
  for (const item of items) {
    const one = link(productHref(item.id), "swatch", thumbnail(item, true));
    one.ariaLabel = format.capitalised(item.colour ?? item.title);
    one.title = one.ariaLabel;
    if (item.id === current.id) one.ariaCurrent = "true";
    list.append(create("li", {}, one));
  }
  return [create("h2", { id: "colours" }, `Colour: ${current.colour ?? ""}`), list];
}

/** Some products of each category that goes with it. */
async function looksOf(search: VisualSearch, id: string, signal: AbortSignal): Promise<Item[]> {
  const looks = await search.completeTheLook(id, { limit: OF_A_LOOK, signal });
  return looks.slice(0, MOST_LOOKS).flatMap(({ hits }) => hits.map(({ item }) => item));
}
