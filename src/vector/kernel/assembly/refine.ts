// A finer last look at the best few rows, by a second code of what the first one left over.

import { insertSorted, rowAt, scoreAt, ENTRY } from "./entries";
import { dotCodes, stepOf } from "./rows";

/**
 * Adds to each of `size` entries at `list` what the residual codes at `residuals` say, whose step is
 * `ratio` of the row's own, and sorts them anew into `out`, which has room for `size`.
 */
export function refine(
  list: usize,
  size: u32,
  residuals: usize,
  stride: usize,
  ratio: f64,
  query: usize,
  factor: f64,
  out: usize,
): void {
  for (let i: u32 = 0; i < size; i++) {
    const row = rowAt(list, i);
    const rest = f64(dotCodes(residuals + usize(row) * stride, query));
    insertSorted(out, i, size, scoreAt(list, i) + rest * factor * stepOf(row) * ratio, row);
  }
  memory.copy(list, out, usize(size) * ENTRY);
}
