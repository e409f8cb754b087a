/** What assertions ask about memory. Nothing here is part of a build without them. */

/** Whether `bytes` bytes at `at` lie within the memory. */
@inline
export function holds(at: usize, bytes: u64): bool {
  return u64(at) + bytes <= u64(memory.size()) << 16;
}

@inline
export function isAligned(at: usize, bytes: usize): bool {
  return (at & (bytes - 1)) == 0;
}
