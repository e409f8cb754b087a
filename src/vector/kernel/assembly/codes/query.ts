/** The query that rows are compared with: a vector that was coded for it, or one of the rows. */

import { holds, isAligned } from "../memory";
import { codeOf, dotCodes, offsetOf, rowStride, stepOf, termOf, widen } from "./rows";

let codes: usize = 0;
let factor: f64 = 0;
let offset: f64 = 0;
let length: f64 = 0;

/**
 * Takes as the query the int16 codes at `at`. One unit of them is `unit` wide, `term` is the query's dot with the mean,
 * `distance` how far it is from the mean.
 */
export function setQuery(at: usize, unit: f64, term: f64, distance: f64): void {
  assert(isAligned(at, 16) && holds(at, u64(rowStride()) * 2));
  codes = at;
  factor = unit;
  offset = term;
  length = distance;
}

/** Takes a row as the query. `at` has room for its int16 codes. */
export function setRowAsQuery(row: u32, at: usize): void {
  widen(row, at);
  codes = at;
  factor = stepOf(row);
  offset = offsetOf(row);
}

@inline
export function queryCodes(): usize {
  return codes;
}

@inline
export function queryFactor(): f64 {
  return factor;
}

/** Distance of the query from the mean. */
export function queryLength(): f64 {
  return length;
}

/** A row's similarity to the query, from the product of their codes. */
@inline
export function scoreProduct(row: u32, product: i32): f64 {
  return f64(product) * factor * stepOf(row) + termOf(row) + offset;
}

/** A row's similarity to the query. */
@inline
export function scoreRow(row: u32): f64 {
  return scoreProduct(row, dotCodes(codeOf(row), codes));
}
