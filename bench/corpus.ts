/** The vectors that benches search, drawn with a seed. */
import { existsSync, readFileSync } from "node:fs";
import {
  mixtureVectors,
  normalizeRows,
  seededNormal,
  seededRandom,
} from "../src/vector/corpus.testing.ts";

export const REAL_VECTORS = "../shared/data/clip-vectors/images-2000.f32.npy";
const CLUSTERS = 40;
const ROUNDS = 8;

/** The numbers of a two-dimensional float32 `.npy` file (NumPy's format, version 1). */
export function readNpy(file: string): { data: Float32Array; dim: number } {
  const bytes = readFileSync(file);
  const headerBytes = bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, 10 + headerBytes);
  const dim = Number(/'shape': \(\d+, (\d+)\)/.exec(header)?.[1]);
  if (!header.includes("'<f4'") || !dim) throw new Error(`${file}: expected rows of float32`);
  return { data: new Float32Array(Uint8Array.from(bytes.subarray(10 + headerBytes)).buffer), dim };
}

/** Row numbers by cluster, by k-means. */
function cluster(data: Float32Array, dim: number, random: () => number): number[][] {
  const count = data.length / dim;
  const centres = Array.from({ length: CLUSTERS }, () => {
    const row = Math.floor(random() * count);
    return Float64Array.from(data.subarray(row * dim, (row + 1) * dim));
  });
  let members: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    members = centres.map(() => []);
    for (let row = 0; row < count; row++) {
      let best = 0;
      let least = Infinity;
      centres.forEach((centre, c) => {
        let distance = 0;
        for (let d = 0; d < dim; d++) distance += (data[row * dim + d]! - centre[d]!) ** 2;
        if (distance < least) [best, least] = [c, distance];
      });
      members[best]!.push(row);
    }
    centres.forEach((centre, c) => {
      if (members[c]!.length === 0) return;
      centre.fill(0);
      for (const row of members[c]!) {
        for (let d = 0; d < dim; d++) centre[d]! += data[row * dim + d]! / members[c]!.length;
      }
    });
  }
  return members.filter((rows) => rows.length > 1);
}

/**
 * Vectors with the mean, clusters and covariances of real ones: a cluster by its share, and its mean
 * plus a normally weighted sum of its members' deviations, which has the cluster's own covariance.
 */
function drawLike(data: Float32Array, dim: number, count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const normal = seededNormal(seed + 1);
  const clusters = cluster(data, dim, seededRandom(1)).map((rows) => {
    const mean = new Float64Array(dim);
    for (const row of rows) {
      for (let d = 0; d < dim; d++) mean[d]! += data[row * dim + d]! / rows.length;
    }
    const deviations = rows.map((row) =>
      Float32Array.from({ length: dim }, (_, d) => data[row * dim + d]! - mean[d]!),
    );
    return { mean, deviations };
  });
  const drawer = clusters.flatMap((one) => one.deviations.map(() => one));
  const out = new Float32Array(count * dim);
  for (let i = 0; i < count; i++) {
    const { mean, deviations } = drawer[Math.floor(random() * drawer.length)]!;
    const row = out.subarray(i * dim, (i + 1) * dim);
    row.set(mean);
    for (const deviation of deviations) {
      const weight = normal() / Math.sqrt(deviations.length);
      for (let d = 0; d < dim; d++) row[d]! += weight * deviation[d]!;
    }
  }
  return normalizeRows(out, dim);
}

export interface Corpus {
  /** What the vectors were drawn from. */
  name: string;
  vectors: Float32Array;
  queries: Float32Array;
}

/** Seeded unit vectors drawn like real CLIP vectors, where those are at hand. */
export function makeCorpus(count: number, queryCount: number, dim: number): Corpus {
  if (existsSync(REAL_VECTORS)) {
    const real = readNpy(REAL_VECTORS);
    if (real.dim === dim) {
      return {
        name: "drawn from the clusters of 2,000 real CLIP vectors",
        vectors: drawLike(real.data, dim, count, 11),
        queries: drawLike(real.data, dim, queryCount, 12),
      };
    }
  }
  // One stream, so that queries come from the same clusters.
  const all = mixtureVectors(count + queryCount, dim, 11);
  return {
    name: "a low-rank mixture",
    vectors: all.subarray(0, count * dim),
    queries: all.subarray(count * dim),
  };
}
