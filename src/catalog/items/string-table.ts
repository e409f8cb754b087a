/** Many strings as one UTF-8 block and the offsets of their ends, each decoded when it is asked for. */
import { bytesOf } from "../../vector/file/container.ts";
import { invalidFile } from "../files/invalid-file.ts";

export interface StringTable {
  readonly count: number;
  get(i: number): string;
}

export function encodeStrings(strings: readonly string[]): {
  offsets: Uint8Array;
  block: Uint8Array;
} {
  const encoder = new TextEncoder();
  const parts = strings.map((string) => encoder.encode(string));
  const offsets = new Uint32Array(parts.length + 1);
  parts.forEach((part, i) => {
    offsets[i + 1] = offsets[i]! + part.length;
  });
  const block = new Uint8Array(offsets[parts.length]!);
  parts.forEach((part, i) => {
    block.set(part, offsets[i]);
  });
  return { offsets: bytesOf(offsets), block };
}

/**
 * Views over what `encodeStrings` made.
 *
 * @param name of the strings, for a message
 * @throws VisualSearchError `catalog-invalid` for offsets that do not ascend to the end of the block
 */
export function openStrings(offsets: Uint8Array, block: Uint8Array, name: string): StringTable {
  // Copied, for a section may start at any address of its buffer.
  const ends = new Uint32Array(new Uint8Array(offsets).buffer);
  const count = ends.length - 1;
  const ascending = ends.every((end, i) => (i === 0 ? end === 0 : end >= ends[i - 1]!));
  if (count < 0 || !ascending || ends[count] !== block.length) {
    const expected = `ascending offsets of the ${name} that end at ${block.length}`;
    throw invalidFile(expected, ascending ? `an end at ${ends[count]}` : "others");
  }
  const decoder = new TextDecoder();
  return {
    count,
    get(i) {
      return decoder.decode(block.subarray(ends[i]!, ends[i + 1]!));
    },
  };
}
