/** Measures one library in Node; started by `run.ts`, to which it sends what it measured. */
import { readFileSync, statSync } from "node:fs";
import { BUCKETS } from "../filters.ts";
import { EF_SWEEP, FILTER_EF_SWEEP, K, type Pass, pass } from "../measure.ts";
import { HnswlibNode } from "./hnswlib-node.ts";
import type { NativePeer } from "./peer.ts";
import { Usearch } from "./usearch.ts";
import { VitrineNode } from "./vitrine.ts";

const PEERS: Record<string, () => NativePeer> = {
  vitrine: () => new VitrineNode(),
  "hnswlib-node": () => new HnswlibNode(),
  usearch: () => new Usearch("f32"),
  "usearch-i8": () => new Usearch("i8"),
};

const [name = "", folder = "", dimText = ""] = process.argv.slice(2);
const dim = Number(dimText);

const floats = (file: string) =>
  new Float32Array(Uint8Array.from(readFileSync(`${folder}/${file}`)).buffer);

const vectors = floats("vectors.f32");
const allQueries = floats("queries.f32");
const buckets = new Uint8Array(readFileSync(`${folder}/buckets.u8`));
const queries = Array.from({ length: allQueries.length / dim }, (_, q) =>
  allQueries.subarray(q * dim, (q + 1) * dim),
);
const shape = { n: vectors.length / dim, dim };
const path = `${folder}/${name === "vitrine" ? "index.vtrn" : `${name}.index`}`;

const builder = PEERS[name]!();
// Processor time, so that threads count and neighbours on this machine do not.
const before = process.cpuUsage();
await builder.build(vectors, shape);
const { user, system } = process.cpuUsage(before);
builder.save(path);

const peer = PEERS[name]!();
const start = performance.now();
peer.open(path, shape);
peer.search(queries[0]!, K);
const openMs = performance.now() - start;
const withEf = (efs: readonly number[], search: (q: number) => ArrayLike<number>): Pass[] =>
  (peer.hasEf ? efs : [null]).map((ef) => {
    if (ef) peer.setEf(ef);
    return pass(queries.length, ef, search);
  });

process.send!({
  buildMs: (user + system) / 1000,
  fileBytes: statSync(path).size,
  loadMs: null,
  openMs,
  memoryBytes: null,
  sweep: withEf(EF_SWEEP, (q) => peer.search(queries[q]!, K)),
  filter1pct: peer.searchBucket
    ? withEf(FILTER_EF_SWEEP, (q) => peer.searchBucket!(queries[q]!, K, buckets, q % BUCKETS))
    : [],
  notes: builder.note ? [builder.note] : [],
});
