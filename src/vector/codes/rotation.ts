/**
 * A seeded orthonormal rotation: random signs and a fast Walsh-Hadamard transform, which spreads what a
 * few dimensions carry over all of them, so that one step quantises every dimension well. Where the
 * dimension is no power of two, the transform runs over the first and then over the last 2^b dimensions
 * (b as large as fits), with fresh signs before each: still orthonormal, without padding.
 */
export class Rotation {
  static #last: { seed: number; rotation: Rotation } | undefined;
  readonly dim: number;
  /** Numbers that a round transforms: the first ones, then, where there are two rounds, the last ones. */
  readonly block: number;
  /** For each round, a sign for each number. */
  readonly signs: readonly Int8Array[];

  /** The rotation, which is made anew only where it is not the one last asked for: indexes share theirs. */
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

/** Mulberry32 by Tommy Ettinger: uniform uint32s from a 32-bit seed. Part of the file format. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
