/** What a comparison of two runtimes found. */

/** How close the vectors of two runtimes are. */
export interface Cosines {
  /** Pictures that both have embedded. */
  pictures: number;
  /** Between the two vectors of a picture: the smallest, and the mean. */
  smallestCosine: number;
  meanCosine: number;
}

/** How far the vectors of a build are from those that browsers would compute. */
export interface RuntimeCheck extends Cosines {
  /** The runtime that browsers have, and its version. */
  runtime: string;
  /** The least that the smallest cosine may be. */
  bound: number;
  /** Whether an earlier build on such a processor made the comparison, with the same weights and runtimes. */
  remembered: boolean;
}
