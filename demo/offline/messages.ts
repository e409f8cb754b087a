/** What the page and its service worker say to each other. */

/** The waiting worker takes the place of the old one; the name is serwist's. */
export const TAKE_OVER = "SKIP_WAITING";
export const KEEP = "keep-pictures";

/** With a port for reports. */
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
  /** It has ended before all were there. */
  failed?: boolean;
}
