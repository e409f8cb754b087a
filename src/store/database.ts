import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import { messageOf, VisualSearchError } from "../lib/errors.ts";

interface Schema extends DBSchema {
  /** Files of catalogs and models, by the SHA-256 of their content. */
  files: {
    key: string;
    // A Blob: Chromium reads 12 MB of one in 10 ms, where an ArrayBuffer takes 60 to 160 and several Blobs,
    // read at the same time, 20.
    value: { blob: Blob; storedAt: number };
    indexes: { storedAt: number };
  };
  /** What has arrived of files that are not whole yet, by the file's SHA-256 and the piece's number. */
  pieces: {
    key: [sha256: string, piece: number];
    value: { blob: Blob; storedAt: number };
    indexes: { storedAt: number };
  };
  /** The manifest of each catalog that is wholly stored, by its URL. */
  manifests: { key: string; value: { text: string; storedAt: number } };
  /** Cosines with which encoders have passed their self-check here, by what they were made of. */
  proofs: { key: string; value: { cosine: number; storedAt: number } };
}

const NAME = "vitrine";
const MAX_PROOFS = 100;
/** 2 added `pieces` and `proofs`. */
const VERSION = 2;

/** What belongs to putting a manifest. */
export interface ManifestStep {
  /** SHA-256 of files without which the manifest is not put. */
  files: readonly string[];
  /** The SHA-256 of every file that a manifest names. */
  filesOf: (text: string) => string[];
  /** Files stored before this time (milliseconds since 1970) are dropped if no manifest names them. */
  before: number;
}

/** What is stored of a file: all of it, or the numbers of some of its pieces. */
export type StoredPart = "whole" | readonly number[];

/** Content-addressed files and manifests, on the device or, where it offers no storage, in memory. */
export interface Storage {
  readonly kind: "indexeddb" | "memory";
  /** Without reading what is stored. */
  find(sha256: string): Promise<StoredPart>;
  /** `unreadable` where the browser has the record of a file but no longer its content. */
  getFile(sha256: string): Promise<Uint8Array | "unreadable" | undefined>;
  /** Never leaves half a file behind, and drops its pieces. Rejects where the device has no room for it. */
  putFile(sha256: string, bytes: Uint8Array): Promise<void>;
  /** The file and its pieces. */
  deleteFile(sha256: string): Promise<void>;
  getPiece(sha256: string, piece: number): Promise<Uint8Array | "unreadable" | undefined>;
  putPiece(sha256: string, piece: number, bytes: Uint8Array): Promise<void>;
  getManifest(url: string): Promise<string | undefined>;
  /** Puts a manifest and drops files, in one step that no other tab can come between. */
  putManifest(url: string, text: string, step: ManifestStep): Promise<void>;
  getProof(name: string): Promise<number | undefined>;
  putProof(name: string, cosine: number): Promise<void>;
  close(): void;
}

/**
 * Opens the device's storage, and makes it where there is none.
 *
 * Rejects where IndexedDB is missing or refused (private windows), or a newer Vitrine has upgraded it.
 */
export async function openStorage(): Promise<Storage> {
  const storage = new IndexedDbStorage(openForUse);
  await storage.connect();
  return storage;
}

/** Opens the device's storage as it is, whatever its version; without one, an empty one in memory. */
export async function peekStorage(): Promise<Storage> {
  const storage = new IndexedDbStorage(openAsItIs);
  try {
    await storage.connect();
    return storage;
  } catch {
    // There is none, or it is refused: either way nothing is stored that could be read.
    return new MemoryStorage();
  }
}

/**
 * Deletes everything that Vitrine keeps on this device for the page's origin: files of catalogs, models and
 * runtimes, and unfinished downloads. Open searches, in other tabs too, go on with what they have in memory,
 * and store anew what they load afterwards. Where the browser has no IndexedDB, nothing is stored.
 *
 * @throws VisualSearchError `storage-failed`, as where a private window refuses IndexedDB
 */
export async function deleteStored(): Promise<void> {
  if (typeof indexedDB === "undefined") return;
  try {
    // Open connections close themselves as soon as they hear of it; then this goes on.
    await deleteDB(NAME);
  } catch (cause) {
    throw new VisualSearchError(
      "storage-failed",
      `Expected to delete what Vitrine has stored, but the browser refused: ${messageOf(cause)}. ` +
        "Delete the site's data in the browser's settings.",
      { cause },
    );
  }
}

type OnClose = () => void;
type Connect = (onClose: OnClose) => Promise<IDBPDatabase<Schema>>;

function openForUse(onClose: OnClose): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(database, oldVersion) {
      if (oldVersion < 1) {
        database.createObjectStore("files").createIndex("storedAt", "storedAt");
        database.createObjectStore("manifests");
      }
      database.createObjectStore("pieces").createIndex("storedAt", "storedAt");
      database.createObjectStore("proofs");
    },
    // Another tab upgrades or deletes it: let it.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      onClose();
    },
    terminated: onClose,
  });
}

async function openAsItIs(onClose: OnClose): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, undefined, {
    upgrade(_database, _oldVersion, _newVersion, transaction) {
      // There was none, and there shall be none.
      transaction.done.catch(() => undefined);
      transaction.abort();
    },
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      onClose();
    },
    terminated: onClose,
  });
}

class IndexedDbStorage implements Storage {
  readonly kind = "indexeddb";
  readonly #open: Connect;
  #connection: Promise<IDBPDatabase<Schema>> | undefined;
  #isClosed = false;

  constructor(open: Connect) {
    this.#open = open;
  }

  /** Opens the database where it is not open, as after the browser or another tab has deleted it. */
  connect(): Promise<IDBPDatabase<Schema>> {
    if (this.#isClosed) return Promise.reject(new Error("the storage has been closed"));
    const onClose = () => {
      if (this.#connection === connection) this.#connection = undefined;
    };
    if (this.#connection) return this.#connection;
    const connection = this.#open(onClose);
    this.#connection = connection;
    connection.catch(onClose);
    return connection;
  }

  /** A connection that was closed under an access is opened anew, once. */
  async #use<T>(access: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    const connection = this.connect();
    try {
      return await access(await connection);
    } catch (error) {
      if (this.#isClosed || this.#connection === connection) throw error;
      return access(await this.connect());
    }
  }

  find(sha256: string): Promise<StoredPart> {
    return this.#use(async (db) => {
      if ((await db.getKey("files", sha256)) !== undefined) return "whole";
      // Version 1, looked into without an upgrade, has none.
      if (!db.objectStoreNames.contains("pieces")) return [];
      return (await db.getAllKeys("pieces", piecesOf(sha256))).map(([, piece]) => piece);
    });
  }

  async getFile(sha256: string): Promise<Uint8Array | "unreadable" | undefined> {
    return contentOf(await this.#use((db) => db.get("files", sha256)));
  }

  async putFile(sha256: string, bytes: Uint8Array): Promise<void> {
    await this.#use(async (db) => {
      const transaction = db.transaction(["files", "pieces"], "readwrite");
      await Promise.all([
        transaction.objectStore("files").put(recordOf(bytes), sha256),
        transaction.objectStore("pieces").delete(piecesOf(sha256)),
        transaction.done,
      ]);
    });
  }

  async deleteFile(sha256: string): Promise<void> {
    await this.#use(async (db) => {
      const transaction = db.transaction(["files", "pieces"], "readwrite");
      await Promise.all([
        transaction.objectStore("files").delete(sha256),
        transaction.objectStore("pieces").delete(piecesOf(sha256)),
        transaction.done,
      ]);
    });
  }

  async getPiece(sha256: string, piece: number): Promise<Uint8Array | "unreadable" | undefined> {
    return contentOf(await this.#use((db) => db.get("pieces", [sha256, piece])));
  }

  async putPiece(sha256: string, piece: number, bytes: Uint8Array): Promise<void> {
    await this.#use((db) => db.put("pieces", recordOf(bytes), [sha256, piece]));
  }

  async getProof(name: string): Promise<number | undefined> {
    return (await this.#use((db) => db.get("proofs", name)))?.cosine;
  }

  async putProof(name: string, cosine: number): Promise<void> {
    await this.#use(async (db) => {
      const { store, done } = db.transaction("proofs", "readwrite");
      // Of browsers and models long gone.
      if ((await store.count()) >= MAX_PROOFS) await store.clear();
      await store.put({ cosine, storedAt: Date.now() }, name);
      await done;
    });
  }

  async getManifest(url: string): Promise<string | undefined> {
    return (await this.#use((db) => db.get("manifests", url)))?.text;
  }

  async putManifest(
    url: string,
    text: string,
    { files: wanted, filesOf, before }: ManifestStep,
  ): Promise<void> {
    await this.#use(async (db) => {
      const transaction = db.transaction(["files", "pieces", "manifests"], "readwrite");
      const files = transaction.objectStore("files");
      const pieces = transaction.objectStore("pieces");
      const manifests = transaction.objectStore("manifests");
      const there = await Promise.all(wanted.map((sha256) => files.getKey(sha256)));
      // Another tab, which had no manifest that names them, may have dropped some just now.
      if (there.every((key) => key !== undefined)) {
        await manifests.put({ text, storedAt: Date.now() }, url);
      }
      const needed = new Set((await manifests.getAll()).flatMap((stored) => filesOf(stored.text)));
      const old = IDBKeyRange.upperBound(before, true);
      const oldFiles = await files.index("storedAt").getAllKeys(old);
      const oldPieces = await pieces.index("storedAt").getAllKeys(old);
      await Promise.all([
        ...oldFiles.filter((sha256) => !needed.has(sha256)).map((sha256) => files.delete(sha256)),
        ...oldPieces.filter(([sha256]) => !needed.has(sha256)).map((key) => pieces.delete(key)),
      ]);
      await transaction.done;
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#connection?.then(
      (db) => db.close(),
      // Never opened.
      () => undefined,
    );
  }
}

function recordOf(bytes: Uint8Array): { blob: Blob; storedAt: number } {
  return { blob: new Blob([bytes as BlobPart]), storedAt: Date.now() };
}

async function contentOf(
  record: { blob: Blob } | undefined,
): Promise<Uint8Array | "unreadable" | undefined> {
  if (!record) return undefined;
  try {
    return new Uint8Array(await record.blob.arrayBuffer());
  } catch {
    // Its file has gone from the browser's folder.
    return "unreadable";
  }
}

/** All pieces of a file: a list is greater than every number. */
function piecesOf(sha256: string): IDBKeyRange {
  return IDBKeyRange.bound([sha256], [sha256, []]);
}

/** Keeps manifests only: without a disk, a stored copy of a file would only hold its memory twice. */
export class MemoryStorage implements Storage {
  readonly kind = "memory";
  readonly #manifests = new Map<string, string>();

  async find(): Promise<StoredPart> {
    return [];
  }

  async getFile(): Promise<undefined> {}

  async putFile(): Promise<void> {}

  async deleteFile(): Promise<void> {}

  async getPiece(): Promise<undefined> {}

  async putPiece(): Promise<void> {}

  async getProof(): Promise<undefined> {}

  async putProof(): Promise<void> {}

  async getManifest(url: string): Promise<string | undefined> {
    return this.#manifests.get(url);
  }

  async putManifest(url: string, text: string): Promise<void> {
    this.#manifests.set(url, text);
  }

  close(): void {}
}
