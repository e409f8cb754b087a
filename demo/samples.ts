import type { Facet, Item, VisualSearch } from "vitrine";
import { byId, create } from "./dom.ts";
import { type Photo, photoFromElement } from "./photo.ts";

const SAMPLES = 6;

/** Keeps the samples' place until they are there. */
export function holdSamples(): void {
  byId("sample-list", HTMLUListElement).replaceChildren(
    ...Array.from({ length: SAMPLES }, () => create("li", { className: "sample-hold" })),
  );
  byId("samples", HTMLElement).hidden = false;
}

export function hideSamples(): void {
  byId("samples", HTMLElement).hidden = true;
}

/** Offers pictures of some products to search with, for a visitor without a photo at hand. */
export async function showSamples(
  search: VisualSearch,
  facets: readonly Facet[],
  onChoose: (photo: Photo) => void,
): Promise<void> {
  const items = await chooseItems(search, facets);
  byId("sample-list", HTMLUListElement).replaceChildren(
    ...items.map((item) => create("li", {}, sampleButton(item, onChoose))),
  );
  if (items.length === 0) hideSamples();
}

/** Products as unlike one another as the shop's categories are. */
async function chooseItems(search: VisualSearch, facets: readonly Facet[]): Promise<Item[]> {
  const category = facets.find(({ name, kind }) => name === "category" && kind === "category");
  const values = category?.kind === "category" ? category.values.slice(0, SAMPLES) : [];
  const pages = await Promise.all(
    values.length > 1
      ? values.map(({ value, count }) =>
          // Not the first of each, which the shop's front page shows already.
          search.browse({ where: { category: value }, limit: 1, offset: Math.floor(count / 2) }),
        )
      : [search.browse({ limit: SAMPLES })],
  );
  return pages.flatMap(({ items }) => items).filter(({ image }) => image !== undefined);
}

function sampleButton(item: Item, onChoose: (photo: Photo) => void): HTMLButtonElement {
  const image = create("img", { src: item.image!, alt: "", width: 72, height: 72 });
  const button = create("button", { type: "button", className: "sample" }, image);
  button.setAttribute("aria-label", `Search with the picture of ${item.title}`);
  button.title = item.title;
  button.addEventListener("click", () => onChoose(photoFromElement(image, item.title)));
  return button;
}
