/** Preselection by sign bits: the first candidates of a search, found without comparing codes on the way. */

import { normOf } from "../codes/rows";
import {
  beginCandidates,
  candidateCount,
  candidateRow,
  candidateScore,
  isFull,
  markExpanded,
  threshold,
  useCandidates,
} from "../lists/candidates";
import { copyEntries, entryAt, holdsEntries, put, rowAt, scoreAt } from "../lists/entries";
import { addPending, isPendingFull, pendingCount } from "../lists/pending";
import { isSelected, markSelected } from "../lists/visited";
import { scoreByCodes, scoreBySigns, searchBestFirst } from "./best-first";
import { endOfNeighbours, firstNeighbour, readListsAhead } from "./neighbours";

/** Entries of the trail: the rows that a search by sign bits can see. */
export const TRAIL_ENTRIES: u32 = 4096;

/** Rows whose neighbours are gathered together. */
const BEAM: u32 = 4;

/** Rows of the trail that are scored by their codes before the threshold is looked at again. */
const BATCH: u32 = 32;

/** All rows that the search has seen, as entries with the highest score that each may have. */
let trail: usize = 0;
let trailSize: u32 = 0;
/** How much higher the score of a row may be for each unit of its distance from the mean. */
let trailSlack: f64 = 0;

@inline
function putOnTrail(row: u32, score: f64): void {
  assert(trailSize < TRAIL_ENTRIES);
  put(trail, trailSize++, score + normOf(row) * trailSlack, row);
}

/** The ground level by sign bits alone, as long as there is room on the trail. */
@unmanaged
class SignWalk {
  @inline
  beginRound(): void {
    readListsAhead(BEAM);
  }

  @inline
  first(row: u32): usize {
    return firstNeighbour(row);
  }

  @inline
  end(row: u32): usize {
    return endOfNeighbours(row);
  }

  @inline
  hasRoom(edges: u32): bool {
    return trailSize + pendingCount() + edges <= TRAIL_ENTRIES;
  }

  @inline
  row(row: u32): u32 {
    return row;
  }

  @inline
  note(row: u32, score: f64): void {
    putOnTrail(row, score);
  }

  @inline
  scorePending(): void {
    scoreBySigns<SignWalk>();
  }
}

/**
 * Replaces the candidates, at most `ef` at `list`, by the best `ef` rows that a search by sign bits from them sees.
 * A row is scored only if it may be one of them, even if its sign bits err by `slack` for a row at distance 1 from the
 * mean. So a search that goes on from there has to score few rows. If the trail was long enough, the rows that the
 * search by sign bits has selected are expanded already. Behind `list` there is room for `ef` entries, and after them
 * for `TRAIL_ENTRIES`.
 */
export function preselect(slack: f64, ef: u32, list: usize): void {
  const selection = entryAt(list, ef);
  trail = entryAt(selection, ef);
  assert(holdsEntries(trail, TRAIL_ENTRIES));
  trailSize = 0;
  trailSlack = slack;
  const start = candidateCount();
  copyEntries(selection, list, start);
  useCandidates(selection, start, ef);
  for (let i: u32 = 0; i < start; i++) putOnTrail(candidateRow(i), candidateScore(i));
  const isComplete = searchBestFirst<SignWalk>(BEAM);
  const selected = candidateCount();
  beginCandidates(list, ef);
  scoreSelection(selection, selected);
  scoreTrail();
  // The search has looked at the neighbours of all rows that it has selected.
  for (let i: u32 = 0; isComplete && i < candidateCount(); i++) {
    if (isSelected(candidateRow(i))) markExpanded(i);
  }
}

/** Scores the `count` rows at `selection` by their codes. */
function scoreSelection(selection: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const row = rowAt(selection, i);
    markSelected(row);
    addPending(row);
    if (isPendingFull() || i + 1 == count) scoreByCodes<SignWalk>();
  }
}

/** Scores the other rows of the trail, as far as they may still be among the best. */
function scoreTrail(): void {
  for (let i: u32 = 0; i < trailSize; i++) {
    const row = rowAt(trail, i);
    const isHopeless = isFull() && scoreAt(trail, i) < threshold();
    if (!isHopeless && !isSelected(row)) addPending(row);
    if (pendingCount() == BATCH || i + 1 == trailSize) scoreByCodes<SignWalk>();
  }
}
