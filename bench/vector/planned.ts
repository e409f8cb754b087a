/** Vitrine under filters of every kind and selectivity, and without any, by whatever way its planner chooses. */
import { writeFileSync } from "node:fs";
import { hasBit } from "../../src/lib/bitmap.ts";
import { percentile } from "../browser.ts";
import type { Api } from "../peers/browser/run.ts";
import type { BenchCorpus } from "../peers/corpora.ts";
import { KINDS, makeFilters, SELECTIVITIES } from "../peers/filters.ts";
import { K } from "../peers/measure.ts";
import { type Point, toPoint } from "../peers/points.ts";
import type { Truth } from "../peers/truth.ts";

const FILTER_QUERIES = 100;
const FILTERS = "filters.u32";

/** What the planner chose, and how well that went. */
export interface PlannedPoint extends Point {
  kind: string;
  share: number;
  /** The methods that it used. */
  methods: string;
  /** Rows whose codes were scored, in the median. */
  scored: number | null;
}

export interface Planned {
  plain: PlannedPoint;
  filtered: PlannedPoint[];
}

/** @param folder where the page finds its filters */
export async function measurePlanned(
  api: Api,
  corpus: BenchCorpus,
  truth: Truth,
  queries: readonly Float32Array[],
  folder: string,
): Promise<Planned> {
  const shape = { n: truth.count, dim: corpus.dim };
  const words = Math.ceil(shape.n / 32);
  const measure = async (kind: string, share: number, filters: Uint32Array | null) => {
    if (filters) writeFileSync(`${folder}/${FILTERS}`, filters);
    const most = filters ? FILTER_QUERIES : Infinity;
    const found = await api("planned", shape, filters && FILTERS, most);
    const point = toPoint(found, (q, ids) => {
      const filter = filters?.subarray(q * words, (q + 1) * words);
      const isAllowed = (row: number) => !filter || hasBit(filter, row);
      return truth.recall(queries[q]!, ids, K, isAllowed);
    });
    const methods = [...new Set(found.explained.map(({ method }) => method))].join("+");
    const works = found.explained.flatMap(({ scored }) => scored ?? []);
    const scored = works.length ? Math.round(percentile(works, 0.5)) : null;
    return { kind, share, methods, scored, ...point };
  };
  const plain = await measure("none", 1, null);
  const filtered: PlannedPoint[] = [];
  for (const kind of KINDS) {
    for (const share of SELECTIVITIES) {
      const filters = makeFilters(truth, queries.slice(0, FILTER_QUERIES), kind, share);
      filtered.push(await measure(kind, share, filters));
    }
  }
  return { plain, filtered };
}
