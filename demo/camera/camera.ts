/** The street camera: takes a photo or a scene, and searches with parts of it. */
import "vitrine/element";
import type { VisualSearchElement } from "vitrine/element";
import { button, byId, create } from "../store/parts/dom.ts";
import * as format from "../store/parts/format.ts";
import { on } from "../store/search/widget-events.ts";
import { cut, FOLDER, type Found, fetchScenes, type Scene, searchable } from "./scenes.ts";

const MOST_SCENES = 24;

const widget = byId("widget", HTMLElement) as VisualSearchElement;
const sheet = byId("sheet", HTMLElement);
const grip = byId("grip", HTMLButtonElement);
const photo = byId("photo", HTMLDivElement);
const verdict = byId("truth", HTMLParagraphElement);
/** The product that a scene was searched for, to say where among the hits it is. */
let wanted: Found | undefined;

widget.messages = {
  heading: "What did you see?",
  lead: "Point the camera at something you like. Your photo stays on this device.",
};

const expand = (isOpen: boolean) => {
  grip.ariaExpanded = String(isOpen);
  sheet.classList.toggle("sheet-open", isOpen);
};
grip.addEventListener("click", () => expand(grip.ariaExpanded !== "true"));
on(widget, "vs-state", ({ detail: { state } }) => {
  sheet.classList.toggle("sheet-used", state !== "idle");
  if (state === "searching" || state === "consent") expand(true);
});
on(widget, "vs-results", ({ detail: { hits } }) => {
  if (hits && wanted)
    judge(
      wanted,
      hits.map(({ id }) => id),
    );
});
// Products have their pages in the shop.
on(widget, "vs-select", (event) => {
  event.preventDefault();
  location.href = `../#/p/${encodeURIComponent(event.detail.item.id)}`;
});

fetchScenes().then(
  (scenes) => byId("scenes", HTMLUListElement).append(...scenes.slice(0, MOST_SCENES).map(choice)),
  (error: unknown) => {
    byId("scenes", HTMLUListElement).replaceWith(
      create("p", {}, "The scenes couldn’t be loaded. You can still search with your own photos."),
    );
    reportError(error);
  },
);

function choice(scene: Scene, i: number): HTMLLIElement {
  const image = create("img", {
    alt: "",
    width: scene.width,
    height: scene.height,
    loading: "lazy",
    decoding: "async",
  });
  image.src = FOLDER + scene.image;
  const names = searchable(scene).map(({ category }) => category);
  const element = button("scene", () => void show(scene), image);
  element.ariaLabel = `Scene ${i + 1}: ${names.join(", ")}`;
  return create("li", {}, element);
}

/** Shows a scene with a button on each product in it. */
async function show(scene: Scene): Promise<void> {
  const response = await fetch(FOLDER + scene.image);
  if (!response.ok) {
    verdict.textContent = "This scene couldn’t be loaded.";
    return;
  }
  const blob = await response.blob();
  const image = create("img", {
    alt: "A street scene",
    width: scene.width,
    height: scene.height,
    src: FOLDER + scene.image,
  });
  const things = searchable(scene).map((found) => {
    const spot = button(
      "spot",
      () => void search(blob, found, spot),
      create("span", {}, found.category),
    );
    // Set by script, which a strict policy allows.
    const [x, y, width, height] = found.box;
    spot.style.left = percent(x, scene.width);
    spot.style.top = percent(y, scene.height);
    spot.style.width = percent(width, scene.width);
    spot.style.height = percent(height, scene.height);
    return spot;
  });
  photo.replaceChildren(image, ...things);
  photo.hidden = false;
  byId("stage-lead", HTMLElement).hidden = true;
  verdict.textContent = `${format.counted(things.length, "item", "items")} in this scene. Choose one to search for it.`;
  wanted = undefined;
  expand(false);
}

async function search(blob: Blob, found: Found, spot: HTMLButtonElement): Promise<void> {
  for (const other of photo.querySelectorAll("button")) other.ariaPressed = String(other === spot);
  wanted = found;
  sheet.classList.add("sheet-scene");
  verdict.textContent = `Looking for the ${found.category}…`;
  await widget.searchPhoto(await cut(blob, found.box), found.category);
}

function judge({ product, category }: Found, ids: readonly string[]): void {
  const place = ids.indexOf(product) + 1;
  verdict.dataset.place = String(place);
  verdict.textContent =
    place === 0
      ? `Exact match (${category}): not in the top ${ids.length}.`
      : `Exact match (${category}): number ${place} of ${ids.length}.`;
}

function percent(part: number, whole: number): string {
  return `${(100 * part) / whole}%`;
}
