/** Draws a row of products that scrolls sideways. */
import type { Item } from "vitrine";
import { card, skeletons } from "./card.ts";
import { create, link } from "./dom.ts";

export interface ShelfOptions {
  title: string;
  /** Link to all of its products. */
  href?: string;
  eager?: boolean;
}

export interface Shelf {
  element: HTMLElement;
  show(items: readonly Item[]): void;
}

const PLACES = 6;
let lastId = 0;

export function shelf({ title, href, eager }: ShelfOptions): Shelf {
  const id = `shelf-${++lastId}`;
  const list = create("ul", { className: "shelf-list" }, ...skeletons(PLACES));
  // The keyboard can scroll the row as a whole, and also reach each of its links.
  list.tabIndex = 0;
  list.setAttribute("aria-labelledby", id);
  list.ariaBusy = "true";
  const element = create(
    "section",
    { className: "shelf" },
    create(
      "div",
      { className: "shelf-head" },
      create("h2", { id }, title),
      href ? seeAll(href, title) : undefined,
    ),
    list,
  );
  return {
    element,
    show(items) {
      list.replaceChildren(...items.map((item) => card(item, { eager: eager ?? false })));
      list.ariaBusy = "false";
    },
  };
}

function seeAll(href: string, title: string): HTMLAnchorElement {
  return link(href, "see-all", "See all", create("span", { className: "unseen" }, `: ${title}`));
}
