/** Draws a product as a card, with its picture and price. */
import type { Item } from "vitrine";
import { productHref } from "../routes.ts";
import { create, link } from "./dom.ts";
import * as format from "./format.ts";

/** Side of the catalog's square thumbnails, in pixels. */
const THUMBNAIL = 224;

export interface CardOptions {
  /** Whether the picture is fetched at once, because it is visible from the start. */
  eager?: boolean;
}

export function card(item: Item, { eager = false }: CardOptions = {}): HTMLLIElement {
  const isOut = item.attributes.availability === "out_of_stock";
  const before = regularPrice(item);
  return create(
    "li",
    { className: "card" },
    link(
      productHref(item.id),
      "card-link",
      create(
        "span",
        { className: "card-picture" },
        thumbnail(item, eager),
        isOut ? create("span", { className: "badge badge-out" }, "Sold out") : undefined,
        !isOut && before !== undefined
          ? create("span", { className: "badge" }, `−${format.saving(item.price!, before)} %`)
          : undefined,
      ),
      create("span", { className: "card-brand" }, item.brand ?? ""),
      create("span", { className: "card-title" }, item.title),
      priceLine(item, "span"),
    ),
  );
}

export function thumbnail(item: Item, eager = false): HTMLImageElement {
  const image = create("img", { alt: "", width: THUMBNAIL, height: THUMBNAIL, decoding: "async" });
  // Set before the address, which would otherwise be fetched at once.
  image.loading = eager ? "eager" : "lazy";
  if (item.image) image.src = item.image;
  return image;
}

/** The price before a sale. */
export function regularPrice({ price, attributes }: Item): number | undefined {
  const { regularPrice } = attributes;
  return typeof regularPrice === "number" && price !== undefined && regularPrice > price
    ? regularPrice
    : undefined;
}

export function priceLine(item: Item, tag: "span" | "p"): HTMLElement {
  const { price, currency } = item;
  const line = create(tag, { className: "price" });
  if (price === undefined) return line;
  const before = regularPrice(item);
  if (before === undefined) {
    line.append(format.price(price, currency));
    return line;
  }
  line.classList.add("price-sale");
  line.append(
    create("span", { className: "unseen" }, "Now "),
    create("strong", {}, format.price(price, currency)),
    create("span", { className: "unseen" }, ", was "),
    create("s", {}, format.price(before, currency)),
  );
  return line;
}

/** Placeholders for cards. */
export function skeletons(count: number): HTMLLIElement[] {
  return Array.from({ length: count }, () => {
    const item = create(
      "li",
      { className: "card skeleton" },
      create("span", { className: "card-picture" }),
      create("span", { className: "line" }),
      create("span", { className: "line" }),
    );
    item.ariaHidden = "true";
    return item;
  });
}
