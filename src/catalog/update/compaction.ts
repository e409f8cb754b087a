/** Compaction: which segments an update rewrites, so that what is gone and what is small does not pile up. */

/** Share of dead vectors up to which nothing is rewritten; then the segments above it are. */
export const MAX_DEAD_SHARE = 0.2;

/** Segments of a catalog, as every search looks into each. */
export const MAX_SEGMENTS = 8;

/** Segments that are left when there were more: merging a few at a time would mean merging every day. */
export const SEGMENTS_AFTER_MERGE = 4;

/** Share of the bytes of a segment's items and facets that its changes may reach. */
export const MAX_CHANGES_SHARE = 0.25;

export interface SegmentState {
  vectors: number;
  /** Vectors of items that are gone. */
  dead: number;
}

/**
 * Chooses the segments that are rewritten as one, by their positions. Segments without a live vector are left out of the
 * catalog: they are never chosen and do not count.
 *
 * @param adds whether new items make one more segment in any case
 */
export function segmentsToRewrite(segments: readonly SegmentState[], adds: boolean): Set<number> {
  const chosen = new Set<number>();
  const left = segments
    .map((segment, position) => ({ ...segment, position, live: segment.vectors - segment.dead }))
    .filter(({ live }) => live > 0);
  const vectors = left.reduce((sum, segment) => sum + segment.vectors, 0);
  const dead = left.reduce((sum, segment) => sum + segment.dead, 0);
  if (dead > vectors * MAX_DEAD_SHARE) {
    for (const segment of left) {
      if (segment.dead > segment.vectors * MAX_DEAD_SHARE) chosen.add(segment.position);
    }
  }
  const count = () => left.length - chosen.size + (adds || chosen.size > 0 ? 1 : 0);
  if (count() > MAX_SEGMENTS) {
    // The smallest, so that the many bytes of the large ones stay as they are.
    const bySize = left.toSorted((a, b) => a.live - b.live || b.position - a.position);
    for (const { position } of bySize) {
      if (count() <= SEGMENTS_AFTER_MERGE) break;
      chosen.add(position);
    }
  }
  return chosen;
}
