/** How the rows of several segments are numbered in their catalog. */

/** Each segment's rows begin at a multiple of this, so that its part of a bitmap is whole words. */
export const ROW_ALIGNMENT = 32;

/**
 * The row of the catalog at which each segment begins.
 *
 * @param counts rows of each, those of items that are gone included
 * @example
 * segmentOffsets([40, 5, 100]); // [0, 64, 96]
 */
export function segmentOffsets(counts: readonly number[]): number[] {
  let end = 0;
  return counts.map((count) => {
    const offset = Math.ceil(end / ROW_ALIGNMENT) * ROW_ALIGNMENT;
    end = offset + count;
    return offset;
  });
}
