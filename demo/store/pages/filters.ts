/** The filters of a list of products, made from the products themselves. */
import type { Item } from "vitrine";
import { button, create } from "../parts/dom.ts";
import * as format from "../parts/format.ts";
import { type Choice, EVERYTHING } from "../routes.ts";

/** Facets to filter by, in this order. */
const FACETS = [
  "category",
  "colour",
  "brand",
  "gender",
  "pattern",
  "occasion",
  "season",
  "size",
] as const;
/** Number of a facet's values that are shown; the others are rare. */
const MOST_VALUES = 24;
/** Number of facets that are open at first, if there is room. */
const OPEN_FACETS = 3;
/** Screens with room for filters beside the products. The style sheet has the same width. */
const wideScreen = matchMedia("(min-width: 60rem)");

/** Remembers what the visitor has folded or unfolded, because every answer creates new controls. */
class Folds {
  #slug = "";
  readonly #open = new Map<string, boolean>();

  /** Forgets everything if the range is another one. */
  enter(slug: string): void {
    if (slug !== this.#slug) this.#open.clear();
    this.#slug = slug;
  }

  keep(details: HTMLDetailsElement, name: string): void {
    details.open = this.#open.get(name) ?? details.open;
    details.addEventListener("toggle", () => this.#open.set(name, details.open));
  }
}

const folds = new Folds();

/** The filters for these products. */
export function filterPanel(
  slug: string,
  items: readonly Item[],
  choice: Choice,
  go: (choice: Choice) => void,
): HTMLElement {
  folds.enter(slug);
  const form = create("form", { className: "filters" });
  form.addEventListener("submit", (event) => event.preventDefault());
  const groups = FACETS.map((name) => facetGroup(name, items, choice, go)).filter(
    (group) => group !== undefined,
  );
  groups.forEach((group, i) => {
    group.open ||= i < OPEN_FACETS && wideScreen.matches;
    folds.keep(group, group.dataset.facet!);
  });
  const active = activeFilters(choice);
  form.append(...(active > 0 ? [clearButton(choice, go)] : []), ...groups, priceGroup(choice, go));
  const panel = create(
    "details",
    { className: "filter-panel", open: wideScreen.matches },
    create(
      "summary",
      {},
      "Filters",
      active > 0 ? create("span", { className: "filter-count" }, `${active} active`) : undefined,
    ),
    form,
  );
  folds.keep(panel, "");
  return panel;
}

function activeFilters({ values, min, max }: Choice): number {
  return Object.keys(values).length + (min === undefined && max === undefined ? 0 : 1);
}

function clearButton(choice: Choice, go: (choice: Choice) => void): HTMLButtonElement {
  return button("button button-quiet", () => go({ ...EVERYTHING, sort: choice.sort }), "Clear all");
}

/** The product's values of a facet: none, one or several. */
function valuesFor(item: Item, name: (typeof FACETS)[number]): string[] {
  const value =
    name === "category" || name === "colour" || name === "brand"
      ? item[name]
      : item.attributes[name];
  return [value ?? []].flat().map(String);
}

/** Whether a product passes all filters but that of one facet. */
function passes(item: Item, { values, min, max }: Choice, but: string): boolean {
  const { price } = item;
  if (min !== undefined && !(price !== undefined && price >= min)) return false;
  if (max !== undefined && !(price !== undefined && price <= max)) return false;
  return FACETS.every((name) => {
    const chosen = values[name];
    return name === but || !chosen || valuesFor(item, name).some((value) => chosen.includes(value));
  });
}

function facetGroup(
  name: (typeof FACETS)[number],
  items: readonly Item[],
  choice: Choice,
  go: (choice: Choice) => void,
): HTMLDetailsElement | undefined {
  const chosen = choice.values[name] ?? [];
  const counts = new Map(chosen.map((value) => [value, 0]));
  // The count is what a tap on the value would leave: the other filters stay.
  for (const item of items.filter((item) => passes(item, choice, name))) {
    for (const value of valuesFor(item, name)) {
      if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  if (counts.size < 2 && chosen.length === 0) return undefined;
  const values = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_VALUES);
  const body = create(
    "fieldset",
    {},
    create("legend", { className: "unseen" }, format.heading(name)),
  );
  for (const [value, count] of values) {
    const box = create("input", {
      type: "checkbox",
      name,
      value,
      checked: chosen.includes(value),
    });
    box.addEventListener("change", () => {
      const others = chosen.filter((other) => other !== value);
      go(withValues(choice, name, box.checked ? [...others, value] : others));
    });
    body.append(
      create(
        "label",
        { className: "check" },
        box,
        create("span", {}, format.capitalised(value)),
        create("span", { className: "check-count" }, format.count(count)),
      ),
    );
  }
  const group = create(
    "details",
    { className: "facet" },
    create("summary", {}, format.heading(name)),
    body,
  );
  group.dataset.facet = name;
  group.open = chosen.length > 0;
  return group;
}

function withValues(choice: Choice, name: string, values: readonly string[]): Choice {
  const { [name]: _, ...others } = choice.values;
  return {
    ...choice,
    values: values.length > 0 ? { ...others, [name]: values } : others,
    page: 1,
  };
}

function priceGroup(choice: Choice, go: (choice: Choice) => void): HTMLElement {
  const low = amountInput("price-min", "From", choice.min);
  const high = amountInput("price-max", "To", choice.max);
  const apply = () => {
    const { min: _min, max: _max, ...rest } = choice;
    const min = low.input.valueAsNumber;
    const max = high.input.valueAsNumber;
    go({
      ...rest,
      ...(Number.isFinite(min) && { min }),
      ...(Number.isFinite(max) && { max }),
      page: 1,
    });
  };
  for (const { input } of [low, high]) input.addEventListener("change", apply);
  return create(
    "fieldset",
    { className: "price-range" },
    create("legend", {}, "Price in euros"),
    low.label,
    high.label,
  );
}

function amountInput(name: string, text: string, value: number | undefined) {
  const input = create("input", {
    type: "number",
    name,
    min: "0",
    step: "any",
    inputMode: "decimal",
    value: value === undefined ? "" : String(value),
  });
  return { input, label: create("label", {}, create("span", {}, text), input) };
}
