/**
 * Reads ahead of need. A loop that computes with one row after another waits for memory each time, but a processor
 * has many reads under way if nothing waits for their results. WebAssembly has no instruction that only fetches.
 * Therefore these functions return the sum of what they read, for `keep`, so that no compiler leaves the reads out.
 */

let kept: i32 = 0;

export function keep(sum: i32): void {
  kept += sum;
}

/** Reads a number of each cache line from `at` up to `end`. */
@inline
export function fetch(at: usize, end: usize): i32 {
  let sum: i32 = 0;
  // Several at once: the rest of a turn of the loop takes room that reads could have.
  while (at + 256 <= end) {
    sum += load<i32>(at) + load<i32>(at, 64) + load<i32>(at, 128) + load<i32>(at, 192);
    at += 256;
  }
  while (at < end) {
    sum += load<i32>(at);
    at += 64;
  }
  return sum;
}
