import { hashChunks, sha256Hex } from "../../lib/hash.ts";
import type { FileRef } from "./file-ref.ts";

export interface CatalogFile {
  path: string;
  bytes: Uint8Array;
  /** A file of the catalog before, as it was. */
  reused: boolean;
}

export type SegmentFileKind =
  | "index"
  | "sketch"
  | "items"
  | "facets"
  | "changes"
  | "concepts"
  | "probes"
  | "pairs";

/** The files of a catalog in the making, named by their content: a CDN may keep them for ever. */
export class FileSet {
  readonly #files = new Map<string, CatalogFile>();
  readonly #known: ReadonlySet<string>;

  /** @param known paths of the catalog before */
  constructor(known: ReadonlySet<string> = new Set()) {
    this.#known = known;
  }

  async add(kind: SegmentFileKind, bytes: Uint8Array): Promise<FileRef> {
    const sha256 = await sha256Hex(bytes);
    const path = `segments/${kind}-${sha256.slice(0, 16)}.vtrn`;
    this.#files.set(path, { path, bytes, reused: this.#known.has(path) });
    return { path, bytes: bytes.length, sha256, ...(await hashChunks(bytes)) };
  }

  /** Takes over a file of the catalog before. */
  reuse(ref: FileRef, bytes: Uint8Array): FileRef {
    this.#files.set(ref.path, { path: ref.path, bytes, reused: true });
    return ref;
  }

  /** In the order in which they came. */
  list(): CatalogFile[] {
    return [...this.#files.values()];
  }
}
