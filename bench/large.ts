/** `bench -- large`: a catalog of a million vectors, built in Node and searched in Chromium. */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { threadCrew } from "../src/build/write/kernel-crew.ts";
import { buildIndex } from "../src/vector/index.ts";
import { percentile, round, withPage } from "./browser.ts";
import { makeCorpus } from "./corpus.ts";

const DIM = 512;
const QUERIES = 100;
const K = 10;
const FOLDER = ".cache/bench/large";

/** A catalog as large as a browser tab can hold: built in Node on all cores, searched in Chromium. */
export async function large(options: { n: number; log: (line: string) => void }) {
  const { n, log } = options;
  const corpus = makeCorpus(n, QUERIES, DIM);
  log(`${n} x ${DIM}, ${corpus.name}`);
  const threads = availableParallelism();
  const buildStart = performance.now();
  let told = 0;
  // As a catalog has it.
  const index = buildIndex(corpus.vectors, {
    dim: DIM,
    graph: true,
    signs: true,
    residual: "bit",
    crew: threadCrew(threads),
    onProgress: (done, total) => {
      if (done < told + total / 10) return;
      told = done;
      log(`${done} of ${total} after ${Math.round((performance.now() - buildStart) / 1000)} s`);
    },
  });
  const buildMs = performance.now() - buildStart;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/index.vtrn`, index);
  writeFileSync(`${FOLDER}/queries.f32`, corpus.queries);
  const truths = Array.from({ length: QUERIES }, (_, q) =>
    nearest(corpus.vectors, corpus.queries, q),
  );

  const measured = await withPage({ "/bench/": FOLDER }, (page) =>
    page.evaluate(
      async ({ dim, k }) => {
        const url = "/dist/vector.js";
        const { openIndex } = (await import(url)) as typeof import("../src/vector/index.ts");
        const get = async (name: string) => (await fetch(`/bench/${name}`)).arrayBuffer();
        const queries = new Float32Array(await get("queries.f32"));
        const file = new Uint8Array(await get("index.vtrn"));
        const openStart = performance.now();
        const index = openIndex(file);
        const openMs = performance.now() - openStart;
        const count = queries.length / dim;
        const run = (options: { exact?: boolean; targetRecall?: number }) => {
          const times: number[] = [];
          let hits: number[][] = [];
          for (let round = 0; round < 3; round++) {
            hits = [];
            for (let q = 0; q < count; q++) {
              const query = queries.subarray(q * dim, (q + 1) * dim);
              const start = performance.now();
              const { ids } = index.search(query, { k, ...options });
              if (round > 0) times.push(performance.now() - start);
              hits.push([...ids]);
            }
          }
          return { times, hits };
        };
        return {
          openMs,
          memory: index.memoryBytes,
          graph: run({}),
          fine: run({ targetRecall: 0.999 }),
          exact: run({ exact: true }),
        };
      },
      { dim: DIM, k: K },
    ),
  );
  const summary = ({ times, hits }: { times: number[]; hits: number[][] }) => ({
    p50Ms: round(percentile(times, 0.5)),
    p99Ms: round(percentile(times, 0.99)),
    recallAt10: round(
      hits.reduce((sum, rows, q) => sum + rows.filter((row) => truths[q]!.has(row)).length, 0) /
        (QUERIES * K),
      4,
    ),
  });
  return {
    bench: "large",
    n,
    dim: DIM,
    ...summary(measured.graph),
    targetRecall0999: summary(measured.fine),
    exact: summary(measured.exact),
    openMs: round(measured.openMs, 0),
    memoryMb: round(measured.memory / 2 ** 20, 0),
    bytesPerItem: round(index.length / n, 1),
    buildSeconds: round(buildMs / 1000, 0),
    buildPerSecond: round(n / (buildMs / 1000), 0),
    threads,
    corpus: corpus.name,
  };
}

function nearest(vectors: Float32Array, queries: Float32Array, q: number): Set<number> {
  const query = queries.subarray(q * DIM, (q + 1) * DIM);
  const scores = new Float32Array(vectors.length / DIM);
  for (let row = 0, at = 0; row < scores.length; row++) {
    let sum = 0;
    for (let d = 0; d < DIM; d++, at++) sum += vectors[at]! * query[d]!;
    scores[row] = sum;
  }
  const threshold = Float32Array.from(scores).sort().at(-K)!;
  const rows = new Set<number>();
  scores.forEach((score, row) => {
    if (score >= threshold) rows.add(row);
  });
  return rows;
}
