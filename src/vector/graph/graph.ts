/** What an HNSW graph is: Malkov and Yashunin, arXiv 1603.09320. */

/** One upper level of an HNSW graph. Nodes have numbers of their own on each level. */
export interface Level {
  /** Row of each node. */
  rows: Uint32Array;
  /** Number of each node on the level below; its row on the lowest upper level. */
  down: Uint32Array;
  /** The neighbours of node i are those from `offsets[i]` to `offsets[i + 1]`. */
  offsets: Uint32Array;
  /** Node numbers. */
  neighbours: Uint32Array;
}

/** A finished HNSW graph over the rows of an index. */
export interface Graph {
  /** Neighbours on the ground level, as in `Level`; rows. */
  offsets: Uint32Array;
  neighbours: Uint32Array;
  /** Upper levels, lowest first. A search without sign bits starts at node 0 of the last. */
  levels: Level[];
  /** The row that a search starts from if there are no upper levels. */
  entry: number;
  m: number;
  efConstruction: number;
}

/** How a graph is built. The defaults suit catalogs of some thousand to a million products. */
export interface GraphOptions {
  /** Neighbours that a row chooses, 2 to 128; on the ground level it has at most twice as many. Default 16. */
  m?: number;
  /** Candidates for its neighbours, `m` to 2000. Default 200. */
  efConstruction?: number;
  /** Seed of the levels, uint32. Default 1. */
  seed?: number;
}

export const MAX_GRAPH_M = 128;
export const MAX_LEVELS = 16;
