/** What the vector bench asks of a library in Node. */
import type { CorpusShape } from "../measure.ts";

/** A library measured in Node, in a process of its own. */
export interface NativePeer {
  build(vectors: Float32Array, shape: CorpusShape): Promise<void> | void;
  save(path: string): void;
  /** Opens the file; `ef` for those that must know it then. */
  open(path: string, shape: CorpusShape): void;
  readonly hasEf: boolean;
  setEf(ef: number): void;
  search(query: Float32Array, k: number): ArrayLike<number>;
  searchBucket?(query: Float32Array, k: number, buckets: Uint8Array, bucket: number): number[];
  readonly note?: string;
}
