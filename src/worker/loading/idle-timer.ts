/** Calls something once nothing has happened for some time. */
export class IdleTimer {
  readonly #milliseconds: number | undefined;
  readonly #onIdle: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param milliseconds `undefined` for never */
  constructor(milliseconds: number | undefined, onIdle: () => void) {
    this.#milliseconds = milliseconds;
    this.#onIdle = onIdle;
  }

  /** Something is happening. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Counts from now on. */
  start(): void {
    this.stop();
    if (this.#milliseconds === undefined) return;
    this.#timer = setTimeout(this.#onIdle, this.#milliseconds);
  }
}
