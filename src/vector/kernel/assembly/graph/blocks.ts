/**
 * The lists of neighbours of a graph under construction. Each is a block of its own with room for as many neighbours as
 * a row may have: their number, then the neighbours, as uint32. Several instances of the kernel share the blocks.
 */

import { countRows } from "../codes/rows";
import { holds, isAligned } from "../memory";

let m: u32 = 0;
let ground: usize = 0;
let upper: usize = 0;
let upperNumbers: usize = 0;
let levels: usize = 0;

/**
 * Sets where the blocks of a graph with `neighbourCount` neighbours a row are: at `groundAt` those of the ground level,
 * each with room for twice as many; at `upperAt` those of the upper levels, the first of a row at its number in the
 * uint32 at `numberAt`. `levelAt` has a uint8 for each row, its highest level.
 */
export function setBlocks(
  neighbourCount: u32,
  groundAt: usize,
  upperAt: usize,
  numberAt: usize,
  levelAt: usize,
): void {
  m = neighbourCount;
  ground = groundAt;
  upper = upperAt;
  upperNumbers = numberAt;
  levels = levelAt;
  assert(isAligned(groundAt, 4) && holds(groundAt, u64(countRows()) * blockBytes(0)));
  assert(isAligned(upperAt, 4) && isAligned(numberAt, 4) && holds(numberAt, u64(countRows()) * 4));
  assert(holds(levelAt, countRows()));
}

/** Neighbours that a row chooses. */
@inline
export function chosenCount(): u32 {
  return m;
}

/** Neighbours that a row can have on a level. */
@inline
export function roomOn(level: u32): u32 {
  return level == 0 ? 2 * m : m;
}

@inline
function blockBytes(level: u32): usize {
  return usize(1 + roomOn(level)) << 2;
}

/** The highest level of a row. */
@inline
export function levelOf(row: u32): u32 {
  assert(row < countRows());
  return u32(load<u8>(levels + row));
}

/** The block of a row on a level that it has. */
@inline
export function blockOf(row: u32, level: u32): usize {
  assert(level <= levelOf(row));
  if (level == 0) return ground + usize(row) * blockBytes(0);
  const number = load<u32>(upperNumbers + (usize(row) << 2)) + level - 1;
  return upper + usize(number) * blockBytes(1);
}

@inline
export function degreeOf(block: usize): u32 {
  assert(load<u32>(block) <= roomOn(0));
  return load<u32>(block);
}

@inline
export function setDegree(block: usize, degree: u32): void {
  assert(degree <= roomOn(0));
  store<u32>(block, degree);
}

@inline
export function neighbourIn(block: usize, i: u32): u32 {
  assert(i < degreeOf(block));
  return load<u32>(block + (usize(i + 1) << 2));
}

@inline
export function setNeighbour(block: usize, i: u32, row: u32): void {
  assert(i < roomOn(0) && row < countRows());
  store<u32>(block + (usize(i + 1) << 2), row);
}
