import { type DBSchema, type IDBPDatabase, openDB } from "idb";

interface Schema extends DBSchema {
  /** Files of catalogs and models, by the SHA-256 of their content. */
  files: {
    key: string;
    // A Blob: Chromium reads 12 MB of one in 20 ms, where an ArrayBuffer takes 60 to 160.
    value: { blob: Blob; storedAt: number };
    indexes: { storedAt: number };
  };
  /** The manifest of each catalog that is wholly stored, by its URL. */
  manifests: { key: string; value: { text: string; storedAt: number } };
}

const NAME = "vitrine";
const VERSION = 1;

/** What belongs to putting a manifest. */
export interface ManifestStep {
  /** SHA-256 of files without which the manifest is not put. */
  files: readonly string[];
  /** The SHA-256 of every file that a manifest names. */
  filesOf: (text: string) => string[];
  /** Files stored before this time (milliseconds since 1970) are dropped if no manifest names them. */
  before: number;
}

/** Content-addressed files and manifests, on the device or, where it offers no storage, in memory. */
export interface Storage {
  readonly kind: "indexeddb" | "memory";
  getFile(sha256: string): Promise<Uint8Array | undefined>;
  /** Never leaves half a file behind. Rejects where the device has no room for it. */
  putFile(sha256: string, bytes: Uint8Array): Promise<void>;
  deleteFile(sha256: string): Promise<void>;
  getManifest(url: string): Promise<string | undefined>;
  /** Puts a manifest and drops files, in one step that no other tab can come between. */
  putManifest(url: string, text: string, step: ManifestStep): Promise<void>;
  close(): void;
}

/** Opens the device's storage, or memory's where IndexedDB is missing or refused (private windows). */
export async function openStorage(): Promise<Storage> {
  if (typeof indexedDB === "undefined") return new MemoryStorage();
  let db: IDBPDatabase<Schema>;
  try {
    db = await openDB<Schema>(NAME, VERSION, {
      upgrade(database) {
        database.createObjectStore("files").createIndex("storedAt", "storedAt");
        database.createObjectStore("manifests");
      },
      // A newer Vitrine in another tab wants to upgrade: let it; this tab works on from memory.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
  } catch {
    return new MemoryStorage();
  }
  return new IndexedDbStorage(db);
}

class IndexedDbStorage implements Storage {
  readonly kind = "indexeddb";
  readonly #db: IDBPDatabase<Schema>;

  constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  async getFile(sha256: string): Promise<Uint8Array | undefined> {
    const record = await this.#db.get("files", sha256);
    return record && new Uint8Array(await record.blob.arrayBuffer());
  }

  async putFile(sha256: string, bytes: Uint8Array): Promise<void> {
    await this.#db.put(
      "files",
      { blob: new Blob([bytes as BlobPart]), storedAt: Date.now() },
      sha256,
    );
  }

  async deleteFile(sha256: string): Promise<void> {
    await this.#db.delete("files", sha256);
  }

  async getManifest(url: string): Promise<string | undefined> {
    return (await this.#db.get("manifests", url))?.text;
  }

  async putManifest(
    url: string,
    text: string,
    { files: wanted, filesOf, before }: ManifestStep,
  ): Promise<void> {
    const transaction = this.#db.transaction(["files", "manifests"], "readwrite");
    const files = transaction.objectStore("files");
    const manifests = transaction.objectStore("manifests");
    const there = await Promise.all(wanted.map((sha256) => files.getKey(sha256)));
    // Another tab, which had no manifest that names them, may have dropped some just now.
    if (there.every((key) => key !== undefined)) {
      await manifests.put({ text, storedAt: Date.now() }, url);
    }
    const needed = new Set((await manifests.getAll()).flatMap((stored) => filesOf(stored.text)));
    const old = await files.index("storedAt").getAllKeys(IDBKeyRange.upperBound(before, true));
    await Promise.all(
      old.filter((sha256) => !needed.has(sha256)).map((sha256) => files.delete(sha256)),
    );
    await transaction.done;
  }

  close(): void {
    this.#db.close();
  }
}

/** Keeps manifests only: without a disk, a stored copy of a file would only hold its memory twice. */
class MemoryStorage implements Storage {
  readonly kind = "memory";
  readonly #manifests = new Map<string, string>();

  async getFile(): Promise<undefined> {}

  async putFile(): Promise<void> {}

  async deleteFile(): Promise<void> {}

  async getManifest(url: string): Promise<string | undefined> {
    return this.#manifests.get(url);
  }

  async putManifest(url: string, text: string): Promise<void> {
    this.#manifests.set(url, text);
  }

  close(): void {}
}
