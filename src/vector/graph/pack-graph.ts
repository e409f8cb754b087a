/** Packs a graph for searching: lists of neighbours one after another, levels with nodes of their own. */
import type { Graph, Level } from "./graph.ts";

/** A graph as it is in memory while it is built, or in another library's file. */
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
  neighbours: (row: number, level: number) => ArrayLike<number>,
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
      Uint32Array.from(neighbours(rows[node]!, level), (row) => numbers.get(row)!),
    );
    const down = Uint32Array.from(rows, (row) => below?.get(row) ?? row);
    levels.push({ rows: Uint32Array.from(rows), down, ...lists });
    below = numbers;
  }
  return levels;
}
