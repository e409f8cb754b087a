// Reads ahead of need. What is computed from one row after another waits for memory each time; of reads whose results
// nothing waits for, a processor has many under way. WebAssembly has no instruction that only fetches: these give the
// sum of what they read, for `keep`, so that the reading is not left out as idle.

let kept: i32 = 0;

export function keep(sum: i32): void {
  kept += sum;
}

/** Reads a number of each cache line from `at` up to `end`. */
@inline
export function fetch(at: usize, end: usize): i32 {
  let sum: i32 = 0;
  // Several at once: what a turn of the loop takes besides is room for reads.
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
