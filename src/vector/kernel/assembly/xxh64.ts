/** XXH64, from the specification at https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */

const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

@inline
function xxRound(acc: u64, input: u64): u64 {
  return rotl<u64>(acc + input * P2, 31) * P1;
}

@inline
function xxMerge(acc: u64, lane: u64): u64 {
  return (acc ^ xxRound(0, lane)) * P1 + P4;
}

/** XXH64 of `length` bytes at `at`. */
export function xxh64(at: usize, length: usize, seed: u64): u64 {
  const end = at + length;
  let hash: u64;
  if (length >= 32) {
    let a = seed + P1 + P2;
    let b = seed + P2;
    let c = seed;
    let d = seed - P1;
    while (at + 32 <= end) {
      a = xxRound(a, load<u64>(at));
      b = xxRound(b, load<u64>(at, 8));
      c = xxRound(c, load<u64>(at, 16));
      d = xxRound(d, load<u64>(at, 24));
      at += 32;
    }
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = xxMerge(xxMerge(xxMerge(xxMerge(hash, a), b), c), d);
  } else {
    hash = seed + P5;
  }
  hash += u64(length);
  while (at + 8 <= end) {
    hash = rotl<u64>(hash ^ xxRound(0, load<u64>(at)), 27) * P1 + P4;
    at += 8;
  }
  if (at + 4 <= end) {
    hash = rotl<u64>(hash ^ (u64(load<u32>(at)) * P1), 23) * P2 + P3;
    at += 4;
  }
  while (at < end) {
    hash = rotl<u64>(hash ^ (u64(load<u8>(at)) * P5), 11) * P1;
    at++;
  }
  hash = (hash ^ (hash >> 33)) * P2;
  hash = (hash ^ (hash >> 29)) * P3;
  return hash ^ (hash >> 32);
}
