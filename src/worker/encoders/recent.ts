/** The last few values by key: the one that was not asked for for the longest time makes room. */
export class Recent<T> {
  readonly #most: number;
  readonly #values = new Map<string, T>();

  /** @param most values that are kept, 1 or more */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    // A Map keeps the order of insertion.
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most) this.#values.delete(oldest!);
  }
}
