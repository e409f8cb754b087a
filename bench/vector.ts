/** `bench -- vector`: the graph search against other libraries, in Node and in Chromium. */
import { mkdirSync, writeFileSync } from "node:fs";
import { groupedMedian, percentile, round } from "./browser.ts";
import { type BenchCorpus, CORPORA } from "./peers/corpora.ts";
import { BUCKETS, KINDS, makeBuckets, makeFilters, SELECTIVITIES } from "./peers/filters.ts";
import { installPeers } from "./peers/install.ts";
import { GRAPH, K, type RawMeasurement } from "./peers/measure.ts";
import { atEqualRecall, type Point, showcase, toPoint } from "./peers/points.ts";
import { type Api, type Further, preparePage, runInBrowser } from "./peers/run-browser.ts";
import { runInNode } from "./peers/run-native.ts";
import { Truth } from "./peers/truth.ts";

const FOLDER = ".cache/bench/vector";
const IN_NODE = ["hnswlib-node", "usearch", "usearch-i8"];
const IN_BROWSER = ["hnswlib-wasm", "edgevec", "voy", "float32-simd"];
/** Needs nothing installed. */
const OWN = "float32-simd";
const FILTER_QUERIES = 100;
/** Searched in turn with Vitrine: what stands on its ratio should not hang on a noisy moment. */
const RIVAL = "hnswlib-wasm";
const DUEL_ROUNDS = 10;
const DUEL_OPENINGS = 25;

export interface VectorBenchOptions {
  n: number;
  log: (line: string) => void;
  /** Comma-separated names, `none` or (default) all. */
  peers?: string | undefined;
  corpora?: string | undefined;
}

interface Measurement extends Omit<RawMeasurement, "sweep" | "filter1pct" | "rough"> {
  sweep: Point[];
  filter1pct: Point[];
}

const cell = (value: number | null | undefined, digits = 2) =>
  value === null || value === undefined ? "-" : value.toFixed(digits);

const mib = (bytes: number | null) => (bytes === null ? null : bytes / 2 ** 20);

const ratio = (a: number | null | undefined, b: number | null | undefined, digits = 2) =>
  a && b ? round(a / b, digits) : null;

/** Writes the corpus where pages and processes read it. */
function writeCorpus(folder: string, corpus: BenchCorpus, buckets: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/vectors.f32`, corpus.vectors);
  writeFileSync(`${folder}/queries.f32`, corpus.queries);
  writeFileSync(`${folder}/buckets.u8`, buckets);
}

/** Vitrine under filters of every kind and selectivity, and without any, as its planner has it. */
async function planned(
  api: Api,
  corpus: BenchCorpus,
  truth: Truth,
  queries: readonly Float32Array[],
  folder: string,
) {
  const shape = { n: truth.count, dim: corpus.dim };
  const words = Math.ceil(shape.n / 32);
  const classes = KINDS.flatMap((kind) => SELECTIVITIES.map((share) => ({ kind, share })));
  const measure = async (kind: string, share: number, filters: Uint32Array | null) => {
    const name = "filters.u32";
    if (filters) writeFileSync(`${folder}/${name}`, filters);
    const found = await api("planned", shape, filters && name, filters ? FILTER_QUERIES : Infinity);
    const point = toPoint(found, (q, ids) => {
      const allowed = (row: number) =>
        !filters || (filters[q * words + (row >>> 5)]! & (1 << (row & 31))) !== 0;
      return truth.recall(queries[q]!, ids, K, allowed);
    });
    const methods = [...new Set(found.explained.map(({ method }) => method))].join("+");
    const works = found.explained.flatMap(({ scored }) => scored ?? []);
    const scored = works.length ? Math.round(percentile(works, 0.5)) : null;
    return { kind, share, methods, scored, ...point };
  };
  const plain = await measure("none", 1, null);
  const filtered: (typeof plain)[] = [];
  for (const { kind, share } of classes) {
    const filters = makeFilters(truth, queries.slice(0, FILTER_QUERIES), kind, share);
    filtered.push(await measure(kind, share, filters));
  }
  return { plain, filtered };
}

interface Duel {
  recall: number;
  p50Ms: number;
  theirP50Ms: number;
  /** To the first answer, which may be rough; to a full one; and to hnswlib-wasm's. */
  firstAnswerMs: number;
  openMs: number;
  theirOpenMs: number;
}

type Reopen = Parameters<Further>[2];

/**
 * Lets two libraries search in turn, each in its open page, and open their indexes in turn, on fresh pages: so
 * that whatever else the machine does slows both alike.
 */
async function duel(
  shape: { n: number; dim: number },
  { recall, ours, theirs }: NonNullable<ReturnType<typeof atEqualRecall>>,
  [api, reopen]: [Api, Reopen],
  [theirApi, theirReopen]: [Api, Reopen],
): Promise<Duel> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < DUEL_ROUNDS; round++) {
    times[0].push(...(await api("again", shape, ours.ef)).times);
    times[1].push(...(await theirApi("again", shape, theirs.ef)).times);
  }
  const first: number[] = [];
  const whole: number[] = [];
  const their: number[] = [];
  for (let round = 0; round < DUEL_OPENINGS; round++) {
    const opening = await reopen();
    first.push(opening.rough?.firstAnswerMs ?? opening.openMs);
    whole.push(opening.openMs);
    their.push((await theirReopen()).openMs);
  }
  const median = (values: readonly number[]) => round(percentile(values, 0.5), 2);
  return {
    recall,
    p50Ms: round(groupedMedian(times[0]), 4),
    theirP50Ms: round(groupedMedian(times[1]), 4),
    firstAnswerMs: median(first),
    openMs: median(whole),
    theirOpenMs: median(their),
  };
}

async function runCorpus(
  key: string,
  corpus: BenchCorpus,
  peers: { node: readonly string[]; browser: readonly string[]; unusable?: string | undefined },
  kernel: Uint8Array<ArrayBuffer>,
  log: (line: string) => void,
) {
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
  const evaluate = ({ rough: _, ...raw }: RawMeasurement): Measurement => ({
    ...raw,
    sweep: raw.sweep.map((one) => toPoint(one, (q, ids) => truth.recall(queries[q]!, ids, K))),
    filter1pct: raw.filter1pct.map((one) =>
      toPoint(one, (q, ids) =>
        truth.recall(queries[q]!, ids, K, (row) => buckets[row] === q % BUCKETS),
      ),
    ),
  });
  const all: Record<string, Measurement> = {};
  const header = [
    "build s",
    "MiB file",
    "MiB wasm",
    "load ms",
    "open ms",
    "ef",
    "recall",
    "p50 ms",
    "p99 ms",
  ];
  header.push("1% recall", "1% p50");
  log([" ".repeat(14), ...header.map((text) => text.padStart(9))].join(" "));
  const add = (name: string, raw: RawMeasurement) => {
    const one = evaluate(raw);
    all[name] = one;
    const shown = showcase(one.sweep);
    const filter = showcase(one.filter1pct);
    const cells = [
      cell(one.buildMs === null ? null : one.buildMs / 1000),
      cell(mib(one.fileBytes), 1),
      cell(mib(one.memoryBytes), 1),
      cell(one.loadMs, 1),
      cell(one.openMs, 1),
      cell(shown?.ef, 0),
      cell(shown?.recall, 4),
      cell(shown?.p50Ms, 3),
      cell(shown?.p99Ms, 3),
      cell(filter?.recall, 4),
      cell(filter?.p50Ms, 3),
    ];
    log([name.padEnd(14), ...cells.map((text) => text.padStart(9))].join(" "));
    for (const note of one.notes) log(`${" ".repeat(15)}${note}`);
  };

  // The first makes the index that the browser opens.
  for (const name of ["vitrine", ...peers.node]) {
    const raw = await runInNode(name, shape, folder);
    add(name === "vitrine" ? "vitrine-node" : name, raw);
  }
  let plan: Awaited<ReturnType<typeof planned>> | undefined;
  let alternating: Duel | undefined;
  let rival: RawMeasurement | undefined;
  const raw = await runInBrowser("vitrine", shape, folder, async (api, measured, reopen) => {
    plan = await planned(api, corpus, truth, queries, folder);
    if (!peers.browser.includes(RIVAL)) return;
    rival = await runInBrowser(RIVAL, shape, folder, async (theirApi, theirs, theirReopen) => {
      const equal = atEqualRecall(evaluate(measured).sweep, evaluate(theirs).sweep);
      if (!equal) return;
      alternating = await duel(shape, equal, [api, reopen], [theirApi, theirReopen]);
    });
  });
  add("vitrine", { ...raw, buildMs: all["vitrine-node"]!.buildMs });
  for (const name of peers.browser) {
    add(name, name === RIVAL && rival ? rival : await runInBrowser(name, shape, folder));
  }
  if (peers.unusable) log(`not run: ${peers.unusable}`);

  for (const { kind, share, recall, p50Ms, methods, scored } of plan?.filtered ?? []) {
    const title = `${kind} ${round(share * 100, 3)} %`.padEnd(26);
    const work = scored === null ? methods : `${methods}, ${scored} scored`;
    log(`filter ${title} recall ${cell(recall, 4)}  p50 ${cell(p50Ms, 3)} ms  ${work}`);
  }

  const ours = all.vitrine!;
  const node = all["vitrine-node"]!;
  const compare = (name: string) => atEqualRecall(ours.sweep, all[name]?.sweep ?? []);
  const compareFilter = (name: string) =>
    atEqualRecall(ours.filter1pct, all[name]?.filter1pct ?? []);
  for (const name of Object.keys(all)) {
    const equal = name.startsWith("vitrine") ? null : compare(name);
    if (!equal) continue;
    log(
      `against ${name} at recall ${equal.recall}: ${equal.ours.p50Ms} ms (ef ${equal.ours.ef}) to ` +
        `${equal.theirs.p50Ms} ms (ef ${equal.theirs.ef}), ${equal.speedup} times as fast`,
    );
  }
  if (alternating) {
    const { recall, p50Ms, theirP50Ms, firstAnswerMs, openMs, theirOpenMs } = alternating;
    const times = `${p50Ms} ms to ${theirP50Ms} ms`;
    log(`searching in turn with ${RIVAL} at recall ${recall}: ${times}`);
    log(`opening in turn: first answer ${firstAnswerMs} ms, all ${openMs} ms to ${theirOpenMs} ms`);
  }
  const roughRecalls = raw.rough?.ids.map((ids, q) => truth.recall(queries[q]!, ids, K)) ?? [];
  const roughRecall = roughRecalls.length
    ? round(roughRecalls.reduce((sum, value) => sum + value, 0) / roughRecalls.length, 4)
    : null;
  if (raw.rough) {
    const time = cell(raw.rough.firstAnswerMs, 1);
    log(`vitrine's first answer, from sign bits alone: ${time} ms, recall ${roughRecall}`);
  }
  const shown = showcase(ours.sweep);
  const wasm = all["hnswlib-wasm"];
  const withLoading = (one?: Measurement) =>
    one?.openMs && one.loadMs ? one.openMs + one.loadMs : null;
  const buildPerSecond = (one?: Measurement) => ratio(shape.n * 1000, one?.buildMs, 0);
  return {
    n: shape.n,
    dim,
    corpus: corpus.name,
    recallAt10: shown?.recall ?? null,
    p50Ms: shown?.p50Ms ?? null,
    p99Ms: shown?.p99Ms ?? null,
    ef: shown?.ef ?? null,
    method: plan?.plain.methods ?? null,
    planned: plan?.plain ?? null,
    speedupVsHnswlibWasmAtEqualRecall: alternating
      ? ratio(alternating.theirP50Ms, alternating.p50Ms)
      : null,
    speedupVsHnswlibNodeAtEqualRecall: compare("hnswlib-node")?.speedup ?? null,
    filter1pctSpeedupVsHnswlibWasm: compareFilter("hnswlib-wasm")?.speedup ?? null,
    /** To the first answer, from sign bits alone, and its recall; then to a full one. */
    firstAnswerMs: raw.rough ? round(raw.rough.firstAnswerMs, 1) : null,
    firstAnswerRecallAt10: roughRecall,
    openMs: ours.openMs && round(ours.openMs, 1),
    openSpeedupVsHnswlibWasm: ratio(alternating?.theirOpenMs, alternating?.firstAnswerMs),
    fullOpenSpeedupVsHnswlibWasm: ratio(alternating?.theirOpenMs, alternating?.openMs),
    loadAndFullOpenSpeedupVsHnswlibWasm: ratio(withLoading(wasm), withLoading(ours)),
    bytesPerItem: ratio(ours.fileBytes, shape.n, 1),
    /** Ours by theirs: less is better. */
    memoryRatioVsHnswlibWasm: ratio(ours.memoryBytes, wasm?.memoryBytes, 3),
    fileRatioVsHnswlibWasm: ratio(ours.fileBytes, wasm?.fileBytes, 3),
    worstFilterRecall: plan ? Math.min(...plan.filtered.map(({ recall }) => recall)) : null,
    /** Items in a second of one core. */
    buildPerSecond: buildPerSecond(node),
    /** Ours by theirs: more is better. */
    buildRatioVsHnswlibNode: ratio(all["hnswlib-node"]?.buildMs, node.buildMs),
    filters: plan?.filtered ?? null,
    measured: all,
  };
}

function choose(names: readonly string[], wanted: string | undefined): string[] {
  const list = wanted?.split(",").map((name) => name.trim());
  return list ? names.filter((name) => list.includes(name)) : [...names];
}

/** Vitrine's index in Chromium on one thread against its peers, in the same run. */
export async function vector(options: VectorBenchOptions) {
  const { n, log } = options;
  const kernel = await preparePage();
  const node = choose(IN_NODE, options.peers);
  const browser = choose(IN_BROWSER, options.peers);
  const needed = [...node, ...browser.filter((name) => name !== OWN)];
  const unusable = needed.length > 0 ? installPeers(log) : undefined;
  const peers = unusable
    ? { node: [], browser: browser.filter((name) => name === OWN), unusable }
    : { node, browser };
  log(`graphs: M ${GRAPH.m}, efConstruction ${GRAPH.efConstruction}, all over one thread`);
  log("build: processor time in Node, elapsed time in the browser; shown is the fastest setting");
  log("with a recall@10 of 0.99 or more, or else the most exact one");
  const corpora: Record<string, unknown> = {};
  let headline: Awaited<ReturnType<typeof runCorpus>> | undefined;
  for (const key of choose(Object.keys(CORPORA), options.corpora)) {
    const corpus = await CORPORA[key]!({ n, log });
    if ("missing" in corpus) {
      log(`\n${key}: skipped, ${corpus.missing}`);
      corpora[key] = { skipped: corpus.missing };
      continue;
    }
    const result = await runCorpus(key, corpus, peers, kernel, log);
    headline ??= result;
    corpora[key] = result;
  }
  if (!headline) throw new Error(`No corpus of ${Object.keys(CORPORA).join(", ")} was run.`);
  const { filters: _filters, measured: _measured, ...figures } = headline;
  return { bench: "vector", ...figures, graph: GRAPH, peersMissing: unusable ?? null, corpora };
}
