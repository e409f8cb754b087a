/** Addresses in the memory of a kernel, handed out one after another. */

const ALIGNMENT = 64;

/** Hands out addresses, each a multiple of 64. */
export class Layout {
  #end: number;

  constructor(start = 0) {
    this.#end = start;
    this.place(0);
  }

  /** The address of the next `bytes` bytes. */
  place(bytes: number): number {
    const address = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
    this.#end = address + bytes;
    return address;
  }

  /** Where the next byte would go. */
  get end(): number {
    return Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
  }
}
