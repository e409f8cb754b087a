/** Tells cards out of sight how high they are likely to be. */
/** Number of first cards to measure: a phone shows two or three at once, a desktop two rows. */
const SAMPLE = 12;

/**
 * Measures the first cards of a grid and sets their mean height for the others, which browsers do not lay out. The height
 * depends on the number of columns, the ratio of pictures and the page's styles. If it is far off, the end of the list
 * moves as soon as a visitor has jumped to it.
 */
export class CardHeight {
  #grid: HTMLElement | undefined;
  #cards: readonly HTMLElement[] = [];
  #frame = 0;
  readonly #resized = new ResizeObserver(() => {
    // In the next frame: setting the height now would resize observed cards during the same notification.
    this.#frame ||= requestAnimationFrame(() => this.#measure());
  });

  /** Measures the first cards of this grid whenever they change, or nothing if it is left out. */
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
      // Browsers without it also count cards that are not drawn, at the height set last.
      (card) => card.checkVisibility?.({ contentVisibilityAuto: true }) ?? true,
    );
    const mean = drawn.reduce((sum, card) => sum + card.offsetHeight, 0) / drawn.length;
    if (mean > 0) this.#grid?.style.setProperty("--_card-height", `${Math.round(mean)}px`);
  }
}
