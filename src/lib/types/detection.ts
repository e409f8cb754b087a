/** Public types of regions of a photo, and of the detectors that suggest them. */

/** A part of an image, as fractions (0 to 1) of its upright width and height. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DetectOptions {
  /** Leave out detections with a smaller score, 0 to 1. Default: what the detector's folder says; 0 for a function. */
  minScore?: number;
  /** Number of detections, 1 to 1000. Default 20. */
  limit?: number;
  signal?: AbortSignal;
}

/** A part of a photo that a shopper may mean, for `region` of a query. */
export interface Detection {
  region: Region;
  /** As the detector names it, such as "handbag". */
  label: string;
  /** The detector's confidence, 0 to 1; of a derived part, the confidence of the whole. */
  score: number;
  /**
   * Not detected by itself: `upper`, `lower` and `feet` of a standing `person` are fixed parts of the person's box,
   * because people search with what they wear.
   */
  derived?: boolean;
}
