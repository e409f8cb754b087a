/** Corpora of the vector bench: vectors drawn like real ones, real CLIP vectors, and embeddings of product photos. */
import { existsSync } from "node:fs";
import { makeCorpus, REAL_VECTORS, readNpy } from "../corpus.ts";
import { photoVectors } from "../photos.ts";

export interface BenchCorpus {
  name: string;
  dim: number;
  vectors: Float32Array;
  queries: Float32Array;
}

const DIM = 512;
const QUERIES = 200;

/** Takes rows at equal distances out of the corpus as queries, so that no query finds itself. */
function holdOut(name: string, data: Float32Array, dim: number): BenchCorpus {
  const count = data.length / dim;
  const step = Math.floor(count / QUERIES);
  const isQuery = (row: number) => row % step === 0 && row / step < QUERIES;
  const gather = (keep: (row: number) => boolean) => {
    const rows = Array.from({ length: count }, (_, row) => row).filter(keep);
    const out = new Float32Array(rows.length * dim);
    rows.forEach((row, i) => {
      out.set(data.subarray(row * dim, (row + 1) * dim), i * dim);
    });
    return out;
  };
  return { name, dim, vectors: gather((row) => !isQuery(row)), queries: gather(isQuery) };
}

type Maker = (options: {
  n: number;
  log: (line: string) => void;
}) => Promise<BenchCorpus | { missing: string }>;

/** The corpora by name. `drawn` has `n` rows; the others are real and have the rows that there are. */
export const CORPORA: Record<string, Maker> = {
  drawn: async ({ n }) => ({ ...makeCorpus(n, QUERIES, DIM), dim: DIM }),
  real: async () => {
    if (!existsSync(REAL_VECTORS)) return { missing: `${REAL_VECTORS} is not there` };
    const { data, dim } = readNpy(REAL_VECTORS);
    return holdOut("real CLIP vectors of photos", data, dim);
  },
  photos: async ({ log }) => {
    const photos = await photoVectors(log);
    if ("missing" in photos) return photos;
    return holdOut("real product photos by the starter model", photos.vectors, photos.dim);
  },
};
