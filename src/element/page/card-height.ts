/** Cards that are looked at: a phone's screen shows two or three of them, a desktop's two rows. */
const SAMPLE = 12;

/**
 * Tells cards out of sight how high they are likely to be: as those at the top on average, whose height depends on the
 * number of columns, the ratio of pictures and the page's own styles. Where it is far off, the end of a list moves as
 * soon as one has jumped to it.
 */
export class CardHeight {
  #grid: HTMLElement | undefined;
  #cards: readonly HTMLElement[] = [];
  #frame = 0;
  readonly #resized = new ResizeObserver(() => {
    // Not at once: the heights of other cards observed would change in the midst of being told.
    this.#frame ||= requestAnimationFrame(() => this.#measure());
  });

  /** Follows the first cards of a grid; none where it is left out. */
  observe(grid?: HTMLElement | null): void {
    const cards = [...(grid?.querySelectorAll<HTMLElement>("li[data-id]") ?? [])].slice(0, SAMPLE);
    const isSame = grid === this.#grid && cards.length === this.#cards.length;
    if (isSame && cards.every((card, i) => card === this.#cards[i])) return;
    this.#resized.disconnect();
    this.#grid = grid ?? undefined;
    this.#cards = cards;
    for (const card of cards) this.#resized.observe(card);
  }

  #measure(): void {
    this.#frame = 0;
    const drawn = this.#cards.filter(
      // Browsers without it count cards that are not drawn, too, at the height that they were last told.
      (card) => card.checkVisibility?.({ contentVisibilityAuto: true }) ?? true,
    );
    const mean = drawn.reduce((sum, card) => sum + card.offsetHeight, 0) / drawn.length;
    if (mean > 0) this.#grid?.style.setProperty("--_card-height", `${Math.round(mean)}px`);
  }
}
