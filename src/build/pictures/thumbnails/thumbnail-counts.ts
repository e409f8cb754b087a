/** How many thumbnails a build has made, and how large they are. */

/** What a report says of thumbnails. */
export interface ThumbnailCounts {
  /** Files; products with the same picture share one. */
  count: number;
  bytes: number;
  /** Pictures whose thumbnail was made, and those whose was taken from the cache or the previous catalog. */
  made: number;
  reused: number;
  /** Files longer than they should be, and how long they should be at most. */
  overTarget: number;
  targetBytes: number;
}
