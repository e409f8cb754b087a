/** Storage on the device, in IndexedDB. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import { messageOf, VisualSearchError } from "../lib/errors.ts";
import { MemoryStorage } from "./memory-storage.ts";
import type { ManifestStep, Storage, StoredPart } from "./storage.ts";

interface Schema extends DBSchema {
  /** Files of catalogs and models, by the SHA-256 of their content. */
  files: {
    key: string;
    // A Blob: Chromium reads 12 MB of one in 10 ms, of an ArrayBuffer in 60 to 160, and of several Blobs at the
    // same time in 20.
    value: { blob: Blob; storedAt: number };
    indexes: { storedAt: number };
  };
  /** What has arrived of incomplete files, by the file's SHA-256 and the piece's number. */
  pieces: {
    key: [sha256: string, piece: number];
    value: { blob: Blob; storedAt: number };
    indexes: { storedAt: number };
  };
  /** The manifest of each catalog that is completely stored, by its URL. */
  manifests: { key: string; value: { text: string; storedAt: number } };
  /** Cosines with which encoders have passed their self-check here, by what they were made from. */
  proofs: { key: string; value: { cosine: number; storedAt: number } };
}

const NAME = "vitrine";
const MAX_PASSED_SELF_CHECKS = 100;
/** 2 added `pieces` and `proofs`. */
const VERSION = 2;

/**
 * Opens the device's storage, and makes it if there is none.
 *
 * Rejects if IndexedDB is missing or refused (private windows), or if a newer Vitrine has upgraded it.
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
    // It does not exist or is refused: either way nothing is stored that could be read.
    return new MemoryStorage();
  }
}

/**
 * Deletes everything that Vitrine keeps on this device for the page's origin: files of catalogs, models and
 * runtimes, and unfinished downloads. Open searches, also in other tabs, go on with what they have in memory, and
 * store what they load afterwards. Does nothing if the browser has no IndexedDB.
 *
 * @throws VisualSearchError `storage-failed`, for example if a private window refuses IndexedDB
 * @example
 * await deleteStored();
 */
export async function deleteStored(): Promise<void> {
  if (typeof indexedDB === "undefined") return;
  try {
    // Open connections close themselves as soon as they hear of it; then this goes on.
    await deleteDB(NAME);
  } catch (cause) {
    throw new VisualSearchError(
      "storage-failed",
      `Expected to delete what Vitrine has stored, got a refusal of the browser: ${messageOf(cause)}. ` +
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
    // Another tab wants to upgrade or delete it.
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
      // There is no database, and looking must not make one.
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

  /** Opens the database unless it is open; it is not after the browser or another tab has deleted it. */
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

  /** A connection that was closed during an access is opened again, once. */
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

  async getPassedSelfCheck(name: string): Promise<number | undefined> {
    return (await this.#use((db) => db.get("proofs", name)))?.cosine;
  }

  async putPassedSelfCheck(name: string, cosine: number): Promise<void> {
    await this.#use(async (db) => {
      const { store, done } = db.transaction("proofs", "readwrite");
      // Those of old browsers and models add up.
      if ((await store.count()) >= MAX_PASSED_SELF_CHECKS) await store.clear();
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
    { files: wanted, neededFiles, before }: ManifestStep,
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
      const needed = new Set(
        (await manifests.getAll()).flatMap((stored) => neededFiles(stored.text)),
      );
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
    // Its file is missing in the browser's folder.
    return "unreadable";
  }
}

/** All pieces of a file: in IndexedDB's order a list comes after every number. */
function piecesOf(sha256: string): IDBKeyRange {
  return IDBKeyRange.bound([sha256], [sha256, []]);
}
