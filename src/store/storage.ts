/** What the store needs of a place to keep files and manifests in. */

/** What putting a manifest involves. */
export interface ManifestStep {
  /** SHA-256 of the files without which the manifest is not put. */
  files: readonly string[];
  /** Gives the SHA-256 of every file that a manifest needs. */
  neededFiles: (text: string) => string[];
  /** Files stored before this time (milliseconds since 1970) are dropped if no manifest needs them. */
  before: number;
}

/** What is stored of a file: all of it, or the numbers of some of its pieces. */
export type StoredPart = "whole" | readonly number[];

/** Content-addressed files and manifests, on the device or, if it offers no storage, in memory. */
export interface Storage {
  readonly kind: "indexeddb" | "memory";
  /** Without reading what is stored. */
  find(sha256: string): Promise<StoredPart>;
  /** `unreadable` if the browser has the record of a file but no longer its content. */
  getFile(sha256: string): Promise<Uint8Array | "unreadable" | undefined>;
  /** Never leaves half a file behind, and drops its pieces. Rejects if the device has no room for it. */
  putFile(sha256: string, bytes: Uint8Array): Promise<void>;
  /** The file and its pieces. */
  deleteFile(sha256: string): Promise<void>;
  getPiece(sha256: string, piece: number): Promise<Uint8Array | "unreadable" | undefined>;
  putPiece(sha256: string, piece: number, bytes: Uint8Array): Promise<void>;
  getManifest(url: string): Promise<string | undefined>;
  /** Puts a manifest and drops files that nobody needs, in one step that no other tab can interrupt. */
  putManifest(url: string, text: string, step: ManifestStep): Promise<void>;
  /** The cosine with which an encoder of this name has passed its self-check on this device. */
  getPassedSelfCheck(name: string): Promise<number | undefined>;
  putPassedSelfCheck(name: string, cosine: number): Promise<void>;
  close(): void;
}
