/**
 * Best-first search, once for everything that is searched: Algorithm 2 of the HNSW paper (Malkov and Yashunin,
 * "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World graphs", arXiv
 * 1603.09320). Where it walks and how it scores is the business of a walk `W`, a class without objects whose methods
 * are inlined:
 *
 * - `beginRound()` is called before candidates are expanded;
 * - `first(node)` and `end(node)` are the addresses of a node's neighbours;
 * - `hasRoom(edges)` is whether so many more neighbours may be gathered; if not, the search stops;
 * - `scorePending()` scores what is pending and leaves nothing there, mostly by `scoreByCodes` or `scoreBySigns`;
 * - `row(node)` is the row of a node;
 * - `note(row, score)` is told each score by sign bits.
 */

import { keep } from "../codes/prefetch";
import { queryCodes, scoreProduct } from "../codes/query";
import { codeOf, dotCodes, fetchRow } from "../codes/rows";
import { fetchSketch, sketchScore } from "../codes/sketch";
import {
  candidateRow,
  hasNext,
  markExpanded,
  nextCandidate,
  offer,
  skipExpanded,
} from "../lists/candidates";
import { gather, keepPending, pendingCount, pendingRow } from "../lists/pending";

/**
 * Expands the candidates, best first and `beam` at a time, until all are expanded. The neighbours of a beam are
 * gathered before they are scored, so that their reads wait for memory at the same time. Returns false if the walk had
 * no more room.
 */
export function searchBestFirst<W>(beam: u32): bool {
  const walk = changetype<W>(0);
  while (hasNext()) {
    walk.beginRound();
    for (let i: u32 = 0; i < beam && hasNext(); i++) {
      const node = candidateRow(nextCandidate());
      let at = walk.first(node);
      const end = walk.end(node);
      if (!walk.hasRoom(u32(end - at) >> 2)) {
        walk.scorePending();
        return false;
      }
      markExpanded(nextCandidate());
      while (true) {
        at = gather(at, end);
        if (at == end) break;
        walk.scorePending();
      }
      skipExpanded();
    }
    walk.scorePending();
    skipExpanded();
  }
  return true;
}

let scored: u32 = 0;

export function beginScoring(): void {
  scored = 0;
}

/** Number of rows that the last search of the graph compared with the query by their codes. */
export function scoredRows(): u32 {
  return scored;
}

/** Scores what is pending by the rows' codes, and offers it to the candidates. */
export function scoreByCodes<W>(): void {
  const walk = changetype<W>(0);
  const count = pendingCount();
  scored += count;
  let sum: i32 = 0;
  for (let i: u32 = 0; i < count; i++) sum += fetchRow(walk.row(pendingRow(i)));
  keep(sum);
  const query = queryCodes();
  for (let i: u32 = 0; i < count; i++) {
    const node = pendingRow(i);
    const row = walk.row(node);
    offer(scoreProduct(row, dotCodes(codeOf(row), query)), node);
  }
  keepPending(0);
}

/** Scores what is pending by the rows' sign bits, and offers it to the candidates. */
export function scoreBySigns<W>(): void {
  const walk = changetype<W>(0);
  const count = pendingCount();
  let sum: i32 = 0;
  for (let i: u32 = 0; i < count; i++) sum += fetchSketch(walk.row(pendingRow(i)));
  keep(sum);
  for (let i: u32 = 0; i < count; i++) {
    const node = pendingRow(i);
    const row = walk.row(node);
    const score = sketchScore(row, 0);
    walk.note(row, score);
    offer(score, node);
  }
  keepPending(0);
}
