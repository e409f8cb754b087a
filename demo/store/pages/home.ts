/** The home page: search by photo, departments and edits. */
import { DEPARTMENTS, EDITS, type Range } from "../departments.ts";
import { button, create, link } from "../parts/dom.ts";
import { type Shelf, shelf } from "../parts/shelf.ts";
import { rangeHref } from "../routes.ts";
import { SAMPLES, type Sample, sampleUrl } from "../search/samples.ts";
import { ask } from "../shop.ts";
import type { View } from "./view.ts";

const ON_A_SHELF = 12;
/** Number of edits that the home page shows products of. */
const SHOWN_EDITS = 3;

export interface HomeOptions {
  onSample(sample: Sample): void;
}

export function home(signal: AbortSignal, { onSample }: HomeOptions): View {
  const shelves = EDITS.slice(0, SHOWN_EDITS).map((range, i) => ({
    range,
    shelf: shelf({ title: range.title, href: rangeHref(range.slug), eager: i === 0 }),
  }));
  const [first, ...others] = shelves;
  const doors = create("ul", { className: "doors" });
  doors.append(...DEPARTMENTS.map(({ slug, title, lead }) => door(slug, title, lead)));
  const element = create(
    "div",
    { className: "home" },
    hero(onSample),
    first!.shelf.element,
    create("section", { className: "departments-section" }, create("h2", {}, "Departments"), doors),
    ...others.map(({ shelf }) => shelf.element),
    create(
      "section",
      { className: "edits" },
      create("h2", {}, "Edits"),
      create(
        "ul",
        { className: "edit-list" },
        ...EDITS.slice(SHOWN_EDITS).map(({ slug, title, lead }) => door(slug, title, lead)),
      ),
    ),
  );
  return {
    title: "Vitrine: a shop that sees",
    element,
    ready: Promise.all([...shelves.map(({ range, shelf }) => fill(shelf, range, signal))]),
  };
}

async function fill(shelf: Shelf, { where }: Range, signal: AbortSignal): Promise<void> {
  const { items } = await ask(
    (search) => search.browse({ where, limit: ON_A_SHELF, signal }),
    signal,
  );
  shelf.show(items);
}

function door(slug: string, title: string, lead = ""): HTMLLIElement {
  return create(
    "li",
    {},
    link(
      rangeHref(slug),
      `door door-${slug}`,
      create("strong", {}, title),
      create("span", {}, lead),
    ),
  );
}

function hero(onSample: (sample: Sample) => void): HTMLElement {
  const samples = SAMPLES.slice(0, 3).map((sample, i) => {
    const image = create("img", {
      alt: "",
      width: sample.width,
      height: sample.height,
      decoding: "async",
    });
    if (i === 0) image.fetchPriority = "high";
    image.src = sampleUrl(sample);
    const element = button("hero-sample", () => onSample(sample), image);
    element.setAttribute("aria-label", `Search with the sample photo: ${sample.label}`);
    return create("li", {}, element);
  });
  return create(
    "section",
    { className: "hero" },
    create(
      "div",
      { className: "hero-words" },
      create("h1", {}, "Seen it somewhere? Find it here."),
      create(
        "p",
        { className: "lead" },
        "Take a photo of something you like, on the street or in a film. We’ll find products like it, and your photo never leaves your device.",
      ),
      create(
        "p",
        { className: "hero-ways" },
        link("#/search", "button button-primary", "Search with a photo"),
        link(rangeHref("new"), "button", "See what’s new"),
      ),
    ),
    create(
      "div",
      { className: "hero-samples" },
      create("p", { id: "hero-samples" }, "Or try one of these:"),
      create("ul", {}, ...samples),
    ),
  );
}
