/** The bench's script in the page; bundled by `run.ts`. */
import type { SearchOptions } from "../../../src/vector/index.ts";
import { type CorpusShape, EF_SWEEP, FILTER_EF_SWEEP, K, type Pass, pass } from "../measure.ts";
import { EdgeVec } from "./edgevec.ts";
import { Float32Scan } from "./float32-scan.ts";
import { HnswlibWasm } from "./hnswlib-wasm.ts";
import { type BrowserPeer, watchedBytes, watchMemories } from "./peer.ts";
import { Vitrine } from "./vitrine.ts";
import { VoySearch } from "./voy.ts";

const PEERS: Record<string, new () => BrowserPeer> = {
  vitrine: Vitrine,
  "hnswlib-wasm": HnswlibWasm,
  edgevec: EdgeVec,
  voy: VoySearch,
  "float32-simd": Float32Scan,
};

const fetchFile = async (name: string) => {
  const response = await fetch(`/corpus/${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.arrayBuffer();
};

async function readQueries(dim: number): Promise<Float32Array[]> {
  const all = new Float32Array(await fetchFile("queries.f32"));
  return Array.from({ length: all.length / dim }, (_, q) => all.subarray(q * dim, (q + 1) * dim));
}

let opened: BrowserPeer | undefined;

const api = {
  async build(name: string, shape: CorpusShape) {
    const peer = new PEERS[name]!();
    await peer.load();
    opened = peer;
    return { buildMs: await peer.build({ ...shape, fetch: fetchFile }), note: peer.note };
  },

  async store() {
    return opened!.store();
  },

  /** Opens what was stored, on a fresh page, and answers a first query. */
  async open(name: string, shape: CorpusShape) {
    const queries = await readQueries(shape.dim);
    const peer = new PEERS[name]!();
    const start = performance.now();
    await peer.load();
    const loaded = performance.now();
    let rough: { firstAnswerMs: number; ids: number[][] } | undefined;
    let waited = 0;
    if (peer.openRough) {
      await peer.openRough(shape);
      peer.search(queries[0]!, K, K);
      const answered = performance.now();
      const ids = queries.map((query) => Array.from(peer.search(query, K, K)));
      rough = { firstAnswerMs: answered - loaded, ids };
      waited = performance.now() - answered;
    }
    await peer.open(shape);
    peer.search(queries[0]!, K, K);
    opened = peer;
    const openMs = performance.now() - loaded - waited;
    return { loadMs: loaded - start, openMs, ...(rough && { rough }) };
  },

  /** One more pass with one setting. */
  async again(shape: CorpusShape, ef: number | null) {
    const queries = await readQueries(shape.dim);
    return pass(queries.length, ef, (q) => opened!.search(queries[q]!, K, ef ?? K));
  },

  async search(shape: CorpusShape) {
    const queries = await readQueries(shape.dim);
    const peer = opened!;
    const efs = peer.hasEf ? EF_SWEEP : [null];
    const sweep = efs.map((ef) =>
      pass(queries.length, ef, (q) => peer.search(queries[q]!, K, ef ?? K)),
    );
    return { sweep, memoryBytes: peer.memoryBytes?.() ?? watchedBytes() };
  },

  async filter(shape: CorpusShape, buckets: number) {
    const queries = await readQueries(shape.dim);
    const peer = opened!;
    if (!peer.searchBucket) return [];
    peer.prepareBuckets?.(new Uint8Array(await fetchFile("buckets.u8")));
    // Vitrine's planner chooses by itself.
    const efs = peer.hasEf && !(peer instanceof Vitrine) ? FILTER_EF_SWEEP : [null];
    return efs.map((ef) =>
      pass(queries.length, ef, (q) => peer.searchBucket!(queries[q]!, K, ef ?? K, q % buckets)),
    );
  },

  /** Vitrine as its planner has it: no `ef` given, for a file of one filter for each query if any. */
  async planned(shape: CorpusShape, filters: string | null, count: number) {
    const queries = (await readQueries(shape.dim)).slice(0, count);
    const { index } = opened as Vitrine;
    const words = Math.ceil(shape.n / 32);
    const all = filters ? new Uint32Array(await fetchFile(filters)) : undefined;
    const optionsOf = (q: number): SearchOptions =>
      all ? { k: K, filter: all.subarray(q * words, (q + 1) * words) } : { k: K };
    const measured: Pass = pass(
      queries.length,
      null,
      (q) => index.search(queries[q]!, optionsOf(q)).ids,
    );
    const explained = queries.map((query, q) => {
      const { method, scored } = index.search(query, optionsOf(q));
      return { method, scored };
    });
    return { ...measured, explained };
  },
};

export type PageApi = typeof api;

/** Some libraries throw what is no error, which would arrive as a mere "Object". */
function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const text = JSON.stringify(thrown) ?? String(thrown);
  return new Error(text === "{}" ? String(thrown) : text);
}

type AnyFunction = (...args: unknown[]) => Promise<unknown>;

watchMemories();
Object.assign(globalThis, {
  bench: Object.fromEntries(
    Object.entries(api).map(([name, act]) => [
      name,
      (...args: unknown[]) =>
        (act as AnyFunction)(...args).catch((thrown: unknown) => {
          throw toError(thrown);
        }),
    ]),
  ),
});
