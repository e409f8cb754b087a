/** Builds an HNSW graph over coded rows: batch after batch, by a crew of kernels. */
import { checkInteger } from "../../lib/checks.ts";
import { mulberry32 } from "../../lib/random.ts";
import { type CodedRows, squareOf, strideOf } from "../codes/int8-code.ts";
import { ENTRY_BYTES, PENDING_BYTES, ROW_FLOATS } from "../kernel/exports.generated.ts";
import { Layout } from "../kernel/layout.ts";
import { bridgesFrom } from "./bridges.ts";
import { type Crew, type CrewFactory, soloCrew } from "./crew.ts";
import { type Graph, type GraphOptions, MAX_GRAPH_M, MAX_LEVELS } from "./graph.ts";
import { packGraph } from "./pack-graph.ts";

/** Is told how many of all rows are in the graph. May throw, to give up. */
export type BuildProgress = (done: number, total: number) => void;

const DEFAULTS = { m: 16, efConstruction: 200, seed: 1 };
const MAX_EF_CONSTRUCTION = 2000;

/** Rows of a batch do not see each other, so that it must be small beside the graph. */
const MAX_BATCH = 1000;
const BATCH_SHARE = 1 / 50;

/** Size of the batch after `done` rows. Every graph depends on it. */
function batchAfter(done: number): number {
  return Math.max(1, Math.min(MAX_BATCH, Math.floor(done * BATCH_SHARE)));
}

function checkOptions(options: GraphOptions): Required<GraphOptions> {
  const { m, efConstruction, seed } = { ...DEFAULTS, ...options };
  return {
    m: checkInteger("graph.m", m, 2, MAX_GRAPH_M),
    efConstruction: checkInteger("graph.efConstruction", efConstruction, m, MAX_EF_CONSTRUCTION),
    seed: checkInteger("graph.seed", seed, 0, 0xffff_ffff),
  };
}

/**
 * Builds an HNSW graph over coded rows. The same rows, options and seed give the same graph, whatever the crew.
 *
 * @throws VisualSearchError `invalid-argument` for the options, `runtime-failed` if there is not enough memory
 */
export function buildGraph(
  coded: CodedRows,
  options: GraphOptions,
  onProgress?: BuildProgress,
  createCrew: CrewFactory = soloCrew,
): Graph {
  const settings = checkOptions(options);
  const count = coded.rows.length / ROW_FLOATS;
  const levels = drawLevels(count, settings);
  const places = placeGraph(coded, levels, settings);
  const crew = createCrew(places.bytes);
  try {
    writeRows(crew.memory, places, coded, levels);
    prepareCrew(crew, places, coded, settings);
    const entry = addRows(crew, levels.highest, settings, onProgress);
    const block = (row: number, level: number) => readBlock(crew.memory, places, row, level);
    const bridges = bridgesFrom(entry, count, (row) => block(row, 0));
    const neighbours = (row: number, level: number): ArrayLike<number> => {
      const more = level === 0 ? bridges.get(row) : undefined;
      return more ? [...block(row, level), ...more] : block(row, level);
    };
    return packGraph({ levelOf: levels.highest, entry, neighbours, ...settings });
  } finally {
    crew.end();
  }
}

interface DrawnLevels {
  /** Highest level of each row. */
  highest: Uint8Array;
  /** Number of the first block of each row on the upper levels, and of all of them. */
  upperNumbers: Uint32Array;
  upperBlocks: number;
}

/** Draws levels with the exponential distribution of the HNSW paper, section 4: normalisation 1 / ln(m). */
function drawLevels(count: number, { m, seed }: Required<GraphOptions>): DrawnLevels {
  const random = mulberry32(seed);
  const factor = 1 / Math.log(m);
  const highest = Uint8Array.from({ length: count }, () => {
    const uniform = (random() + 1) / 2 ** 32;
    return Math.min(MAX_LEVELS - 1, Math.floor(-Math.log(uniform) * factor));
  });
  const upperNumbers = new Uint32Array(count);
  let upperBlocks = 0;
  highest.forEach((level, row) => {
    upperNumbers[row] = upperBlocks;
    upperBlocks += level;
  });
  return { highest, upperNumbers, upperBlocks };
}

type Workspace = Record<"visited" | "pending" | "query" | "found" | "chosen" | "pruned", number>;

/** Where everything is in the memory of a crew. */
interface Places {
  m: number;
  codes: number;
  rows: number;
  ground: number;
  upper: number;
  upperNumbers: number;
  levels: number;
  /** The level numbers of rows, for finding their blocks. */
  numbers: Uint32Array;
  /** What an instance needs for itself. */
  workspace(part: number): Workspace;
  /** The memory that a crew of a size needs. */
  bytes(size: number): number;
}

function placeGraph(
  { params, codes, rows }: CodedRows,
  { upperNumbers, upperBlocks }: DrawnLevels,
  { m, efConstruction }: Required<GraphOptions>,
): Places {
  const count = upperNumbers.length;
  const layout = new Layout();
  const shared = {
    codes: layout.place(codes.byteLength),
    rows: layout.place(rows.byteLength),
    ground: layout.place(count * blockBytes(m, 0)),
    upper: layout.place(upperBlocks * blockBytes(m, 1)),
    upperNumbers: layout.place(count * 4),
    levels: layout.place(count),
  };
  const ownStart = layout.end;
  const own = new Layout();
  const offsets: Workspace = {
    visited: own.place(count * 2),
    query: own.place(strideOf(params.dim) * 2),
    pending: own.place(PENDING_BYTES),
    found: own.place((efConstruction + 1) * ENTRY_BYTES),
    chosen: own.place(m * ENTRY_BYTES),
    pruned: own.place((4 * m + 2) * ENTRY_BYTES),
  };
  return {
    ...shared,
    m,
    numbers: upperNumbers,
    workspace(part) {
      const start = ownStart + part * own.end;
      return {
        visited: start + offsets.visited,
        query: start + offsets.query,
        pending: start + offsets.pending,
        found: start + offsets.found,
        chosen: start + offsets.chosen,
        pruned: start + offsets.pruned,
      };
    },
    bytes: (size) => ownStart + size * own.end,
  };
}

/** Bytes of a row's block: the number of its neighbours, and room for them. */
function blockBytes(m: number, level: number): number {
  return (1 + (level === 0 ? 2 * m : m)) * 4;
}

function readBlock(
  memory: WebAssembly.Memory,
  { m, ground, upper, numbers }: Places,
  row: number,
  level: number,
): Uint32Array {
  const address =
    level === 0
      ? ground + row * blockBytes(m, 0)
      : upper + (numbers[row]! + level - 1) * blockBytes(m, 1);
  const [degree] = new Uint32Array(memory.buffer, address, 1);
  return new Uint32Array(memory.buffer, address + 4, degree);
}

function writeRows(
  { buffer }: WebAssembly.Memory,
  places: Places,
  { codes, rows }: CodedRows,
  { highest, upperNumbers }: DrawnLevels,
): void {
  new Int8Array(buffer, places.codes).set(codes);
  new Float32Array(buffer, places.rows, rows.length).set(rows);
  new Uint8Array(buffer, places.levels).set(highest);
  new Uint32Array(buffer, places.upperNumbers, upperNumbers.length).set(upperNumbers);
}

function prepareCrew(
  crew: Crew,
  places: Places,
  { params }: CodedRows,
  { m }: Required<GraphOptions>,
): void {
  const count = places.numbers.length;
  const { codes, rows, ground, upper, upperNumbers, levels } = places;
  const stride = strideOf(params.dim);
  crew.run("setRows", () => [codes, stride, rows, count, squareOf(params.mean)]);
  crew.run("setVisited", (part) => [places.workspace(part).visited, count]);
  crew.run("setPending", (part) => [places.workspace(part).pending]);
  crew.run("setBlocks", () => [m, ground, upper, upperNumbers, levels]);
  crew.run("setWorkspace", (part) => {
    const { query, found, chosen, pruned } = places.workspace(part);
    return [query, found, chosen, pruned];
  });
}

/** Adds all rows to the graph, the first of which is there already. Returns the row of the highest level. */
function addRows(
  crew: Crew,
  levelOf: Uint8Array,
  { efConstruction }: Required<GraphOptions>,
  onProgress?: BuildProgress,
): number {
  const count = levelOf.length;
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
  return entry;
}
