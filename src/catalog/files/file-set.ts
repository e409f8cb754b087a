/** The files of a catalog in the making, named by their content, so that a CDN may keep them for ever. */
import { hashChunks, sha256Hex } from "../../lib/hash.ts";
import type { FileRef } from "./file-ref.ts";

export interface CatalogFile {
  path: string;
  bytes: Uint8Array;
  /** Whether the previous catalog has the same file. */
  reused: boolean;
}

/** Kinds of file by the names that their paths begin with. */
export type SegmentFileKind =
  | "index"
  | "sketch"
  | "items"
  | "facets"
  | "changes"
  | "concepts"
  | "probes"
  | "pairs";

export class FileSet {
  readonly #files = new Map<string, CatalogFile>();
  readonly #known: ReadonlySet<string>;

  /** @param known paths of the previous catalog */
  constructor(known: ReadonlySet<string> = new Set()) {
    this.#known = known;
  }

  /** Adds a file. Bytes that are there already are not added again. */
  async add(kind: SegmentFileKind, bytes: Uint8Array): Promise<FileRef> {
    const sha256 = await sha256Hex(bytes);
    const path = `segments/${kind}-${sha256.slice(0, 16)}.vtrn`;
    this.#files.set(path, { path, bytes, reused: this.#known.has(path) });
    return { path, bytes: bytes.length, sha256, ...(await hashChunks(bytes)) };
  }

  /** Takes a file of the previous catalog over. */
  reuse(ref: FileRef, bytes: Uint8Array): FileRef {
    this.#files.set(ref.path, { path: ref.path, bytes, reused: true });
    return ref;
  }

  /** In the order in which they were added. */
  list(): CatalogFile[] {
    return [...this.#files.values()];
  }
}
