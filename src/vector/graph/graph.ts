import { VisualSearchError } from "../../lib/errors.ts";
import { type CodedRows, ROW_FLOATS, strideOf } from "../codes/int8-code.ts";
import { mulberry32 } from "../codes/rotation.ts";
import { bytesOf } from "../file/container.ts";
import { createKernel, ENTRY_BYTES, type Kernel, Layout, PENDING_BYTES } from "../kernel/kernel.ts";

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
  /** The row that a search starts from where there are no upper levels. */
  entry: number;
  m: number;
  efConstruction: number;
}

export interface GraphOptions {
  /** Neighbours a row chooses, 2 to 128; twice as many at most on the ground level. Default 16. */
  m?: number;
  /** Rows looked at when choosing, `m` to 2000. Default 200. */
  efConstruction?: number;
  /** Seed of the levels, uint32. Default 1. */
  seed?: number;
}

/** The functions of the kernel that build a graph. */
export type BuildCall =
  | "setRows"
  | "setVisited"
  | "setPending"
  | "beginBuild"
  | "proposeRows"
  | "linkRows";

/** One or more instances of the kernel over one memory. */
export interface Crew {
  /** Number of instances. */
  readonly size: number;
  readonly memory: WebAssembly.Memory;
  /** Calls a function in every instance, each with its own arguments, and waits until all are done. */
  run(call: BuildCall, args: (part: number) => number[]): void;
  /** Ends the instances. */
  end(): void;
}

/** @param bytes the memory needed by a crew of that size */
export type CrewFactory = (bytes: (size: number) => number) => Crew;

const soloCrew: CrewFactory = (bytes) => {
  const { kernel, memory } = createKernel(bytes(1));
  return {
    size: 1,
    memory,
    run: (call, args) => (kernel[call] as (...numbers: number[]) => void)(...args(0)),
    end: () => {},
  };
};

export type BuildProgress = (done: number, total: number) => void;

const DEFAULTS = { m: 16, efConstruction: 200, seed: 1 };
export const MAX_GRAPH_M = 128;
const MAX_EF_CONSTRUCTION = 2000;
export const MAX_LEVELS = 16;
/** Rows of a batch do not see each other, so that it must be small beside the graph. */
const MAX_BATCH = 1000;
const BATCH_SHARE = 1 / 50;

/** Size of the batch that follows `done` rows; part of what makes a graph repeatable. */
function batchAfter(done: number): number {
  return Math.max(1, Math.min(MAX_BATCH, Math.floor(done * BATCH_SHARE)));
}

function checkOptions(options: GraphOptions): Required<GraphOptions> {
  const { m, efConstruction, seed } = { ...DEFAULTS, ...options };
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (
    !whole(m, 2, MAX_GRAPH_M) ||
    !whole(efConstruction, m, MAX_EF_CONSTRUCTION) ||
    !whole(seed, 0, 0xffff_ffff)
  ) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected a graph with m of 2 to ${MAX_GRAPH_M}, efConstruction of m to ${MAX_EF_CONSTRUCTION} and a ` +
        `uint32 seed, got m ${m}, efConstruction ${efConstruction}, seed ${seed}.`,
    );
  }
  return { m, efConstruction, seed };
}

/**
 * Builds an HNSW graph over coded rows. The same rows, options and seed give the same graph.
 *
 * @throws VisualSearchError `invalid-argument` for the options, `runtime-failed` where memory runs out
 */
export function buildGraph(
  coded: CodedRows,
  options: GraphOptions,
  onProgress?: BuildProgress,
  createCrew: CrewFactory = soloCrew,
): Graph {
  const { m, efConstruction, seed } = checkOptions(options);
  const { params, codes, rows } = coded;
  const count = rows.length / ROW_FLOATS;
  const stride = strideOf(params.dim);

  const levelOf = drawLevels(count, m, seed);
  const upperOf = new Uint32Array(count);
  let upperBlocks = 0;
  levelOf.forEach((level, row) => {
    upperOf[row] = upperBlocks;
    upperBlocks += level;
  });

  const layout = new Layout();
  const codeAt = layout.place(codes.byteLength);
  const rowAt = layout.place(rows.byteLength);
  const groundAt = layout.place(count * (1 + 2 * m) * 4);
  const upperAt = layout.place(upperBlocks * (1 + m) * 4);
  const upperOfAt = layout.place(count * 4);
  const levelAt = layout.place(count);
  const scratch = {
    visited: count * 2,
    query: stride * 2,
    pending: PENDING_BYTES,
    found: (efConstruction + 1) * ENTRY_BYTES,
    chosen: m * ENTRY_BYTES,
    pruned: (4 * m + 2) * ENTRY_BYTES,
  };
  // What each instance needs for itself.
  const ownAt = layout.end;
  const ownBytes = new Layout();
  const own = Object.fromEntries(
    Object.entries(scratch).map(([name, bytes]) => [name, ownBytes.place(bytes)]),
  ) as Record<keyof typeof scratch, number>;
  const crew = createCrew((size) => ownAt + size * ownBytes.end);
  const at = (part: number, name: keyof typeof scratch) => ownAt + part * ownBytes.end + own[name];

  try {
    const { memory } = crew;
    new Int8Array(memory.buffer, codeAt).set(codes);
    new Float32Array(memory.buffer, rowAt, rows.length).set(rows);
    new Uint8Array(memory.buffer, levelAt).set(levelOf);
    new Uint32Array(memory.buffer, upperOfAt, count).set(upperOf);
    crew.run("setRows", () => [codeAt, stride, rowAt, squareOf(params.mean)]);
    crew.run("setVisited", (part) => [at(part, "visited"), count]);
    crew.run("setPending", (part) => [at(part, "pending")]);
    crew.run("beginBuild", (part) => [
      m,
      groundAt,
      upperAt,
      upperOfAt,
      levelAt,
      at(part, "query"),
      at(part, "found"),
      at(part, "chosen"),
      at(part, "pruned"),
    ]);

    let entry = 0;
    let first = Math.min(1, count);
    while (first < count) {
      const end = Math.min(count, first + batchAfter(first));
      const share = (part: number) => first + Math.floor(((end - first) * part) / crew.size);
      crew.run("proposeRows", (part) => [share(part), share(part + 1), entry, efConstruction]);
      crew.run("linkRows", (part) => [first, end, part, crew.size]);
      for (let row = first; row < end; row++) if (levelOf[row]! > levelOf[entry]!) entry = row;
      first = end;
      onProgress?.(end, count);
    }

    const block = (row: number, level: number): Uint32Array => {
      const address =
        level === 0
          ? groundAt + row * (1 + 2 * m) * 4
          : upperAt + (upperOf[row]! + level - 1) * (1 + m) * 4;
      const [degree] = new Uint32Array(memory.buffer, address, 1);
      return new Uint32Array(memory.buffer, address + 4, degree);
    };
    const bridges = bridgesFrom(entry, count, (row) => block(row, 0));
    const neighbours = (row: number, level: number): ArrayLike<number> => {
      const more = level === 0 ? bridges.get(row) : undefined;
      return more ? [...block(row, level), ...more] : block(row, level);
    };
    return packGraph({ levelOf, entry, neighbours, m, efConstruction });
  } finally {
    crew.end();
  }
}

/** Rows that one leads to beside its neighbours; of many that are alike, these lead to the others. */
const MOST_BRIDGES = 32;

/**
 * What leads to rows that no way leads to from `entry`, as no other row has kept them (1 of 1,000 among 100,000 in
 * clusters): for each of their neighbours that can be reached, the first if there are several, the rows it should
 * lead to as well.
 */
function bridgesFrom(
  entry: number,
  count: number,
  neighbours: (row: number) => Uint32Array,
): Map<number, number[]> {
  const isReached = new Uint8Array(count);
  const spread = (from: number) => {
    isReached[from] = 1;
    const open = [from];
    for (let row = open.pop(); row !== undefined; row = open.pop()) {
      for (const other of neighbours(row)) {
        if (isReached[other]) continue;
        isReached[other] = 1;
        open.push(other);
      }
    }
  };
  if (count > 0) spread(entry);
  const bridges = new Map<number, number[]>();
  /** For a row with as many as it may have, who leads on in its place. */
  const successors = new Map<number, number>();
  const addBridge = (first: number, row: number) => {
    const from = successors.get(first) ?? first;
    const rows = bridges.get(from);
    if (!rows) bridges.set(from, [row]);
    else rows.push(row);
    if (rows && rows.length >= MOST_BRIDGES) successors.set(first, row);
  };
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (let row = isReached.indexOf(0); row >= 0; row = isReached.indexOf(0, row + 1)) {
      const from = neighbours(row).find((other) => isReached[other] === 1);
      if (from === undefined) continue;
      addBridge(from, row);
      spread(row);
      isNew = true;
    }
  }
  return bridges;
}

/** A graph as it stands in memory while it is built, or in another library's file. */
export interface LooseGraph {
  /** Highest level of each row. */
  levelOf: Uint8Array;
  /** A row of the highest level. */
  entry: number;
  /** Rows that a row is linked to on a level that it has. */
  neighbours(row: number, level: number): ArrayLike<number>;
  m: number;
  efConstruction: number;
}

export function packGraph({ levelOf, entry, neighbours, m, efConstruction }: LooseGraph): Graph {
  const ground = packLists(levelOf.length, (row) => neighbours(row, 0));
  return { ...ground, levels: packLevels(levelOf, entry, neighbours), entry, m, efConstruction };
}

/** Levels with the exponential distribution of the HNSW paper, section 4: normalisation 1 / ln(m). */
function drawLevels(count: number, m: number, seed: number): Uint8Array {
  const random = mulberry32(seed);
  const factor = 1 / Math.log(m);
  return Uint8Array.from({ length: count }, () => {
    const uniform = (random() + 1) / 2 ** 32;
    return Math.min(MAX_LEVELS - 1, Math.floor(-Math.log(uniform) * factor));
  });
}

function packLists(
  count: number,
  list: (i: number) => ArrayLike<number>,
): { offsets: Uint32Array; neighbours: Uint32Array } {
  const offsets = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i + 1] = offsets[i]! + list(i).length;
  const neighbours = new Uint32Array(offsets[count]!);
  for (let i = 0; i < count; i++) neighbours.set(list(i), offsets[i]!);
  return { offsets, neighbours };
}

function packLevels(
  levelOf: Uint8Array,
  entry: number,
  block: (row: number, level: number) => ArrayLike<number>,
): Level[] {
  const levels: Level[] = [];
  let below: Map<number, number> | undefined;
  for (let level = 1; level <= (levelOf[entry] ?? 0); level++) {
    const rows: number[] = [];
    levelOf.forEach((top, row) => {
      if (top >= level && row !== entry) rows.push(row);
    });
    // A search starts at node 0.
    rows.unshift(entry);
    const numbers = new Map(rows.map((row, number) => [row, number]));
    const lists = packLists(rows.length, (node) =>
      Uint32Array.from(block(rows[node]!, level), (row) => numbers.get(row)!),
    );
    const down = Uint32Array.from(rows, (row) => below?.get(row) ?? row);
    levels.push({ rows: Uint32Array.from(rows), down, ...lists });
    below = numbers;
  }
  return levels;
}

export function squareOf(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return sum;
}

// ---- in a file ----

/** As a file has them in 16 bits. */
const MAX_DEGREE = 0xffff;

/** Numbers before the levels: their count, entry, m, efConstruction. */
const UPPER_HEADER = 4;

/** The upper levels and settings as uint32 numbers; `readUpper` reads them. */
export function writeUpper(graph: Graph): Uint8Array {
  const { levels, entry, m, efConstruction } = graph;
  const parts: ArrayLike<number>[] = [[levels.length, entry, m, efConstruction]];
  for (const { rows, down, offsets, neighbours } of levels) {
    parts.push([rows.length, neighbours.length], rows, down, offsets, neighbours);
  }
  const numbers = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    numbers.set(part, at);
    at += part.length;
  }
  return bytesOf(numbers);
}

function invalid(problem: string): VisualSearchError {
  return new VisualSearchError(
    "index-invalid",
    `Expected a sound graph, but ${problem}. Build the index again.`,
  );
}

/** What the kernel's `checkLists` finds wrong, by number. */
const LIST_FAULTS = [
  "",
  "whose offsets do not cover its neighbours",
  "whose offsets do not ascend",
  "with neighbours that it does not have",
];

/** Checks that lists are in order and name nodes that exist. */
function checkLists(
  kernel: Kernel,
  what: string,
  count: number,
  offsets: Uint32Array,
  neighbours: Uint32Array,
): void {
  const { byteOffset } = neighbours;
  const fault = kernel.checkLists(offsets.byteOffset, byteOffset, count, neighbours.length);
  if (fault !== 0) throw invalid(`it has ${what} ${LIST_FAULTS[fault]}`);
}

/**
 * The number of each row's neighbours on the ground level; `readGraph` reads them.
 *
 * @throws VisualSearchError `invalid-argument` where one is beyond 65535
 */
export function writeDegrees({ offsets }: Graph): Uint8Array {
  const degrees = new Uint16Array(offsets.length - 1);
  for (let row = 0; row < degrees.length; row++) {
    const degree = offsets[row + 1]! - offsets[row]!;
    if (degree > MAX_DEGREE) {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a graph of at most ${MAX_DEGREE} neighbours a row, got ${degree} of row ${row}.`,
      );
    }
    degrees[row] = degree;
  }
  return bytesOf(degrees);
}

/**
 * Reads and checks a graph from the sections of an index: aligned views of the kernel's memory. Writes the offsets of
 * the ground level, of which the file has the numbers of neighbours, into `offsets`, one more than there are rows.
 *
 * @throws VisualSearchError `index-invalid`
 */
export function readGraph(
  kernel: Kernel,
  degrees: Uint16Array,
  offsets: Uint32Array,
  neighbours: Uint32Array,
  upper: Uint32Array,
): Graph {
  const count = degrees.length;
  const edges = neighbours.length;
  if (!kernel.layLists(degrees.byteOffset, count, offsets.byteOffset, edges)) {
    throw invalid(`its rows do not have the ${edges} neighbours together that there are`);
  }
  if (!kernel.allBelow(neighbours.byteOffset, edges, count)) {
    throw invalid("it has a ground level with neighbours that it does not have");
  }
  const [levelCount = 0, entry = 0, m = 0, efConstruction = 0] = upper;
  if (upper.length < UPPER_HEADER || levelCount > MAX_LEVELS || entry >= Math.max(1, count)) {
    throw invalid(`its header says ${levelCount} levels from row ${entry} of ${count}`);
  }
  const levels: Level[] = [];
  let at = UPPER_HEADER;
  for (let number = 1; number <= levelCount; number++) {
    const [nodes = 0, edges = 0] = upper.subarray(at, at + 2);
    at += 2;
    if (nodes < 1 || nodes > count || at + 3 * nodes + 1 + edges > upper.length) {
      throw invalid(`level ${number} claims ${nodes} nodes and ${edges} edges`);
    }
    const take = (length: number) => {
      const part = upper.subarray(at, at + length);
      at += length;
      return part;
    };
    const level = {
      rows: take(nodes),
      down: take(nodes),
      offsets: take(nodes + 1),
      neighbours: take(edges),
    };
    checkLists(kernel, `a level ${number}`, nodes, level.offsets, level.neighbours);
    const below = levels.at(-1)?.rows;
    level.rows.forEach((row, node) => {
      const down = level.down[node]!;
      if (row >= count || (below ? below[down] : down) !== row) {
        throw invalid(`node ${node} of level ${number} is row ${row}, but not on the level below`);
      }
    });
    levels.push(level);
  }
  if (at !== upper.length) throw invalid(`${upper.length - at} numbers follow its last level`);
  return { offsets, neighbours, levels, entry, m, efConstruction };
}
