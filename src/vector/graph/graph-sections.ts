/** A graph in an index file: the sections that hold it, written, and read with every number checked. */
import { VisualSearchError } from "../../lib/errors.ts";
import { bytesOf } from "../file/container.ts";
import {
  type Kernel,
  LISTS_OUT_OF_ORDER,
  LISTS_OUT_OF_RANGE,
  LISTS_SOUND,
  LISTS_UNCOVERED,
} from "../kernel/exports.generated.ts";
import { type Graph, type Level, MAX_LEVELS } from "./graph.ts";

/** Files have the number of neighbours in 16 bits. */
const MAX_DEGREE = 0xffff;

/** Numbers before the levels: their count, entry, m, efConstruction. */
const UPPER_HEADER = 4;

/** The upper levels and settings as uint32 numbers; `readGraph` reads them. */
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

/**
 * The number of each row's neighbours on the ground level; `readGraph` reads them.
 *
 * @throws VisualSearchError `invalid-argument` if one is above 65535
 */
export function writeDegrees({ offsets }: Graph): Uint8Array {
  const degrees = new Uint16Array(offsets.length - 1);
  for (let row = 0; row < degrees.length; row++) {
    const degree = offsets[row + 1]! - offsets[row]!;
    if (degree > MAX_DEGREE) {
      throw new VisualSearchError(
        "invalid-argument",
        `Expected a graph of at most ${MAX_DEGREE} neighbours a row, got ${degree} for row ${row}. ` +
          "Build it with a smaller m.",
      );
    }
    degrees[row] = degree;
  }
  return bytesOf(degrees);
}

function invalid(problem: string): VisualSearchError {
  return new VisualSearchError(
    "index-invalid",
    `Expected a sound graph, got ${problem}. Build the index again.`,
  );
}

/** What the kernel's `checkLists` finds. */
const LIST_FAULTS: Readonly<Record<number, string>> = {
  [LISTS_UNCOVERED]: "offsets that do not cover its neighbours",
  [LISTS_OUT_OF_ORDER]: "offsets that do not ascend",
  [LISTS_OUT_OF_RANGE]: "neighbours that it does not have",
};

/** The sections of a graph, in the kernel's memory. */
export interface GraphSections {
  /** Number of neighbours of each row on the ground level. */
  degrees: Uint16Array;
  /** Room for one offset more than there are rows; the file only has the degrees. */
  offsets: Uint32Array;
  neighbours: Uint32Array;
  upper: Uint32Array;
}

/**
 * Checks a graph, and computes the offsets of its ground level. Returns views of the kernel's memory.
 *
 * @throws VisualSearchError `index-invalid`
 */
export function readGraph(kernel: Kernel, sections: GraphSections): Graph {
  const { degrees, offsets, neighbours, upper } = sections;
  const count = degrees.length;
  const edges = neighbours.length;
  if (!kernel.layLists(degrees.byteOffset, count, offsets.byteOffset, edges)) {
    throw invalid(`${edges} neighbours, which is not the sum of what its rows have`);
  }
  if (!kernel.allBelow(neighbours.byteOffset, edges, count)) {
    throw invalid("a ground level with neighbours that it does not have");
  }
  const [levelCount = 0, entry = 0, m = 0, efConstruction = 0] = upper;
  if (upper.length < UPPER_HEADER || levelCount > MAX_LEVELS || entry >= Math.max(1, count)) {
    throw invalid(`a header of ${levelCount} levels from row ${entry} of ${count}`);
  }
  const levels: Level[] = [];
  let at = UPPER_HEADER;
  for (let number = 1; number <= levelCount; number++) {
    const { level, end } = readLevel(upper, at, number, count);
    checkLevel(kernel, level, number, levels.at(-1), count);
    levels.push(level);
    at = end;
  }
  if (at !== upper.length) throw invalid(`${upper.length - at} numbers after its last level`);
  return { offsets, neighbours, levels, entry, m, efConstruction };
}

/** The level that begins at a number of the section, and where the next one begins. */
function readLevel(
  upper: Uint32Array,
  start: number,
  number: number,
  count: number,
): { level: Level; end: number } {
  const [nodes = 0, edges = 0] = upper.subarray(start, start + 2);
  let at = start + 2;
  if (nodes < 1 || nodes > count || at + 3 * nodes + 1 + edges > upper.length) {
    throw invalid(`a level ${number} that claims ${nodes} nodes and ${edges} edges`);
  }
  const take = (length: number) => {
    at += length;
    return upper.subarray(at - length, at);
  };
  const level = {
    rows: take(nodes),
    down: take(nodes),
    offsets: take(nodes + 1),
    neighbours: take(edges),
  };
  return { level, end: at };
}

/** Checks that a level's lists are in order and its nodes are on the level below, too. */
function checkLevel(
  kernel: Kernel,
  { rows, down, offsets, neighbours }: Level,
  number: number,
  below: Level | undefined,
  count: number,
): void {
  const edges = neighbours.length;
  const found = kernel.checkLists(offsets.byteOffset, neighbours.byteOffset, rows.length, edges);
  if (found !== LISTS_SOUND) throw invalid(`a level ${number} with ${LIST_FAULTS[found]}`);
  rows.forEach((row, node) => {
    const under = down[node]!;
    if (row >= count || (below ? below.rows[under] : under) !== row) {
      throw invalid(`a node ${node} of level ${number} whose row ${row} is not on the level below`);
    }
  });
}
