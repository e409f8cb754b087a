import { type DBSchema, type IDBPDatabase, openDB } from "idb";

interface Schema extends DBSchema {
  /** Files of catalogs and models, by the SHA-256 of their content. */
  files: {
    key: string;
    value: { bytes: ArrayBuffer; storedAt: number };
    indexes: { storedAt: number };
  };
  /** The manifest of each catalog that is wholly stored, by its URL. */
  manifests: { key: string; value: { text: string; storedAt: number } };
}

const NAME = "vitrine";
const VERSION = 1;

/** Content-addressed files and manifests, on the device or, where it offers no storage, in memory. */
export interface Storage {
  readonly kind: "indexeddb" | "memory";
  getFile(sha256: string): Promise<Uint8Array | undefined>;
  /** Never leaves half a file behind. Rejects where the device has no room for it. */
  putFile(sha256: string, bytes: Uint8Array): Promise<void>;
  deleteFile(sha256: string): Promise<void>;
  /** Keys of files stored before `time` (milliseconds since 1970). */
  filesBefore(time: number): Promise<string[]>;
  getManifest(url: string): Promise<string | undefined>;
  putManifest(url: string, text: string): Promise<void>;
  manifests(): Promise<string[]>;
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
    return record && new Uint8Array(record.bytes);
  }

  async putFile(sha256: string, bytes: Uint8Array): Promise<void> {
    const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    await this.#db.put(
      "files",
      { bytes: whole.buffer as ArrayBuffer, storedAt: Date.now() },
      sha256,
    );
  }

  async deleteFile(sha256: string): Promise<void> {
    await this.#db.delete("files", sha256);
  }

  filesBefore(time: number): Promise<string[]> {
    return this.#db.getAllKeysFromIndex("files", "storedAt", IDBKeyRange.upperBound(time, true));
  }

  async getManifest(url: string): Promise<string | undefined> {
    return (await this.#db.get("manifests", url))?.text;
  }

  async putManifest(url: string, text: string): Promise<void> {
    await this.#db.put("manifests", { text, storedAt: Date.now() }, url);
  }

  async manifests(): Promise<string[]> {
    return (await this.#db.getAll("manifests")).map(({ text }) => text);
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

  async filesBefore(): Promise<string[]> {
    return [];
  }

  async getManifest(url: string): Promise<string | undefined> {
    return this.#manifests.get(url);
  }

  async putManifest(url: string, text: string): Promise<void> {
    this.#manifests.set(url, text);
  }

  async manifests(): Promise<string[]> {
    return [...this.#manifests.values()];
  }

  close(): void {}
}
