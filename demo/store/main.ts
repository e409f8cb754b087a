/** The demo shop: follows the address, shows its view and opens the search panel. */
import { DEPARTMENTS, EDITS } from "./departments.ts";
import { navigate } from "./navigation.ts";
import { startOffline } from "./offline.ts";
import { home } from "./pages/home.ts";
import { listing } from "./pages/listing.ts";
import { product } from "./pages/product.ts";
import { similar } from "./pages/similar.ts";
import type { View } from "./pages/view.ts";
import { button, byId, create, link } from "./parts/dom.ts";
import { messageOf } from "./parts/failure.ts";
import { notify } from "./parts/notices.ts";
import { type Route, rangeHref, writeRoute } from "./routes.ts";
import type { Sample } from "./search/samples.ts";
import { SearchPanel } from "./search/search-panel.ts";

const main = byId("view", HTMLElement);
const panel = new SearchPanel();
/** The view on the page, above which the panel opens. */
let shown: Exclude<Route, { kind: "search" }> | undefined;
let turn = new AbortController();

byId("departments", HTMLUListElement).append(
  ...[EDITS[0]!, ...DEPARTMENTS, EDITS[1]!].map(({ slug, title }) =>
    create("li", {}, link(rangeHref(slug), "", title)),
  ),
);
byId("skip", HTMLAnchorElement).addEventListener("click", (event) => {
  // The link's fragment would be an address of the store.
  event.preventDefault();
  main.focus();
});
navigate({
  onRoute(route, y, isFirst) {
    panel.show(route.kind === "search", shown !== undefined);
    if (route.kind !== "search") show(route, y, isFirst);
    else if (!shown) show({ kind: "home" }, 0, true);
  },
});
startOffline();

function show(route: Exclude<Route, { kind: "search" }>, y: number, isFirst: boolean): void {
  // The visitor comes back from the panel.
  if (shown && writeRoute(shown) === writeRoute(route)) return;
  const isSamePage =
    shown?.kind === "range" &&
    route.kind === "range" &&
    shown.slug === route.slug &&
    shown.choice.page === route.choice.page;
  shown = route;
  turn.abort();
  turn = new AbortController();
  const { signal } = turn;
  const view = viewOf(route, signal);
  document.title = view.title;
  const focused = isSamePage ? focusKey() : undefined;
  main.replaceChildren(view.element);
  markCurrent(route);
  if (!isSamePage) scrollTo({ top: 0, behavior: "instant" });
  if (!isFirst && !isSamePage) main.focus({ preventScroll: true });
  view.ready.then(
    () => {
      if (signal.aborted) return;
      if (focused) main.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
      if (y > 0) scrollTo({ top: y, behavior: "instant" });
      main.dataset.ready = writeRoute(route);
    },
    (error: unknown) => {
      if (!signal.aborted) fail(route, error);
    },
  );
}

function viewOf(route: Exclude<Route, { kind: "search" }>, signal: AbortSignal): View {
  switch (route.kind) {
    case "home":
      return home(signal, { onSample });
    case "range":
      return listing(route.slug, route.choice, signal);
    case "product":
      return product(route.id, signal);
    case "similar":
      return similar(route.id, signal, (id) => {
        panel.searchLike(id).catch(report);
      });
  }
}

function onSample(sample: Sample): void {
  panel.searchPhoto(sample).catch(report);
}

function report(error: unknown): void {
  notify("failure", { text: messageOf(error) });
}

/** A selector of the control that has the focus, to find it again among the new filters. */
function focusKey(): string | undefined {
  const element = document.activeElement;
  if (!(element instanceof HTMLInputElement || element instanceof HTMLSelectElement)) {
    return undefined;
  }
  const value = element.type === "checkbox" ? `[value="${CSS.escape(element.value)}"]` : "";
  return `[name="${CSS.escape(element.name)}"]${value}`;
}

function markCurrent(route: Route): void {
  const here = route.kind === "range" ? rangeHref(route.slug) : undefined;
  for (const anchor of document.querySelectorAll("#departments a")) {
    if (anchor.getAttribute("href") === here) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
}

function fail(route: Exclude<Route, { kind: "search" }>, error: unknown): void {
  main.replaceChildren(
    create(
      "div",
      { className: "empty" },
      create("h1", {}, "We couldn’t open the shop"),
      create("p", {}, messageOf(error)),
      button(
        "button button-primary",
        () => {
          shown = undefined;
          show(route, 0, false);
        },
        "Try again",
      ),
    ),
  );
}
