/** `bench -- exact`: the exact search over codes in Chromium, with recall and plain JavaScript beside it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { buildIndex } from "../src/vector/index.ts";
import { percentile, round, withPage } from "./browser.ts";
import { makeCorpus } from "./corpus.ts";

const DIM = 512;
const QUERIES = 200;
const K = 10;
const FOLDER = ".cache/bench";

/** Exact search over the int8 code in Chromium on one thread, with recall against float32. */
export async function exact(options: { n: number; log: (line: string) => void }) {
  const { n, log } = options;
  const corpus = makeCorpus(n, QUERIES, DIM);
  log(`${n} x ${DIM}, ${corpus.name}`);
  const buildStart = performance.now();
  const index = buildIndex(corpus.vectors, { dim: DIM });
  const buildMs = performance.now() - buildStart;
  log(`built in Node in ${Math.round(buildMs)} ms, ${round(index.length / n, 1)} bytes an item`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/index.vtrn`, index);
  writeFileSync(`${FOLDER}/vectors.f32`, corpus.vectors);
  writeFileSync(`${FOLDER}/queries.f32`, corpus.queries);

  const measured = await withPage({ "/bench/": FOLDER }, (page) =>
    page.evaluate(
      async ({ dim, k }) => {
        const url = "/dist/vector.js";
        const { openIndex } = (await import(url)) as typeof import("../src/vector/index.ts");
        const get = async (name: string) => (await fetch(`/bench/${name}`)).arrayBuffer();
        const file = new Uint8Array(await get("index.vtrn"));
        const vectors = new Float32Array(await get("vectors.f32"));
        const queries = new Float32Array(await get("queries.f32"));
        const count = queries.length / dim;
        const query = (q: number) => queries.subarray(q * dim, (q + 1) * dim);

        const openStart = performance.now();
        const index = openIndex(file);
        const openMs = performance.now() - openStart;
        for (let q = 0; q < 20; q++) index.search(query(q), { k });
        const times: number[] = [];
        const found: number[][] = [];
        for (let q = 0; q < count; q++) {
          const start = performance.now();
          const { ids } = index.search(query(q), { k });
          times.push(performance.now() - start);
          found.push([...ids]);
        }

        // The truth, and what plain JavaScript over float32 takes for it.
        const scores = new Float32Array(vectors.length / dim);
        const plainTimes: number[] = [];
        let hits = 0;
        for (let q = 0; q < count; q++) {
          const start = performance.now();
          const y = query(q);
          for (let row = 0, at = 0; row < scores.length; row++) {
            let [a, b, c, d] = [0, 0, 0, 0];
            for (let i = 0; i < dim; i += 4, at += 4) {
              a += vectors[at]! * y[i]!;
              b += vectors[at + 1]! * y[i + 1]!;
              c += vectors[at + 2]! * y[i + 2]!;
              d += vectors[at + 3]! * y[i + 3]!;
            }
            scores[row] = a + b + c + d;
          }
          const threshold = Float32Array.from(scores).sort().at(-k)!;
          plainTimes.push(performance.now() - start);
          hits += found[q]!.filter((row) => scores[row]! >= threshold).length;
        }
        return { openMs, times, plainTimes, recall: hits / (count * k), memory: index.memoryBytes };
      },
      { dim: DIM, k: K },
    ),
  );
  const p50Ms = percentile(measured.times, 0.5);
  return {
    bench: "exact",
    n,
    dim: DIM,
    p50Ms: round(p50Ms),
    p99Ms: round(percentile(measured.times, 0.99)),
    recallAt10: round(measured.recall, 4),
    openMs: round(measured.openMs, 1),
    buildMs: Math.round(buildMs),
    bytesPerItem: round(index.length / n, 1),
    memoryMb: round(measured.memory / 2 ** 20, 1),
    speedupOverPlainJavaScript: round(percentile(measured.plainTimes, 0.5) / p50Ms, 1),
    corpus: corpus.name,
  };
}
