/** `bench -- vector`: the graph search against other libraries, in Node and in Chromium. */
import { preparePage } from "./peers/browser/run.ts";
import { CORPORA } from "./peers/corpora.ts";
import { installPeers } from "./peers/install.ts";
import { GRAPH } from "./peers/measure.ts";
import { type Peers, runCorpus } from "./vector/run-corpus.ts";

const IN_NODE = ["hnswlib-node", "usearch", "usearch-i8"];
const IN_BROWSER = ["hnswlib-wasm", "edgevec", "voy", "float32-simd"];
/** Needs nothing installed. */
const OWN = "float32-simd";

export interface VectorBenchOptions {
  n: number;
  log: (line: string) => void;
  /** Names separated by commas, `none`, or (default) all. */
  peers?: string | undefined;
  corpora?: string | undefined;
}

/** Vitrine's index in Chromium on one thread against its peers, in the same run. */
export async function vector(options: VectorBenchOptions) {
  const { n, log } = options;
  const kernel = await preparePage();
  const peers = usablePeers(options);
  log(`graphs: M ${GRAPH.m}, efConstruction ${GRAPH.efConstruction}, all over one thread`);
  log("build: processor time in Node, elapsed time in the browser. Each library is shown with its");
  log("fastest setting that has a recall@10 of 0.99 or more, or else with its most exact one");
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
  if (!headline) {
    throw new Error(
      `Expected a corpus of ${Object.keys(CORPORA).join(", ")}, got none that is there.`,
    );
  }
  const { filters: _filters, measured: _measured, ...figures } = headline;
  const peersMissing = peers.unusable ?? null;
  return { bench: "vector", ...figures, graph: GRAPH, peersMissing, corpora };
}

/** The wanted peers, installed; if that fails, those that need nothing installed. */
function usablePeers({ peers, log }: VectorBenchOptions): Peers {
  const node = choose(IN_NODE, peers);
  const browser = choose(IN_BROWSER, peers);
  const needed = [...node, ...browser.filter((name) => name !== OWN)];
  const unusable = needed.length > 0 ? installPeers(log) : undefined;
  if (!unusable) return { node, browser };
  return { node: [], browser: browser.filter((name) => name === OWN), unusable };
}

function choose(names: readonly string[], wanted: string | undefined): string[] {
  const list = wanted?.split(",").map((name) => name.trim());
  return list ? names.filter((name) => list.includes(name)) : [...names];
}
