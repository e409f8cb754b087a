/** How a catalog and a model name one of their files: where it is, how long it is, and by which hash it is known. */

/** A file that is fetched, verified and stored by its hash. */
export interface FileRef {
  /** Relative to the folder it is listed for, with forward slashes. */
  path: string;
  /** Length, at most 4 GiB. */
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /**
   * SHA-256 of each consecutive 4 MiB of a longer file, the last piece shorter, so that each can be verified as it
   * arrives. Absent for shorter files and in catalogs of older builds.
   */
  chunks?: string[];
}
