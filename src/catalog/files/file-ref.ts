/** How a catalog and a model name one of their files: where it is, how long, and by which hash it is known. */

/** Length and SHA-256 (lower-case hex) of a file, by which it is fetched, verified and stored. */
export interface FileRef {
  /** Relative to the folder it is listed for, with forward slashes. */
  path: string;
  bytes: number;
  sha256: string;
  /**
   * SHA-256 of each consecutive 4 MiB of a longer file, the last piece shorter, so that each can be verified
   * as it arrives. Absent for shorter files and in catalogs of older builds.
   */
  chunks?: string[];
}
