/** Products similar to one of the shop. This needs no model: the catalog has their embeddings. */
import { card, skeletons, thumbnail } from "../parts/card.ts";
import { button, create, link } from "../parts/dom.ts";
import * as format from "../parts/format.ts";
import { productHref, rangeHref } from "../routes.ts";
import { ask } from "../shop.ts";
import type { View } from "./view.ts";

const LIMIT = 48;
const EAGER = 4;

export function similar(id: string, signal: AbortSignal, onRefine: (id: string) => void): View {
  const grid = create("ul", { className: "grid" }, ...skeletons(12));
  grid.ariaBusy = "true";
  const head = create(
    "header",
    { className: "listing-head" },
    create("h1", {}, "Similar products"),
  );
  const element = create("div", { className: "similar" }, head, grid);
  return { title: "Similar products · Vitrine", element, ready: show() };

  async function show(): Promise<void> {
    const item = await ask((search) => search.item(id), signal);
    signal.throwIfAborted();
    if (!item) {
      element.replaceChildren(
        create("h1", {}, "This product is no longer available"),
        link(rangeHref("new"), "button", "See what’s new"),
      );
      return;
    }
    document.title = `Similar to ${item.title} · Vitrine`;
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
