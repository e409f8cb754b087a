/** The search of a finished graph: Algorithm 5 of the HNSW paper, see `best-first.ts`. */

import { keep } from "../codes/prefetch";
import { fetchSketch, sketchScore } from "../codes/sketch";
import {
  beginCandidates,
  candidateCount,
  isFull,
  limitCandidates,
  rewind,
  startFromCandidates,
  threshold,
} from "../lists/candidates";
import { holdsEntries } from "../lists/entries";
import { addPending, keepPending, pendingCount, pendingRow, setPendingRow } from "../lists/pending";
import { beginScoring, scoreByCodes, scoreBySigns, searchBestFirst } from "./best-first";
import { descend } from "./descent";
import { endOfNeighbours, firstNeighbour, readListsAhead, upperLevels } from "./neighbours";
import { preselect } from "./preselect";

/** Candidates that are expanded together. */
const BEAM: u32 = 2;

let useSigns: bool = false;
/** What is added to a score by sign bits for a row at distance 1 from the mean. */
let signSlack: f64 = 0;
/** Whether the pending rows are sifted before they are scored. */
let isSifting: bool = false;

/** The ground level by codes, if possible after a look at the sign bits. */
@unmanaged
class GroundWalk {
  @inline
  beginRound(): void {
    isSifting = useSigns && isFull();
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
    return true;
  }

  @inline
  row(row: u32): u32 {
    return row;
  }

  @inline
  note(row: u32, score: f64): void {}

  @inline
  scorePending(): void {
    if (isSifting) sift();
    scoreByCodes<GroundWalk>();
  }
}

/** Drops the pending rows whose sign bits say that they cannot reach the threshold. */
function sift(): void {
  const least = threshold();
  const count = pendingCount();
  let sum: i32 = 0;
  for (let i: u32 = 0; i < count; i++) sum += fetchSketch(pendingRow(i));
  keep(sum);
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = pendingRow(i);
    if (sketchScore(row, signSlack) < least) continue;
    setPendingRow(kept, row);
    kept++;
  }
  keepPending(kept);
}

/**
 * Finds the `ef` best rows, writes them to `list` as entries, best first, and returns their number. Without upper
 * levels it starts from `entryRow`.
 *
 * With `bySigns`, rows are not scored if their sign bits say that they cannot be among the best, even if these err by
 * `slack` for a row at distance 1 from the mean. Then there is room for `ef + TRAIL_ENTRIES` entries more at `list`.
 */
export function graphSearch(entryRow: u32, bySigns: bool, slack: f64, ef: u32, list: usize): u32 {
  assert(ef > 0 && holdsEntries(list, bySigns ? 2 * ef : ef));
  useSigns = bySigns;
  signSlack = slack;
  beginScoring();
  if (upperLevels() > 0) {
    descend(bySigns, list);
  } else {
    beginCandidates(list, 1);
    addPending(entryRow);
    if (bySigns) scoreBySigns<GroundWalk>();
    else scoreByCodes<GroundWalk>();
  }
  limitCandidates(ef);
  startFromCandidates();
  if (bySigns) {
    preselect(slack, ef, list);
    rewind();
  }
  searchBestFirst<GroundWalk>(BEAM);
  return candidateCount();
}
