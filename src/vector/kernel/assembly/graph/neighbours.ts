/** The lists of neighbours of a finished graph. */

import { keep } from "../codes/prefetch";
import { countRows } from "../codes/rows";
import { candidateCount, candidateRow, isExpanded, nextCandidate } from "../lists/candidates";
import { holds, isAligned } from "../memory";

let offsets: usize = 0;
let neighbours: usize = 0;
let levels: usize = 0;
let levelCount: u32 = 0;

/** Bytes that describe an upper level: four addresses, see `setGraph`. */
export const LEVEL_BYTES: usize = 16;

/**
 * Sets where a graph is. On the ground level, the neighbours of row i are the uint32 from `offsetAt[i]` to
 * `offsetAt[i + 1]` of `neighbourAt`. `levelAt` has four addresses (uint32) for each of `count` upper levels, lowest
 * first: the row of each of its nodes, the node's number on the level below, offsets, and neighbours (node numbers).
 */
export function setGraph(offsetAt: usize, neighbourAt: usize, levelAt: usize, count: u32): void {
  assert(isAligned(offsetAt, 4) && holds(offsetAt, u64(countRows() + 1) * 4));
  assert(isAligned(neighbourAt, 4) && isAligned(levelAt, 4) && holds(levelAt, u64(count) * LEVEL_BYTES));
  offsets = offsetAt;
  neighbours = neighbourAt;
  levels = levelAt;
  levelCount = count;
}

// ---- the ground level ----

/** The address of the first neighbour of a row. */
@inline
export function firstNeighbour(row: u32): usize {
  assert(row < countRows());
  return neighbours + (usize(load<u32>(offsets + (usize(row) << 2))) << 2);
}

/** The address after the last neighbour of a row. */
@inline
export function endOfNeighbours(row: u32): usize {
  assert(row < countRows());
  return neighbours + (usize(load<u32>(offsets + (usize(row) << 2), 4)) << 2);
}

/** Reads ahead both ends of the lists of the next `count` candidates to be expanded. */
export function readListsAhead(count: u32): void {
  let left = count;
  for (let i = nextCandidate(); i < candidateCount() && left > 0; i++) {
    if (isExpanded(i)) continue;
    const first = firstNeighbour(candidateRow(i));
    const end = endOfNeighbours(candidateRow(i));
    left--;
    if (first < end) keep(load<i32>(first) + load<i32>(end - 4));
  }
}

// ---- the upper levels ----

/** Number of upper levels. Level 0 is the ground level. */
@inline
export function upperLevels(): u32 {
  return levelCount;
}

/** The address of what describes an upper level. */
@inline
function tableOf(level: u32): usize {
  assert(level > 0 && level <= levelCount);
  return levels + usize(level - 1) * LEVEL_BYTES;
}

/** Number of nodes of an upper level. The table of their numbers on the level below follows that of their rows. */
@inline
export function nodesOf(level: u32): u32 {
  const at = tableOf(level);
  return (load<u32>(at, 4) - load<u32>(at)) >> 2;
}

// The level that a search is on.
let nodeCount: u32 = 0;
let nodeRows: usize = 0;
let nodesBelow: usize = 0;
let nodeOffsets: usize = 0;
let nodeNeighbours: usize = 0;

/** Makes an upper level the one that the functions below are about. */
export function enterLevel(level: u32): void {
  const at = tableOf(level);
  nodeCount = nodesOf(level);
  nodeRows = load<u32>(at);
  nodesBelow = load<u32>(at, 4);
  nodeOffsets = load<u32>(at, 8);
  nodeNeighbours = load<u32>(at, 12);
}

@inline
function numberAt(table: usize, node: u32): u32 {
  assert(node < nodeCount);
  return load<u32>(table + (usize(node) << 2));
}

/** The row of a node. */
@inline
export function rowOfNode(node: u32): u32 {
  return numberAt(nodeRows, node);
}

/** The number of a node on the level below; its row on the ground level. */
@inline
export function nodeBelow(node: u32): u32 {
  return numberAt(nodesBelow, node);
}

/** The address of the first neighbour of a node. */
@inline
export function firstOfNode(node: u32): usize {
  return nodeNeighbours + (usize(numberAt(nodeOffsets, node)) << 2);
}

/** The address after the last neighbour of a node. */
@inline
export function endOfNode(node: u32): usize {
  assert(node < nodeCount);
  return nodeNeighbours + (usize(load<u32>(nodeOffsets + (usize(node) << 2), 4)) << 2);
}
