/** Asks for more results shortly before the visitor reaches the end of the list. */

/** How far below the screen the end of the list may be before more is asked for. */
const AHEAD = "800px";

/**
 * Watches the end of a list. It calls back when the end comes near, but not once it can be seen: more results would
 * then push what stands below them from under a finger.
 */
export class EndlessScroll {
  readonly #onNear: () => void;
  #isSeen = false;
  #isNear = false;
  // Within one frame either observer may report first, so each also takes the other's pending records.
  readonly #seen = new IntersectionObserver((entries) =>
    this.#update(entries, this.#near.takeRecords()),
  );
  readonly #near: IntersectionObserver = new IntersectionObserver(
    (entries) => this.#update(this.#seen.takeRecords(), entries),
    { rootMargin: AHEAD, scrollMargin: AHEAD },
  );

  constructor(onNear: () => void) {
    this.#onNear = onNear;
  }

  /** Watches this end, or none. Watching the same one again reports its position again. */
  watch(end: Element | null): void {
    for (const observer of [this.#seen, this.#near]) {
      observer.disconnect();
      if (end) observer.observe(end);
    }
  }

  #update(seen: IntersectionObserverEntry[], near: IntersectionObserverEntry[]): void {
    this.#isSeen = seen.at(-1)?.isIntersecting ?? this.#isSeen;
    this.#isNear = near.at(-1)?.isIntersecting ?? this.#isNear;
    if (this.#isNear && !this.#isSeen) this.#onNear();
  }
}
