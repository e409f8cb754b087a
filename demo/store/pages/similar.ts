import { card, skeletons, thumbnail } from "../parts/card.ts";
import { button, create, link } from "../parts/dom.ts";
import * as format from "../parts/format.ts";
import { productHref, rangeHref } from "../routes.ts";
import { ask } from "../shop.ts";
import type { View } from "./view.ts";

const LIMIT = 48;
const EAGER = 4;

/** What resembles a product, without a model: the catalog knows how it looks. */
export function similar(id: string, signal: AbortSignal, onRefine: (id: string) => void): View {
  const grid = create("ul", { className: "grid" }, ...skeletons(12));
  grid.ariaBusy = "true";
  const head = create("header", { className: "listing-head" }, create("h1", {}, "Looks like this"));
  const element = create("div", { className: "similar" }, head, grid);
  return { title: "Looks like this · Vitrine", element, ready: show() };

  async function show(): Promise<void> {
    const item = await ask((search) => search.item(id), signal);
    signal.throwIfAborted();
    if (!item) {
      element.replaceChildren(
        create("h1", {}, "We do not have this any more"),
        link(rangeHref("new"), "button", "See what is new"),
      );
      return;
    }
    document.title = `Like ${item.title} · Vitrine`;
    head.append(
      create(
        "div",
        { className: "like-of" },
        link(productHref(id), "like-item", thumbnail(item, true), create("span", {}, item.title)),
        button("button", () => onRefine(id), "Refine with words or a photo"),
      ),
    );
    const hits = await ask(
      (search) => search.query({ like: id }, { limit: LIMIT, signal }),
      signal,
    );
    signal.throwIfAborted();
    head.append(
      create(
        "p",
        { className: "listing-count" },
        format.counted(hits.length, "product", "products"),
      ),
    );
    grid.replaceChildren(...hits.map((hit, i) => card(hit.item, { eager: i < EAGER })));
    grid.ariaBusy = "false";
  }
}
