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
const truth = byId("truth", HTMLParagraphElement);
/** What the search is about, where that is known: its place among the hits is what counts. */
let wanted: Found | undefined;

widget.messages = {
  heading: "What did you see?",
  lead: "Point the camera at what somebody wears. The photo stays on this device.",
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
    compare(
      wanted,
      hits.map(({ id }) => id),
    );
});
// The products have no pages here; the shop has them.
on(widget, "vs-select", (event) => {
  event.preventDefault();
  location.href = `../#/p/${encodeURIComponent(event.detail.item.id)}`;
});

fetchScenes().then(
  (scenes) => byId("scenes", HTMLUListElement).append(...scenes.slice(0, MOST_SCENES).map(choice)),
  (error: unknown) => {
    byId("scenes", HTMLUListElement).replaceWith(
      create("p", {}, "The scenes could not be fetched. Your own photos work all the same."),
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

/** A scene with a button on each thing that is truly in it. */
async function show(scene: Scene): Promise<void> {
  const response = await fetch(FOLDER + scene.image);
  if (!response.ok) {
    truth.textContent = "This scene could not be fetched.";
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
    // Through the object model, which a strict policy lets pass.
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
  truth.textContent = `${format.counted(things.length, "thing", "things")} to search with: choose one.`;
  wanted = undefined;
  expand(false);
}

async function search(blob: Blob, found: Found, spot: HTMLButtonElement): Promise<void> {
  for (const other of photo.querySelectorAll("button")) other.ariaPressed = String(other === spot);
  wanted = found;
  sheet.classList.add("sheet-scene");
  truth.textContent = `Looking for the ${found.category}…`;
  await widget.searchPhoto(await cut(blob, found.box), found.category);
}

function compare({ product, category }: Found, ids: readonly string[]): void {
  const place = ids.indexOf(product) + 1;
  truth.dataset.place = String(place);
  truth.textContent =
    place === 0
      ? `The very ${category} of the scene is not among the first ${ids.length}.`
      : `The very ${category} of the scene is number ${place} of ${ids.length}.`;
}

function percent(part: number, whole: number): string {
  return `${(100 * part) / whole}%`;
}
