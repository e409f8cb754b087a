import type { Facet, FacetCondition, Where } from "vitrine";
import { byId, create, debounce, openOnWideScreens, wideScreen } from "./dom.ts";
import * as format from "./format.ts";
import type { ViewState } from "./state.ts";

/** Values of a facet that are shown before "Show all". */
const SHOWN_VALUES = 6;
/** Facets that stand open from the start, on wide screens and on narrow ones. */
const OPEN_FACETS = { wide: 3, narrow: 1 };
const TYPING_MS = 250;

/** What a facet's controls ask for at this moment, and how to empty them. */
interface Control {
  name: string;
  element: HTMLElement;
  condition(): FacetCondition | undefined;
  clear(): void;
}

/** Filters made from the catalog's own facets. */
export class Filters {
  readonly #state: ViewState;
  readonly #clear = byId("clear-filters", HTMLButtonElement);
  readonly #count = byId("filter-count", HTMLElement);
  #controls: Control[] = [];

  constructor(state: ViewState) {
    this.#state = state;
    const details = byId("filters", HTMLDetailsElement);
    openOnWideScreens(details);
    this.#clear.addEventListener("click", () => {
      this.clear();
      details.querySelector("summary")?.focus();
    });
    byId("empty-clear", HTMLButtonElement).addEventListener("click", () => this.clear());
    byId("filter-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#apply();
    });
    state.subscribe(({ where }) => {
      const active = Object.keys(where).length;
      this.#clear.hidden = active === 0;
      this.#count.textContent = active === 0 ? "" : `${active} in use`;
    });
  }

  show(facets: readonly Facet[]): void {
    const apply = () => this.#apply();
    const open = wideScreen.matches ? OPEN_FACETS.wide : OPEN_FACETS.narrow;
    this.#controls = facets
      .filter((facet) => !isTrivial(facet))
      .map((facet, i) =>
        facet.kind === "category"
          ? categoryControl(facet, i < open, apply)
          : numberControl(facet, apply),
      );
    byId("facets", HTMLElement).replaceChildren(...this.#controls.map(({ element }) => element));
    // New controls are empty, whatever those before them asked for.
    this.#apply();
  }

  clear(): void {
    for (const control of this.#controls) control.clear();
    this.#apply();
  }

  #apply(): void {
    const where: Record<string, FacetCondition> = {};
    for (const control of this.#controls) {
      const condition = control.condition();
      if (condition !== undefined) where[control.name] = condition;
    }
    if (!sameWhere(where, this.#state.view.where)) this.#state.change({ where });
  }
}

/** A facet that cannot tell any two products apart. */
function isTrivial(facet: Facet): boolean {
  return facet.kind === "category" ? facet.values.length < 2 : !(facet.min < facet.max);
}

function sameWhere(a: Where, b: Where): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function group(name: string, open: boolean): { element: HTMLDetailsElement; body: HTMLElement } {
  const body = create("fieldset", { className: "facet-body" });
  body.append(create("legend", { className: "visually-hidden" }, format.heading(name)));
  const element = create("details", { className: "facet", open });
  element.dataset.facet = name;
  element.append(create("summary", {}, format.heading(name)), body);
  return { element, body };
}

function categoryControl(
  { name, values }: Extract<Facet, { kind: "category" }>,
  open: boolean,
  onChange: () => void,
): Control {
  const { element, body } = group(name, open);
  const boxes = values.map(({ value, count }) => {
    const box = create("input", { type: "checkbox", name, value });
    const label = create("label", { className: "check" }, box);
    label.append(create("span", { className: "check-value" }, format.capitalised(value)));
    label.append(create("span", { className: "check-count" }, format.count(count)));
    body.append(label);
    return { box, label };
  });
  body.addEventListener("change", onChange);
  const rest = boxes.slice(SHOWN_VALUES);
  // A single one more is shorter than the button.
  if (rest.length > 1) {
    for (const { label } of rest) label.hidden = true;
    const more = create(
      "button",
      { type: "button", className: "button-link" },
      `Show all ${format.count(values.length)}`,
    );
    more.addEventListener("click", () => {
      for (const { label } of rest) label.hidden = false;
      more.remove();
      rest[0]!.box.focus();
    });
    body.append(more);
  }
  return {
    name,
    element,
    condition() {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
      return chosen.length > 0 ? chosen : undefined;
    },
    clear() {
      for (const { box } of boxes) box.checked = false;
    },
  };
}

function numberControl(
  { name, min, max }: Extract<Facet, { kind: "number" }>,
  onChange: () => void,
): Control {
  const { element, body } = group(name, true);
  const low = numberInput(`${name}-min`, "From", Math.floor(min));
  const high = numberInput(`${name}-max`, "To", Math.ceil(max));
  const problem = create("p", { className: "field-problem", role: "alert" });
  body.append(create("div", { className: "range" }, low.label, high.label), problem);
  const typing = debounce(onChange, TYPING_MS);
  body.addEventListener("input", typing.call);
  return {
    name,
    element,
    condition() {
      const from = low.value();
      const to = high.value();
      const crossed = from !== undefined && to !== undefined && from > to;
      problem.textContent = crossed ? "“From” is more than “to”, so this is left out." : "";
      if (crossed || (from === undefined && to === undefined)) return undefined;
      return { ...(from !== undefined && { min: from }), ...(to !== undefined && { max: to }) };
    },
    clear() {
      typing.cancel();
      low.input.value = "";
      high.input.value = "";
    },
  };
}

function numberInput(name: string, text: string, bound: number) {
  const input = create("input", {
    type: "number",
    name,
    step: "any",
    inputMode: "decimal",
    placeholder: String(bound),
  });
  return {
    input,
    label: create("label", { className: "range-end" }, create("span", {}, text), input),
    value: () => (Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : undefined),
  };
}
