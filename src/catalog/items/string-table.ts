import { VisualSearchError } from "../../lib/errors.ts";
import { bytesOf } from "../../vector/file/container.ts";

/** Many strings as one UTF-8 block and the offsets of their ends, read one at a time. */
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
 * @throws VisualSearchError `catalog-invalid` where offsets do not ascend within the block
 */
export function openStrings(offsets: Uint8Array, block: Uint8Array, name: string): StringTable {
  // Copied, for the section may stand at any address of its buffer.
  const ends = new Uint32Array(new Uint8Array(offsets).buffer);
  const count = ends.length - 1;
  const ascending = ends.every((end, i) => (i === 0 ? end === 0 : end >= ends[i - 1]!));
  if (count < 0 || !ascending || ends[count] !== block.length) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected ascending offsets that end at ${block.length} for the ${name}, found others. ` +
        "Build the catalog again.",
    );
  }
  const decoder = new TextDecoder();
  return {
    count,
    get(i) {
      return decoder.decode(block.subarray(ends[i]!, ends[i + 1]!));
    },
  };
}
