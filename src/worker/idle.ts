/** Calls something once nothing has been going on for some time. */
export class IdleTime {
  readonly #milliseconds: number | undefined;
  readonly #onIdle: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param milliseconds never, if `undefined` */
  constructor(milliseconds: number | undefined, onIdle: () => void) {
    this.#milliseconds = milliseconds;
    this.#onIdle = onIdle;
  }

  /** Something goes on. */
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
