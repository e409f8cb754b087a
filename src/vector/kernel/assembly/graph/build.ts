/**
 * The construction of a graph: Algorithm 1 of the HNSW paper in two steps, so that several instances of the kernel can
 * share the work over one memory and make the same graph as one alone. First all rows of a batch choose their
 * neighbours in the graph as it was before the batch. Then they become neighbours of these.
 */

import { scoreRow, setRowAsQuery } from "../codes/query";
import { scoreRows } from "../codes/rows";
import {
  beginCandidates,
  candidateCount,
  candidateRow,
  candidateScore,
  limitCandidates,
  offer,
  startFromCandidates,
} from "../lists/candidates";
import { entryAt, put, rowAt } from "../lists/entries";
import { scoreByCodes, searchBestFirst } from "./best-first";
import {
  blockOf,
  chosenCount,
  degreeOf,
  levelOf,
  neighbourIn,
  roomOn,
  setDegree,
  setNeighbour,
} from "./blocks";

let query: usize = 0;
let found: usize = 0;
let chosen: usize = 0;
let pruned: usize = 0;

/**
 * Sets where an instance works: `queryAt` has room for the int16 codes of a row, `foundAt` for `efConstruction + 1`
 * entries, `chosenAt` for `m`, and `prunedAt` for `4 m + 2`.
 */
export function setWorkspace(queryAt: usize, foundAt: usize, chosenAt: usize, prunedAt: usize): void {
  query = queryAt;
  found = foundAt;
  chosen = chosenAt;
  pruned = prunedAt;
}

/** The level that is being searched. */
let walkLevel: u32 = 0;

/** A level of the graph under construction. */
@unmanaged
class BuildWalk {
  @inline
  beginRound(): void {}

  @inline
  first(row: u32): usize {
    return blockOf(row, walkLevel) + 4;
  }

  @inline
  end(row: u32): usize {
    const block = blockOf(row, walkLevel);
    return block + 4 + (usize(degreeOf(block)) << 2);
  }

  @inline
  hasRoom(edges: u32): bool {
    return true;
  }

  @inline
  row(row: u32): u32 {
    return row;
  }

  @inline
  scorePending(): void {
    scoreByCodes<BuildWalk>();
  }
}

/** Searches a level from the candidates on; leaves the best `ef` rows as candidates. */
function searchLevel(level: u32, ef: u32): void {
  walkLevel = level;
  limitCandidates(ef);
  startFromCandidates();
  searchBestFirst<BuildWalk>(1);
}

/**
 * Algorithm 4 of the paper, without its extensions: chooses, of the candidates for neighbours of a row, at most `most`
 * that are nearer to the row than to any chosen before. Writes them to `out` and returns their number.
 */
function choose(most: u32, out: usize): u32 {
  let count: u32 = 0;
  for (let i: u32 = 0; i < candidateCount() && count < most; i++) {
    const row = candidateRow(i);
    const score = candidateScore(i);
    let isGood = true;
    for (let j: u32 = 0; j < count; j++) {
      if (scoreRows(row, rowAt(out, j)) > score) {
        isGood = false;
        break;
      }
    }
    if (isGood) {
      put(out, count, score, row);
      count++;
    }
  }
  return count;
}

/** Makes the rows of `count` entries at `list` the neighbours in a block. */
function setNeighbours(block: usize, list: usize, count: u32): void {
  setDegree(block, count);
  for (let i: u32 = 0; i < count; i++) setNeighbour(block, i, rowAt(list, i));
}

/**
 * Chooses the neighbours of the rows from `first` to `end` (exclusive) in the graph of the rows before the batch,
 * starting from `entry`. Writes only to the blocks of these rows.
 */
export function proposeRows(first: u32, end: u32, entry: u32, efConstruction: u32): void {
  const top = levelOf(entry);
  for (let row = first; row < end; row++) {
    const highest = levelOf(row);
    setRowAsQuery(row, query);
    beginCandidates(found, 1);
    offer(scoreRow(entry), entry);
    for (let level = top; level > highest; level--) searchLevel(level, 1);
    for (let level: i32 = min(top, highest); level >= 0; level--) {
      searchLevel(level, efConstruction);
      const count = choose(chosenCount(), chosen);
      setNeighbours(blockOf(row, level), chosen, count);
    }
  }
}

/** Makes `row` a neighbour of `other`, and thins out the neighbours of `other` if they are too many. */
function link(other: u32, row: u32, level: u32): void {
  const block = blockOf(other, level);
  const degree = degreeOf(block);
  const room = roomOn(level);
  if (degree < room) {
    setNeighbour(block, degree, row);
    setDegree(block, degree + 1);
    return;
  }
  beginCandidates(pruned, degree + 1);
  offer(scoreRows(other, row), row);
  for (let i: u32 = 0; i < degree; i++) {
    const neighbour = neighbourIn(block, i);
    offer(scoreRows(other, neighbour), neighbour);
  }
  // What is chosen is collected behind the candidates.
  const out = entryAt(pruned, degree + 1);
  setNeighbours(block, out, choose(room, out));
}

/**
 * Makes the rows from `first` to `end` (exclusive) neighbours of those that they have chosen, if the number of these
 * leaves the remainder `part` when divided by `parts`. Writes only to the blocks of the latter.
 */
export function linkRows(first: u32, end: u32, part: u32, parts: u32): void {
  for (let row = first; row < end; row++) {
    const highest = levelOf(row);
    for (let level: u32 = 0; level <= highest; level++) {
      const block = blockOf(row, level);
      const count = degreeOf(block);
      for (let i: u32 = 0; i < count; i++) {
        const other = neighbourIn(block, i);
        if (other % parts == part) link(other, row, level);
      }
    }
  }
}
