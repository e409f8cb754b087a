/** The messages between the page and its service worker. */

/** Asks the waiting worker to replace the old one. The name is serwist's. */
export const TAKE_OVER = "SKIP_WAITING";
export const KEEP = "keep-pictures";

/** Asks to store pictures; comes with a port for reports. */
export interface KeepRequest {
  type: typeof KEEP;
  /** URL of the catalog's folder. */
  catalog: string;
  /** URLs of further pictures. */
  pictures: readonly string[];
}

export interface KeepReport {
  kept: number;
  total: number;
  /** Whether it ended before everything was stored. */
  failed?: boolean;
}
