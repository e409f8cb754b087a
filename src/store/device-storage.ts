/** Storage as a cache: if it fails, the search goes on from memory, and a warning says so, once. */
import { messageOf, type VisualSearchWarning, type WarningCode } from "../lib/errors.ts";
import { openStorage, peekStorage } from "./indexeddb.ts";
import { MemoryStorage } from "./memory-storage.ts";
import type { Storage } from "./storage.ts";

type OnWarning = (warning: VisualSearchWarning) => void;

export class DeviceStorage {
  readonly #storage: Storage;
  readonly #onWarning: OnWarning;
  #isReadable = true;
  #isWritable = true;

  private constructor(storage: Storage, onWarning: OnWarning) {
    this.#storage = storage;
    this.#onWarning = onWarning;
  }

  /** The device's storage or, if it is missing or refused, memory with a warning. */
  static async open(onWarning: OnWarning): Promise<DeviceStorage> {
    try {
      return new DeviceStorage(await openStorage(), onWarning);
    } catch (error) {
      const storage = new DeviceStorage(new MemoryStorage(), onWarning);
      storage.warn("storage-unavailable", `${UNAVAILABLE}: ${messageOf(error)}.`);
      return storage;
    }
  }

  /** What is stored as it is, to look at: nothing is made or upgraded. */
  static async peek(onWarning: OnWarning): Promise<DeviceStorage> {
    return new DeviceStorage(await peekStorage(), onWarning);
  }

  /** `memory` also once the device's storage has failed, for example because it has no room for a file. */
  get kind(): "indexeddb" | "memory" {
    return this.#isReadable && this.#isWritable ? this.#storage.kind : "memory";
  }

  /** What `access` gives, or `undefined` if storage cannot be read. */
  async read<T>(access: (storage: Storage) => Promise<T>): Promise<T | undefined> {
    if (!this.#isReadable) return undefined;
    try {
      return await access(this.#storage);
    } catch (error) {
      this.#isReadable = false;
      this.warn("storage-unavailable", `${UNAVAILABLE}: ${messageOf(error)}.`);
      return undefined;
    }
  }

  async write(access: (storage: Storage) => Promise<void>): Promise<void> {
    if (!this.#isReadable || !this.#isWritable) return;
    try {
      await access(this.#storage);
    } catch (error) {
      // Another write may have failed at the same time.
      if (!this.#isWritable) return;
      this.#isWritable = false;
      if ((error as { name?: unknown } | null)?.name === "QuotaExceededError") this.warnOfNoRoom();
      else this.warn("storage-unavailable", `${UNAVAILABLE}: ${messageOf(error)}.`);
    }
  }

  warn(code: WarningCode, message: string): void {
    this.#onWarning({ code, message });
  }

  warnOfNoRoom(): void {
    this.warn("storage-full", NO_ROOM);
  }

  close(): void {
    this.#storage.close();
  }
}

const UNAVAILABLE =
  "This browser's storage cannot be used, so files are kept in memory and fetched again by the next visit";
const NO_ROOM =
  "This device has no room for all files, so they are kept in memory and fetched again by the next visit. Free some " +
  "space, or choose a smaller model.";
