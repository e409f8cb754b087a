/** Measures all libraries on one corpus: in Node, then in the browser. */
import { mkdirSync, writeFileSync } from "node:fs";
import { round } from "../browser.ts";
import { runInBrowser } from "../peers/browser/run.ts";
import type { BenchCorpus } from "../peers/corpora.ts";
import { BUCKETS, makeBuckets } from "../peers/filters.ts";
import { K, type RawMeasurement } from "../peers/measure.ts";
import { runInNode } from "../peers/native/run.ts";
import { atEqualRecall, toPoint } from "../peers/points.ts";
import { Truth } from "../peers/truth.ts";
import { type Duel, duel } from "./duel.ts";
import { measurePlanned, type Planned } from "./planned.ts";
import { comparisonLines, figures, type Measurement, tableHeader, tableLines } from "./report.ts";

const FOLDER = ".cache/bench/vector";
/** Searched in turn with Vitrine: what is said about its ratio must not depend on a noisy moment. */
const RIVAL = "hnswlib-wasm";

export interface Peers {
  node: readonly string[];
  browser: readonly string[];
  /** Why the others cannot run. */
  unusable?: string | undefined;
}

export async function runCorpus(
  key: string,
  corpus: BenchCorpus,
  peers: Peers,
  kernel: Uint8Array<ArrayBuffer>,
  log: (line: string) => void,
): Promise<ReturnType<typeof figures>> {
  const { dim } = corpus;
  const shape = { n: corpus.vectors.length / dim, dim };
  const folder = `${FOLDER}/${key}`;
  const buckets = makeBuckets(shape.n);
  const queries = Array.from({ length: corpus.queries.length / dim }, (_, q) =>
    corpus.queries.subarray(q * dim, (q + 1) * dim),
  );
  log(`\n${key}: ${shape.n} x ${dim}, ${corpus.name}; ${queries.length} queries`);
  writeCorpus(folder, corpus, buckets);
  const truth = new Truth(kernel, corpus.vectors, dim);
  const evaluate = evaluator(truth, queries, buckets);
  const measured: Record<string, Measurement> = {};
  log(tableHeader());
  const add = (name: string, one: Measurement) => {
    measured[name] = one;
    for (const text of tableLines(name, one)) log(text);
  };

  // The first one makes the index that the browser opens.
  for (const name of ["vitrine", ...peers.node]) {
    const raw = await runInNode(name, shape, folder);
    add(name === "vitrine" ? "vitrine-node" : name, evaluate(raw));
  }
  let planned: Planned | undefined;
  let result: Duel | undefined;
  let rival: RawMeasurement | undefined;
  const raw = await runInBrowser("vitrine", shape, folder, async (api, measured, reopen) => {
    planned = await measurePlanned(api, corpus, truth, queries, folder);
    if (!peers.browser.includes(RIVAL)) return;
    rival = await runInBrowser(RIVAL, shape, folder, async (theirApi, theirs, theirReopen) => {
      const equal = atEqualRecall(evaluate(measured).sweep, evaluate(theirs).sweep);
      if (equal) result = await duel(shape, equal, [api, reopen], [theirApi, theirReopen]);
    });
  });
  add("vitrine", { ...evaluate(raw), buildMs: measured["vitrine-node"]!.buildMs });
  for (const name of peers.browser) {
    const raw = name === RIVAL && rival ? rival : await runInBrowser(name, shape, folder);
    add(name, evaluate(raw));
  }
  if (peers.unusable) log(`not run: ${peers.unusable}`);

  const rough = roughAnswer(raw, truth, queries);
  const results = { shape, corpus, measured, planned, duel: result, rough };
  for (const text of comparisonLines(results, RIVAL)) log(text);
  return figures(results);
}

/** Writes the corpus to where pages and processes read it. */
function writeCorpus(folder: string, corpus: BenchCorpus, buckets: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/vectors.f32`, corpus.vectors);
  writeFileSync(`${folder}/queries.f32`, corpus.queries);
  writeFileSync(`${folder}/buckets.u8`, buckets);
}

/** Computes the recall of what was measured. */
function evaluator(truth: Truth, queries: readonly Float32Array[], buckets: Uint8Array) {
  return ({ rough: _, ...raw }: RawMeasurement): Measurement => ({
    ...raw,
    sweep: raw.sweep.map((one) => toPoint(one, (q, ids) => truth.recall(queries[q]!, ids, K))),
    filter1pct: raw.filter1pct.map((one) =>
      toPoint(one, (q, ids) =>
        truth.recall(queries[q]!, ids, K, (row) => buckets[row] === q % BUCKETS),
      ),
    ),
  });
}

function roughAnswer({ rough }: RawMeasurement, truth: Truth, queries: readonly Float32Array[]) {
  if (!rough) return undefined;
  const recalls = rough.ids.map((ids, q) => truth.recall(queries[q]!, ids, K));
  const recall = recalls.reduce((sum, value) => sum + value, 0) / Math.max(1, recalls.length);
  return { firstAnswerMs: rough.firstAnswerMs, recall: round(recall, 4) };
}
