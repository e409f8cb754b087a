/** The coded rows of an index, and their similarity to each other. */

import { holds, isAligned } from "../memory";
import { fetch } from "./prefetch";

/** The codes of a row are padded with zeros to a multiple of so many, one step of the loops over them. */
export const STRIDE_STEP: u32 = 32;

/** Numbers beside a row's codes: its step, the width of one unit of them, and its term, its dot with the mean. */
export const ROW_FLOATS: u32 = 2;
const ROW_BYTES: u32 = ROW_FLOATS * 4;

let codes: usize = 0;
let stride: usize = 0;
let rows: usize = 0;
let rowCount: u32 = 0;
let meanSquare: f64 = 0;

/**
 * Sets where the rows are: the `strideBytes` int8 codes of each at `codeAt`, and `ROW_FLOATS` float32 of each at
 * `rowAt`. `square` is the squared length of the mean. An index of sign bits alone has no codes: `codeAt` is 0.
 */
export function setRows(codeAt: usize, strideBytes: u32, rowAt: usize, count: u32, square: f64): void {
  assert(strideBytes % STRIDE_STEP == 0 && isAligned(codeAt, 16));
  assert(codeAt == 0 || holds(codeAt, u64(count) * strideBytes));
  assert(isAligned(rowAt, 4) && holds(rowAt, u64(count) * ROW_BYTES));
  codes = codeAt;
  stride = strideBytes;
  rows = rowAt;
  rowCount = count;
  meanSquare = square;
}

@inline
export function countRows(): u32 {
  return rowCount;
}

@inline
export function rowStride(): usize {
  return stride;
}

@inline
export function codeOf(row: u32): usize {
  assert(row < rowCount);
  return codes + usize(row) * stride;
}

@inline
function numbersOf(row: u32): usize {
  assert(row < rowCount);
  return rows + usize(row) * ROW_BYTES;
}

@inline
export function fetchTerm(row: u32): i32 {
  return load<i32>(numbersOf(row), 4);
}

/** Reads ahead what `scoreRow` needs of a row. */
@inline
export function fetchRow(row: u32): i32 {
  return fetchTerm(row) + fetch(codeOf(row), codeOf(row) + stride);
}

@inline
export function stepOf(row: u32): f64 {
  return f64(load<f32>(numbersOf(row)));
}

@inline
export function termOf(row: u32): f64 {
  return f64(load<f32>(numbersOf(row), 4));
}

/** Distance of a unit vector from the mean, which follows from its term. */
@inline
export function normOf(row: u32): f64 {
  return Math.sqrt(Math.max(0, 1 - 2 * termOf(row) + meanSquare));
}

@inline
function lanes(sum: v128): i32 {
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  );
}

/** int8 codes times int16 query codes, exact in int32: the caller bounds the query so that it cannot overflow. */
@inline
export function dotCodes(code: usize, query: usize): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = code + stride;
  while (code < end) {
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(code), v128.load(query)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(code, 8), v128.load(query, 16)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load_ext<i8>(code, 16), v128.load(query, 32)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load_ext<i8>(code, 24), v128.load(query, 48)));
    code += 32;
    query += 64;
  }
  return lanes(i32x4.add(i32x4.add(a, b), i32x4.add(c, d)));
}

/** The products of a query with the codes of a row and the three after it: each number of the query is read once. */
@inline
export function dotFour(row: u32, query: usize): v128 {
  assert(row + 3 < rowCount);
  let code = codeOf(row);
  const end = code + stride;
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  while (code < end) {
    const low = v128.load(query);
    const high = v128.load(query, 16);
    const second = code + stride;
    const third = second + stride;
    const fourth = third + stride;
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(code), low));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(second), low));
    c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load_ext<i8>(third), low));
    d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load_ext<i8>(fourth), low));
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(code, 8), high));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(second, 8), high));
    c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load_ext<i8>(third, 8), high));
    d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load_ext<i8>(fourth, 8), high));
    code += 16;
    query += 32;
  }
  // Adds the lanes of each sum; the four results are the lanes of one vector.
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

@inline
function dotRows(x: usize, y: usize): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  const end = x + stride;
  while (x < end) {
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(x), v128.load_ext<i8>(y)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(x, 8), v128.load_ext<i8>(y, 8)));
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(x, 16), v128.load_ext<i8>(y, 16)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(x, 24), v128.load_ext<i8>(y, 24)));
    x += 32;
    y += 32;
  }
  return lanes(i32x4.add(a, b));
}

/** The similarity of two rows. */
@inline
export function scoreRows(x: u32, y: u32): f64 {
  const product = f64(dotRows(codeOf(x), codeOf(y)));
  return product * stepOf(x) * stepOf(y) + termOf(x) + termOf(y) - meanSquare;
}

/** Writes the codes of a row, widened to int16, to `out`. */
export function widen(row: u32, out: usize): void {
  assert(isAligned(out, 16) && holds(out, u64(stride) * 2));
  let code = codeOf(row);
  const end = code + stride;
  while (code < end) {
    v128.store(out, v128.load_ext<i8>(code));
    v128.store(out, v128.load_ext<i8>(code, 8), 16);
    code += 16;
    out += 32;
  }
}

/** A row's dot with the mean, less that of the mean with itself: what a row as a query adds to each score. */
@inline
export function offsetOf(row: u32): f64 {
  return termOf(row) - meanSquare;
}
