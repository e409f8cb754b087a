/** The seeded rotation before quantisation: random signs and a fast Walsh-Hadamard transform. */
import { mulberry32 } from "../../lib/random.ts";

/**
 * An orthonormal rotation. It spreads what a few dimensions carry over all of them, so that one step quantises every
 * dimension well. If the dimension is not a power of two, the transform runs over the first 2^b dimensions and then
 * over the last 2^b (b as large as fits), with new signs before each: still orthonormal, without padding.
 */
export class Rotation {
  static #last: { seed: number; rotation: Rotation } | undefined;
  readonly dim: number;
  /** Numbers that a round transforms: the first ones, then, if there are two rounds, the last ones. */
  readonly block: number;
  /** For each round, a sign (1 or -1) for each number. */
  readonly signs: readonly Int8Array[];

  /** The rotation for a dimension and a seed. Indexes share the one that was asked for last. */
  static of(dim: number, seed: number): Rotation {
    const last = Rotation.#last;
    if (last?.seed === seed && last.rotation.dim === dim) return last.rotation;
    const rotation = new Rotation(dim, seed);
    Rotation.#last = { seed, rotation };
    return rotation;
  }

  private constructor(dim: number, seed: number) {
    this.dim = dim;
    this.block = 2 ** Math.floor(Math.log2(dim));
    const random = mulberry32(seed);
    const rounds = this.block === dim ? 1 : 2;
    this.signs = Array.from({ length: rounds }, () => {
      const signs = new Int8Array(dim);
      for (let i = 0; i < dim; i++) signs[i] = random() < 0x8000_0000 ? 1 : -1;
      return signs;
    });
  }

  /** Rotates `dim` numbers in place. */
  apply(x: Float64Array): void {
    this.signs.forEach((signs, round) => {
      for (let i = 0; i < this.dim; i++) x[i]! *= signs[i]!;
      this.#transform(x, round);
    });
  }

  /** Undoes `apply`. */
  invert(x: Float64Array): void {
    for (let round = this.signs.length - 1; round >= 0; round--) {
      const signs = this.signs[round]!;
      this.#transform(x, round);
      for (let i = 0; i < this.dim; i++) x[i]! *= signs[i]!;
    }
  }

  #transform(x: Float64Array, round: number): void {
    const start = round === 0 ? 0 : this.dim - this.block;
    walshHadamard(
      round === 0 && this.block === this.dim ? x : x.subarray(start, start + this.block),
    );
  }
}

/** Orthonormal, in place, over a power of two of numbers; its own inverse. */
function walshHadamard(x: Float64Array): void {
  const n = x.length;
  for (let half = 1; half < n; half *= 2) {
    for (let start = 0; start < n; start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const a = x[i]!;
        const b = x[i + half]!;
        x[i] = a + b;
        x[i + half] = a - b;
      }
    }
  }
  const norm = 1 / Math.sqrt(n);
  for (let i = 0; i < n; i++) x[i]! *= norm;
}
