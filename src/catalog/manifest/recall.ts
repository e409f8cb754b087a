/** What a manifest says of how good an index is. */

/**
 * Recall@10 of an index against the exact float32 answer, as measured when it was built. Items are counted, each by the
 * best of its vectors.
 */
export interface RecallCertificate {
  /** Number of neighbours that were looked for. */
  k: number;
  /** Number of queries. */
  queries: number;
  /** Share of the exact answer that a search finds by default, 0 to 1. */
  recall: number;
  /** The same by looking at every code. */
  exactRecall: number;
  /** The same under filters that let a share of the items through at random. */
  filters: { share: number; recall: number }[];
}
