import type { Hit, Item } from "vitrine";
import type { Answer } from "./answer.ts";
import { byId, create } from "./dom.ts";
import * as format from "./format.ts";
import { isQuery, type View } from "./state.ts";

export interface ResultsEvents {
  onLike: (item: Item) => void;
  onMore: () => void;
}

/** The grid of products. */
export class Results {
  readonly #list = byId("results", HTMLUListElement);
  readonly #heading = byId("results-heading", HTMLElement);
  readonly #count = byId("result-count", HTMLElement);
  readonly #empty = byId("empty", HTMLElement);
  readonly #more = byId("load-more", HTMLButtonElement);
  readonly #events: ResultsEvents;
  #lastTitle = 0;

  constructor(events: ResultsEvents) {
    this.#events = events;
    this.#more.addEventListener("click", () => events.onMore());
  }

  /** A search is under way; what is shown belongs to the one before. */
  busy(message: string): void {
    this.#list.setAttribute("aria-busy", "true");
    this.#count.textContent = message;
  }

  show(answer: Answer, view: View): void {
    const hits: readonly (Hit | { item: Item })[] =
      answer.kind === "hits" ? answer.hits : answer.items.map((item) => ({ item }));
    const best = answer.kind === "hits" ? (answer.hits[0]?.score ?? 0) : 0;
    const focused = document.activeElement;
    const hadFocus = this.#more === focused;
    const before = this.#list.querySelectorAll("[data-id]").length;

    // Cards are kept, so that a picture on display is not fetched again.
    const cards = new Map<string, HTMLLIElement>();
    for (const card of this.#list.querySelectorAll<HTMLLIElement>("[data-id]")) {
      cards.set(card.dataset.id!, card);
    }
    const next = hits.map((hit) => {
      const card = cards.get(hit.item.id) ?? this.#card(hit.item);
      showScore(card, "score" in hit ? hit.score : undefined, best);
      return card;
    });
    this.#list.replaceChildren(...next);
    this.#list.removeAttribute("aria-busy");

    this.#heading.textContent = isQuery(view) ? "Best matches" : "All products";
    this.#empty.hidden = hits.length > 0;
    this.#more.hidden = answer.kind === "hits" ? !answer.more : answer.items.length >= answer.total;
    this.#count.textContent = countText(answer);
    // Taking an element out of the document and putting it back loses its focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement) {
      if (focused.isConnected) focused.focus({ preventScroll: true });
    }
    if (hadFocus && this.#more.hidden) next[before]?.querySelector("button")?.focus();
  }

  /** Nothing to show, because of an error that is told elsewhere. */
  fail(): void {
    this.#list.replaceChildren();
    this.#list.removeAttribute("aria-busy");
    this.#empty.hidden = true;
    this.#more.hidden = true;
    this.#count.textContent = "No products to show";
  }

  /** Brings the list into view where a small screen hides it below the search box. */
  reveal(): void {
    const { top } = this.#heading.getBoundingClientRect();
    if (top > innerHeight * 0.75) this.#heading.scrollIntoView({ block: "start" });
  }

  /** Brings the top of the list into view, with the keyboard's focus. */
  goToTop(): void {
    this.#heading.focus({ preventScroll: true });
    this.#heading.scrollIntoView({ block: "start" });
  }

  #card(item: Item): HTMLLIElement {
    // Not made from the id, which may hold spaces.
    const titleId = `title-${++this.#lastTitle}`;
    const picture = create("div", { className: "card-picture" });
    if (item.image !== undefined) {
      // Lazy before it has an address, or it would be fetched at once.
      const image = create("img", { loading: "lazy", decoding: "async", alt: "" });
      Object.assign(image, { width: 384, height: 384, src: item.image });
      picture.append(image);
    }
    const like = create("button", { type: "button", className: "card-like" }, "More like this");
    like.setAttribute("aria-describedby", titleId);
    like.addEventListener("click", () => this.#events.onLike(item));
    const body = create("div", { className: "card-body" });
    if (item.brand) body.append(create("p", { className: "card-brand" }, item.brand));
    body.append(create("h3", { className: "card-title", id: titleId }, item.title));
    if (item.price !== undefined) {
      body.append(
        create("p", { className: "card-price" }, format.price(item.price, item.currency)),
      );
    }
    const meter = create("p", { className: "card-score", hidden: true });
    const track = create("span", { className: "score-track" }, create("span"));
    track.setAttribute("aria-hidden", "true");
    meter.append(track, create("span", { className: "score-text" }));
    const card = create("li", { className: "card" }, picture, body, meter, like);
    card.dataset.id = item.id;
    return card;
  }
}

/** The bar is relative to the best hit, the figure is the similarity itself. */
function showScore(card: HTMLElement, score: number | undefined, best: number): void {
  const meter = card.querySelector<HTMLElement>(".card-score")!;
  meter.hidden = score === undefined;
  if (score === undefined) return;
  const share = best > 0 ? Math.max(0, score / best) : 0;
  meter.querySelector<HTMLElement>(".score-track > span")!.style.width = `${share * 100}%`;
  meter.querySelector(".score-text")!.textContent = `Similarity ${format.score(score)}`;
}

function countText(answer: Answer): string {
  if (answer.kind === "hits") {
    return answer.hits.length === 0
      ? "No matches"
      : `The ${format.counted(answer.hits.length, "closest product", "closest products")}`;
  }
  const { items, total } = answer;
  if (total === 0) return "No products";
  return items.length === total
    ? format.counted(total, "product", "products")
    : `${format.count(items.length)} of ${format.counted(total, "product", "products")}`;
}
