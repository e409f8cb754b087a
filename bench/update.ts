/** `bench -- update`: what replacing 1 % of a catalog costs in bytes and in time of a search. */
import { availableParallelism } from "node:os";
import { threadCrew } from "../src/build/write/kernel-crew.ts";
import type { Catalog } from "../src/catalog/catalog.ts";
import type { EncoderBinding } from "../src/catalog/manifest/encoder-binding.ts";
import {
  openFiles,
  TEST_BINDING,
  testFiles,
  testItems,
} from "../src/catalog/testing/source.testing.ts";
import { updateCatalog } from "../src/catalog/update/update-catalog.ts";
import { percentile, round } from "./browser.ts";
import { makeCorpus } from "./corpus.ts";

const DIM = 512;
const QUERIES = 200;
/** Many short rounds, so that a busy moment falls into both of a round's times. */
const ROUNDS = 101;
const K = 10;
/** Share of the items that are replaced by new ones. */
const CHANGED = 0.01;

/** Compares a catalog of which 1 % was replaced with the one before, in Node: bytes to fetch, and time of a query. */
export async function update({ n, log }: { n: number; log: (line: string) => void }) {
  const changed = Math.round(n * CHANGED);
  const corpus = makeCorpus(n + changed, QUERIES, DIM);
  log(`${n} x ${DIM}, ${changed} of them replaced; ${corpus.name}`);
  const items = testItems(n + changed);
  const canary = { image: new Array(DIM).fill(0), text: new Array(DIM).fill(0) };
  const encoder = {
    ...TEST_BINDING,
    dim: DIM,
    weights: [{ ...TEST_BINDING.weights[0], canary }] satisfies EncoderBinding["weights"],
  };
  const head = { name: "Bench", created: "2026-01-02T03:04:05.000Z", encoder };
  const build = { crew: threadCrew(availableParallelism()) };
  const fingerprints = new Uint8Array((n + changed) * 8).fill(1);
  const files = await testFiles({
    ...head,
    ...build,
    items: items.slice(0, n),
    vectors: corpus.vectors.subarray(0, n * DIM),
    fingerprints: fingerprints.subarray(0, n * 8),
  });
  log("built");
  const before = await openFiles(files);
  const next = items.slice(changed);
  const { files: list, counts } = await updateCatalog(
    before,
    async ({ path }) => files.get(path)!,
    {
      ...head,
      ...build,
      items: next,
      fingerprints: fingerprints.subarray(0, n * 8),
      kept: next.map((_, i) => (i + changed < n ? 0 : -1)),
      vectors: corpus.vectors.subarray(n * DIM),
    },
  );
  const sum = (some: typeof list) => some.reduce((bytes, file) => bytes + file.bytes.length, 0);
  const after = await openFiles(new Map(list.map(({ path, bytes }) => [path, bytes])));
  const queries = Array.from({ length: QUERIES }, (_, q) =>
    corpus.queries.subarray(q * DIM, (q + 1) * DIM),
  );
  const p50 = (catalog: Catalog) => {
    const times = queries.map((query) => {
      const start = performance.now();
      catalog.search(query, { k: K });
      return performance.now() - start;
    });
    return percentile(times, 0.5);
  };
  for (const catalog of [before, after]) p50(catalog);
  const rounds = Array.from({ length: ROUNDS }, () => ({ before: p50(before), after: p50(after) }));
  const median = (of: (round: (typeof rounds)[number]) => number) =>
    percentile(rounds.map(of), 0.5);
  const [query] = queries;
  return {
    bench: "update",
    n,
    dim: DIM,
    changed,
    counts,
    segments: after.segments.length,
    methods: after.search(query!, { k: K }).methods,
    bytesShare: round(sum(list.filter(({ reused }) => !reused)) / sum(list), 4),
    p50BeforeMs: round(
      median(({ before }) => before),
      4,
    ),
    p50AfterMs: round(
      median(({ after }) => after),
      4,
    ),
    queryTimeAdded: round(median(({ before, after }) => after / before) - 1, 3),
    corpus: corpus.name,
  };
}
