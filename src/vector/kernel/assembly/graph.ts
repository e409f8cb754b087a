// HNSW: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical
// Navigable Small World graphs" (arXiv 1603.09320). Algorithm numbers below are the paper's.

import {
  ENTRY,
  insertSorted,
  markAt,
  put,
  rowAt,
  scoreAt,
  setMark,
} from "./entries";
import { keep } from "./fetch";
import { fetchRow, normOf, queryOffset, scoreQuery, scoreRows, stepOf, widen } from "./rows";
import { fetchSketch, sketchScore } from "./sketch";

// Rows seen by the search under way hold its number, which makes clearing rare.
let visited: usize = 0;
let visitedCount: u32 = 0;
let epoch: u32 = 0;
let scored: u32 = 0;

/** Room for one uint16 for each of `count` rows, zeroed. */
export function setVisited(at: usize, count: u32): void {
  visited = at;
  visitedCount = count;
  epoch = 0;
}

function beginVisit(): void {
  epoch += 2;
  if (epoch > 0xfffe) {
    memory.fill(visited, 0, usize(visitedCount) << 1);
    epoch = 2;
  }
}

/** True the first time a row is asked for in a search. */
@inline
function visit(row: u32): bool {
  const at = visited + (usize(row) << 1);
  const mark = u32(load<u16>(at));
  store<u16>(at, u16(max(mark, epoch)));
  return mark < epoch;
}

/** Marks a visited row as one that the search by sign bits kept, and whose code was compared. */
@inline
function markScored(row: u32): void {
  store<u16>(visited + (usize(row) << 1), u16(epoch + 1));
}

@inline
function isScored(row: u32): bool {
  return u32(load<u16>(visited + (usize(row) << 1))) > epoch;
}

/** Number of similarities computed by the last `graphSearch`. */
export function scoredRows(): u32 {
  return scored;
}

let pending: usize = 0;

/** Rows that are fetched at once. */
const PENDING: u32 = 128;

/** Rows whose neighbours are fetched together: their reading waits for memory at the same time. */
const BEAM: u32 = 2;

/** Room for `PENDING` uint32. */
export function setPending(at: usize): void {
  pending = at;
}

/**
 * Adds the rows not yet visited of a list of neighbours to the `fresh` pending ones, as far as there is room.
 * Returns the new number; `unread` is where the list goes on.
 */
function gather(at: usize, end: usize, fresh: u32): u32 {
  while (at < end && fresh < PENDING) {
    const row = load<u32>(at);
    at += 4;
    // Whether a row has been seen cannot be foretold: a number in place of a branch.
    const isNew = u32(visit(row));
    store<u32>(pending + (usize(fresh) << 2), row);
    fresh += isNew;
  }
  unread = at;
  return fresh;
}

let unread: usize = 0;

@inline
function pendingRow(i: u32): u32 {
  return load<u32>(pending + (usize(i) << 2));
}

function fetchRows(fresh: u32): void {
  let sum: i32 = 0;
  for (let i: u32 = 0; i < fresh; i++) sum += fetchRow(pendingRow(i));
  keep(sum);
}

function fetchSketches(fresh: u32): void {
  let sum: i32 = 0;
  for (let i: u32 = 0; i < fresh; i++) sum += fetchSketch(pendingRow(i));
  keep(sum);
}

// ---- a finished graph ----

let offsets: usize = 0;
let neighbours: usize = 0;
let levels: usize = 0;
let levelCount: u32 = 0;

/**
 * The ground level: the neighbours of row i are the uint32 from `offsetAt[i]` to `offsetAt[i + 1]` of
 * `neighbourAt`. At `levelAt` stand four addresses (uint32) for each upper level, lowest first: the row of
 * each of its nodes, the node's number on the level below, offsets and neighbours (node numbers).
 */
export function setGraph(offsetAt: usize, neighbourAt: usize, levelAt: usize, count: u32): void {
  offsets = offsetAt;
  neighbours = neighbourAt;
  levels = levelAt;
  levelCount = count;
}

@inline
function roughScore(
  row: u32,
  query: usize,
  factor: f64,
  offset: f64,
  planes: usize,
): f64 {
  if (planes != 0) return sketchScore(row, planes, 0, offset);
  scored++;
  return scoreQuery(row, query, factor, offset);
}

/** Address of the four numbers of an upper level, 1 being the lowest. */
@inline
function tableOf(level: u32): usize {
  return levels + (usize(level - 1) << 4);
}

/** The row of a node of an upper level. */
@inline
function rowOf(level: u32, node: u32): u32 {
  return load<u32>(usize(load<u32>(tableOf(level))) + (usize(node) << 2));
}

/** Nodes of an upper level, whose rows stand before what says where they are on the level below. */
@inline
function nodesOf(level: u32): u32 {
  const at = tableOf(level);
  return (load<u32>(at, 4) - load<u32>(at)) >> 2;
}

/** Nodes of an upper level that are looked at one and all by sign bits. */
const SURVEYED: u32 = 512;

/**
 * Nodes, the best of their level, that the level below is entered from by sign bits. With one alone and no survey,
 * of 1,000 queries among 100,000 rows in clusters 10 ended in a wrong one and found at most two of their ten best at
 * ef 50, and 3 at ef 128; with four, none did.
 */
const ENTRIES: u32 = 4;

/**
 * Descends to the ground level; leaves the rows it arrives at in the list, best first. By codes that is one, found
 * greedily from the top's node 0. By sign bits they are up to `ENTRIES`, from the lowest level of at most `SURVEYED`
 * nodes on, all of which are looked at: on sparse levels a greedy descent comes to rest in the wrong region.
 */
function descend(
  entryRow: u32,
  query: usize,
  factor: f64,
  offset: f64,
  planes: usize,
  list: usize,
): void {
  let level = levelCount;
  if (level == 0) {
    put(list, 0, roughScore(entryRow, query, factor, offset, planes), entryRow);
    size = 1;
    return;
  }
  if (planes != 0) {
    while (level > 1 && nodesOf(level - 1) <= SURVEYED) level--;
    survey(level, planes, offset, list);
  } else {
    put(list, 0, roughScore(rowOf(level, 0), query, factor, offset, planes), 0);
    size = 1;
  }
  if (planes == 0 || nodesOf(level) > SURVEYED) {
    searchUpper(level, query, factor, offset, planes, list);
  }
  toLevelBelow(level, list);
  while (--level > 0) {
    searchUpper(level, query, factor, offset, planes, list);
    toLevelBelow(level, list);
  }
}

/** Makes the best nodes of an upper level the list, by sign bits. */
function survey(level: u32, planes: usize, offset: f64, list: usize): void {
  size = 0;
  for (let node: u32 = 0, count = min(nodesOf(level), SURVEYED); node < count; node++) {
    const score = sketchScore(rowOf(level, node), planes, 0, offset);
    const position = insertSorted(list, size, ENTRIES, score, node);
    if (position < ENTRIES && size < ENTRIES) size++;
  }
}

/** Algorithm 2 on an upper level, from the nodes of the list; leaves as many there as the level below is entered from. */
function searchUpper(
  level: u32,
  query: usize,
  factor: f64,
  offset: f64,
  planes: usize,
  list: usize,
): void {
  const most: u32 = planes != 0 ? ENTRIES : 1;
  const offsetAt = usize(load<u32>(tableOf(level), 8));
  const neighbourAt = usize(load<u32>(tableOf(level), 12));
  beginVisit();
  for (let i: u32 = 0; i < size; i++) visit(rowAt(list, i));
  next = 0;
  while (next < size) {
    setMark(list, next, 1);
    const from = offsetAt + (usize(rowAt(list, next)) << 2);
    const end = neighbourAt + (usize(load<u32>(from, 4)) << 2);
    let at = neighbourAt + (usize(load<u32>(from)) << 2);
    while (at < end) {
      const fresh = gather(at, end, 0);
      at = unread;
      let sum: i32 = 0;
      for (let i: u32 = 0; i < fresh; i++) {
        const row = rowOf(level, pendingRow(i));
        sum += planes != 0 ? fetchSketch(row) : fetchRow(row);
      }
      keep(sum);
      for (let i: u32 = 0; i < fresh; i++) {
        const node = pendingRow(i);
        const score = roughScore(rowOf(level, node), query, factor, offset, planes);
        const position = insertSorted(list, size, most, score, node);
        if (position == most) continue;
        if (size < most) size++;
        if (position < next) next = position;
      }
    }
    while (next < size && markAt(list, next) != 0) next++;
  }
}

/** Puts in the place of each node of the list what it is on the level below. */
function toLevelBelow(level: u32, list: usize): void {
  const downAt = usize(load<u32>(tableOf(level), 4));
  for (let i: u32 = 0; i < size; i++) {
    put(list, i, scoreAt(list, i), load<u32>(downAt + (usize(rowAt(list, i)) << 2)));
  }
}

/** Keeps of `fresh` pending rows those that may score above `least`. */
function sift(fresh: u32, least: f64, planes: usize, slack: f64, offset: f64): u32 {
  fetchSketches(fresh);
  let kept: u32 = 0;
  for (let i: u32 = 0; i < fresh; i++) {
    const row = pendingRow(i);
    if (sketchScore(row, planes, slack, offset) < least) continue;
    store<u32>(pending + (usize(kept) << 2), row);
    kept++;
  }
  return kept;
}

// The list of a search under way, and the first entry whose neighbours have not been looked at.
let size: u32 = 0;
let next: u32 = 0;

/** Reads ahead both ends of the neighbours of the next `count` rows of the list. */
function fetchLists(list: usize, count: u32): void {
  let left = count;
  for (let i = next; i < size && left > 0; i++) {
    if (markAt(list, i) != 0) continue;
    const at = offsets + (usize(rowAt(list, i)) << 2);
    const first = load<u32>(at);
    const end = load<u32>(at, 4);
    left--;
    if (first == end) continue;
    keep(load<i32>(neighbours + (usize(first) << 2)) + load<i32>(neighbours + (usize(end - 1) << 2)));
  }
}

/** Scores `fresh` pending rows and puts the best into the list. */
function consider(
  fresh: u32,
  query: usize,
  factor: f64,
  offset: f64,
  ef: u32,
  list: usize,
): void {
  scored += fresh;
  fetchRows(fresh);
  for (let i: u32 = 0; i < fresh; i++) {
    const row = pendingRow(i);
    const score = scoreQuery(row, query, factor, offset);
    const position = insertSorted(list, size, ef, score, row);
    if (position == ef) continue;
    if (size < ef) size++;
    if (position < next) next = position;
  }
}

/** Rows that a search by sign bits alone sees at most. */
const TRAIL: u32 = 4096;

/** Rows whose neighbours it looks at together. */
const SCOUTS: u32 = 4;

/** Entries on the trail. */
let seen: u32 = 0;

/**
 * Algorithm 5 by sign bits alone: the `size` best rows found, at most `ef`, as entries at `list`; at `trail`
 * all rows that were seen, with the highest score they may have. Returns whether there was room for all of them.
 */
function scout(
  planes: usize,
  slack: f64,
  offset: f64,
  ef: u32,
  list: usize,
  trail: usize,
): bool {
  for (let i: u32 = 0; i < size; i++) {
    const row = rowAt(list, i);
    put(trail, i, scoreAt(list, i) + normOf(row) * slack, row);
  }
  next = 0;
  seen = size;
  while (next < size) {
    fetchLists(list, SCOUTS);
    let fresh: u32 = 0;
    for (let beam: u32 = 0; beam < SCOUTS && next < size; beam++) {
      const row = rowAt(list, next);
      let at = neighbours + (usize(load<u32>(offsets + (usize(row) << 2))) << 2);
      const end = neighbours + (usize(load<u32>(offsets + (usize(row) << 2), 4)) << 2);
      // The search by codes goes on from there.
      if (seen + fresh + (u32(end - at) >> 2) > TRAIL) {
        note(fresh, planes, slack, offset, ef, list, trail);
        return false;
      }
      setMark(list, next, 1);
      while (true) {
        fresh = gather(at, end, fresh);
        at = unread;
        if (at == end) break;
        note(fresh, planes, slack, offset, ef, list, trail);
        fresh = 0;
      }
      while (next < size && markAt(list, next) != 0) next++;
    }
    note(fresh, planes, slack, offset, ef, list, trail);
    while (next < size && markAt(list, next) != 0) next++;
  }
  return true;
}

/** Puts `fresh` pending rows onto the trail, and the best by sign bits into the list. */
function note(
  fresh: u32,
  planes: usize,
  slack: f64,
  offset: f64,
  ef: u32,
  list: usize,
  trail: usize,
): void {
  fetchSketches(fresh);
  for (let i: u32 = 0; i < fresh; i++) {
    const row = pendingRow(i);
    const score = sketchScore(row, planes, 0, offset);
    put(trail, seen++, score + normOf(row) * slack, row);
    const position = insertSorted(list, size, ef, score, row);
    if (position == ef) continue;
    if (size < ef) size++;
    if (position < next) next = position;
  }
}

/**
 * Fills the list with the best of the rows that a search by sign bits finds, so that from the beginning few
 * rows have to be scored.
 */
function prefill(
  query: usize,
  factor: f64,
  offset: f64,
  planes: usize,
  slack: f64,
  ef: u32,
  list: usize,
): void {
  const rough = list + usize(ef) * ENTRY;
  const trail = rough + usize(ef) * ENTRY;
  memory.copy(rough, list, usize(size) * ENTRY);
  const isComplete = scout(planes, slack, offset, ef, rough, trail);
  const found = size;
  size = 0;
  let fresh: u32 = 0;
  for (let i: u32 = 0; i < found; i++) {
    const row = rowAt(rough, i);
    markScored(row);
    store<u32>(pending + (usize(fresh++) << 2), row);
    if (fresh < PENDING && i + 1 < found) continue;
    consider(fresh, query, factor, offset, ef, list);
    fresh = 0;
  }
  for (let i: u32 = 0; i < seen; i++) {
    const row = rowAt(trail, i);
    const hopeless = size == ef && scoreAt(trail, i) < scoreAt(list, ef - 1);
    if (!hopeless && !isScored(row)) store<u32>(pending + (usize(fresh++) << 2), row);
    if (fresh < BATCH && i + 1 < seen) continue;
    consider(fresh, query, factor, offset, ef, list);
    fresh = 0;
  }
  if (!isComplete) return;
  // The neighbours of those that the search by sign bits kept have been seen.
  for (let i: u32 = 0; i < size; i++) {
    if (isScored(rowAt(list, i))) setMark(list, i, 1);
  }
}

/** Rows scored before the list is looked at again. */
const BATCH: u32 = 32;

/**
 * Algorithm 5 with a sorted list in place of two heaps, and `BEAM` rows at a time: the `ef` best rows
 * found, best first, as entries at `list`, which has room for `ef`; returns their number. Where `planes`, those of the
 * query last coded, are not 0, rows are not scored whose sign bits say that they cannot be among the best, even
 * if these err by `slack` for a row at distance 1 from the mean, and there is room for `ef + TRAIL` entries more.
 */
export function graphSearch(
  entryRow: u32,
  query: usize,
  factor: f64,
  offset: f64,
  planes: usize,
  slack: f64,
  ef: u32,
  list: usize,
): u32 {
  scored = 0;
  descend(entryRow, query, factor, offset, planes, list);
  size = min(size, ef);
  beginVisit();
  for (let i: u32 = 0; i < size; i++) visit(rowAt(list, i));
  if (planes != 0) prefill(query, factor, offset, planes, slack, ef, list);
  next = 0;
  while (next < size && markAt(list, next) != 0) next++;
  while (next < size) {
    const full = planes != 0 && size == ef;
    fetchLists(list, BEAM);
    let fresh: u32 = 0;
    for (let beam: u32 = 0; beam < BEAM && next < size; beam++) {
      setMark(list, next, 1);
      const row = rowAt(list, next);
      let at = neighbours + (usize(load<u32>(offsets + (usize(row) << 2))) << 2);
      const end = neighbours + (usize(load<u32>(offsets + (usize(row) << 2), 4)) << 2);
      while (true) {
        fresh = gather(at, end, fresh);
        at = unread;
        if (at == end) break;
        if (full) fresh = sift(fresh, scoreAt(list, ef - 1), planes, slack, offset);
        consider(fresh, query, factor, offset, ef, list);
        fresh = 0;
      }
      while (next < size && markAt(list, next) != 0) next++;
    }
    if (full) fresh = sift(fresh, scoreAt(list, ef - 1), planes, slack, offset);
    consider(fresh, query, factor, offset, ef, list);
    while (next < size && markAt(list, next) != 0) next++;
  }
  return size;
}

// ---- a graph under construction ----

// Ground level: for each row a block of 1 + 2m uint32, the number of neighbours and they themselves.
// Upper levels: blocks of 1 + m, the first of a row's at its number in `upperOf`.
let m: u32 = 0;
let ground: usize = 0;
let upper: usize = 0;
let upperOf: usize = 0;
let levelOf: usize = 0;
let widened: usize = 0;
let found: usize = 0;
let chosen: usize = 0;
let pruned: usize = 0;

/**
 * Prepares building. `levelAt` has a uint8 for each row, `upperAt` a uint32; `queryAt` room for a row as
 * query; `foundAt` for `efConstruction + 1` entries, `chosenAt` for `m`, `prunedAt` for `4 m + 2`.
 */
export function beginBuild(
  neighbourCount: u32,
  groundAt: usize,
  blocksAt: usize,
  upperAt: usize,
  levelAt: usize,
  queryAt: usize,
  foundAt: usize,
  chosenAt: usize,
  prunedAt: usize,
): void {
  m = neighbourCount;
  ground = groundAt;
  upper = blocksAt;
  upperOf = upperAt;
  levelOf = levelAt;
  widened = queryAt;
  found = foundAt;
  chosen = chosenAt;
  pruned = prunedAt;
}

@inline
function block(row: u32, level: u32): usize {
  if (level == 0) return ground + usize(row) * (usize(1 + 2 * m) << 2);
  const number = load<u32>(upperOf + (usize(row) << 2)) + level - 1;
  return upper + usize(number) * (usize(1 + m) << 2);
}

@inline
function room(level: u32): u32 {
  return level == 0 ? 2 * m : m;
}

/** Algorithm 2 on one level of the graph under construction, from the entries already in `found`. */
function searchLevel(level: u32, size: u32, ef: u32, factor: f64, offset: f64): u32 {
  beginVisit();
  for (let i: u32 = 0; i < size; i++) {
    visit(rowAt(found, i));
    setMark(found, i, 0);
  }
  let next: u32 = 0;
  while (next < size) {
    setMark(found, next, 1);
    let at = block(rowAt(found, next), level);
    next++;
    const end = at + (usize(load<u32>(at) + 1) << 2);
    at += 4;
    while (at < end) {
      const fresh = gather(at, end, 0);
      at = unread;
      fetchRows(fresh);
      for (let i: u32 = 0; i < fresh; i++) {
        const other = pendingRow(i);
        const score = scoreQuery(other, widened, factor, offset);
        const position = insertSorted(found, size, ef, score, other);
        if (position == ef) continue;
        if (size < ef) size++;
        if (position < next) next = position;
      }
    }
    while (next < size && markAt(found, next) != 0) next++;
  }
  return size;
}

/**
 * Algorithm 4, without its extensions: of `size` sorted entries at `list`, at most `most` that are nearer
 * to the row they are for than to any already chosen. Writes them to `out` and returns their number.
 */
function choose(list: usize, size: u32, most: u32, out: usize): u32 {
  let count: u32 = 0;
  for (let i: u32 = 0; i < size && count < most; i++) {
    const row = rowAt(list, i);
    const score = scoreAt(list, i);
    let good = true;
    for (let j: u32 = 0; j < count; j++) {
      if (scoreRows(row, rowAt(out, j)) > score) {
        good = false;
        break;
      }
    }
    if (good) {
      put(out, count, score, row);
      count++;
    }
  }
  return count;
}

/** Makes `row` a neighbour of `other`, and thins out the neighbours of `other` where they are too many. */
function link(other: u32, row: u32, score: f64, level: u32): void {
  const at = block(other, level);
  const count = load<u32>(at);
  if (count < room(level)) {
    store<u32>(at + (usize(count + 1) << 2), row);
    store<u32>(at, count + 1);
    return;
  }
  put(pruned, 0, score, row);
  let size: u32 = 1;
  const capacity = count + 1;
  for (let i: u32 = 1; i <= count; i++) {
    const neighbour = load<u32>(at + (usize(i) << 2));
    insertSorted(pruned, size, capacity, scoreRows(other, neighbour), neighbour);
    size++;
  }
  // The list behind `pruned` is free for the choice.
  const out = pruned + usize(capacity) * ENTRY;
  const kept = choose(pruned, size, room(level), out);
  store<u32>(at, kept);
  for (let i: u32 = 0; i < kept; i++) store<u32>(at + (usize(i + 1) << 2), rowAt(out, i));
}

// Algorithm 1 in two steps, so that several instances of the kernel can share the work over one memory and
// give the same graph as one alone: all rows of a batch look for neighbours in the graph as it was before
// the batch; then they become the neighbours of these.

/**
 * Chooses the neighbours of the rows from `first` up to but not including `end` in the graph of the rows
 * before the batch, starting from `entry`. Writes to the blocks of these rows alone.
 */
export function proposeRows(first: u32, end: u32, entry: u32, efConstruction: u32): void {
  const top = u32(load<u8>(levelOf + entry));
  for (let row = first; row < end; row++) {
    const level = u32(load<u8>(levelOf + row));
    widen(row, widened);
    const factor = stepOf(row);
    const offset = queryOffset(row);
    put(found, 0, scoreQuery(entry, widened, factor, offset), entry);
    let size: u32 = 1;
    for (let l = top; l > level; l--) size = searchLevel(l, 1, 1, factor, offset);
    for (let l: i32 = min(top, level); l >= 0; l--) {
      size = searchLevel(l, size, efConstruction, factor, offset);
      const count = choose(found, size, m, chosen);
      const at = block(row, l);
      store<u32>(at, count);
      for (let i: u32 = 0; i < count; i++) {
        store<u32>(at + (usize(i + 1) << 2), rowAt(chosen, i));
      }
    }
  }
}

/**
 * Makes the rows from `first` up to but not including `end` the neighbours of those they have chosen, as
 * far as the number of these leaves the remainder `part` when divided by `parts`. Writes to their blocks
 * alone.
 */
export function linkRows(first: u32, end: u32, part: u32, parts: u32): void {
  for (let row = first; row < end; row++) {
    const level = u32(load<u8>(levelOf + row));
    for (let l: u32 = 0; l <= level; l++) {
      const at = block(row, l);
      const count = load<u32>(at);
      for (let i: u32 = 1; i <= count; i++) {
        const other = load<u32>(at + (usize(i) << 2));
        if (other % parts == part) link(other, row, scoreRows(other, row), l);
      }
    }
  }
}
