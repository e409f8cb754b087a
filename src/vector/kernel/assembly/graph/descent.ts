/** The way down the upper levels, to where the search of the ground level starts. */

import { sketchScore } from "../codes/sketch";
import {
  beginCandidates,
  candidateCount,
  candidateRow,
  offer,
  replaceCandidate,
  startFromCandidates,
} from "../lists/candidates";
import { addPending } from "../lists/pending";
import { scoreByCodes, scoreBySigns, searchBestFirst } from "./best-first";
import {
  endOfNode,
  enterLevel,
  firstOfNode,
  nodeBelow,
  nodesOf,
  rowOfNode,
  upperLevels,
} from "./neighbours";

/** Levels of at most so many nodes are surveyed: all of their nodes are looked at by sign bits. */
const SURVEYED: u32 = 512;

/**
 * By sign bits, each level is entered from so many nodes, the best of the level above. With one alone and no survey,
 * 10 of 1,000 queries among 100,000 rows in clusters ended in a wrong one and found at most two of their ten best at
 * ef 50, and 3 at ef 128; with four, none did.
 */
const ENTRIES: u32 = 4;

let useSigns: bool = false;

/** The upper level that was entered last. */
@unmanaged
class UpperWalk {
  @inline
  beginRound(): void {}

  @inline
  first(node: u32): usize {
    return firstOfNode(node);
  }

  @inline
  end(node: u32): usize {
    return endOfNode(node);
  }

  @inline
  hasRoom(edges: u32): bool {
    return true;
  }

  @inline
  row(node: u32): u32 {
    return rowOfNode(node);
  }

  @inline
  note(row: u32, score: f64): void {}

  @inline
  scorePending(): void {
    if (useSigns) scoreBySigns<UpperWalk>();
    else scoreByCodes<UpperWalk>();
  }
}

/** Makes the best nodes of an upper level the candidates, by sign bits. */
function survey(level: u32): void {
  for (let node: u32 = 0, count = min(nodesOf(level), SURVEYED); node < count; node++) {
    offer(sketchScore(rowOfNode(node), 0), node);
  }
}

/** Searches the level that was entered last, from the candidates on. */
function searchLevel(): void {
  startFromCandidates();
  searchBestFirst<UpperWalk>(1);
}

/** Replaces each candidate by its number on the level below. */
function stepDown(): void {
  for (let i: u32 = 0; i < candidateCount(); i++) replaceCandidate(i, nodeBelow(candidateRow(i)));
}

/**
 * Descends to the ground level of a graph with upper levels, and leaves the rows that it arrives at as candidates at
 * `list`, which has room for `ENTRIES`. By codes that is one row, found greedily from node 0 of the top level. By sign
 * bits they are up to `ENTRIES`: from the lowest level of at most `SURVEYED` nodes on, which is surveyed, for on sparse
 * levels a greedy descent comes to rest in the wrong region.
 */
export function descend(bySigns: bool, list: usize): void {
  useSigns = bySigns;
  beginCandidates(list, bySigns ? ENTRIES : 1);
  let level = upperLevels();
  if (bySigns) {
    while (level > 1 && nodesOf(level - 1) <= SURVEYED) level--;
    enterLevel(level);
    survey(level);
  } else {
    enterLevel(level);
    addPending(0);
    scoreByCodes<UpperWalk>();
  }
  if (!bySigns || nodesOf(level) > SURVEYED) searchLevel();
  stepDown();
  while (--level > 0) {
    enterLevel(level);
    searchLevel();
    stepDown();
  }
}
