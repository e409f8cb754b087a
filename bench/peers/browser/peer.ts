/** What the vector bench asks of a library in a page. */
import type { CorpusShape } from "../measure.ts";

/** A corpus as a page has it. */
export interface PageCorpus extends CorpusShape {
  /** Fetches a file of the corpus: `vectors.f32`, `queries.f32`, `buckets.u8`, `index.vtrn`. */
  fetch(name: string): Promise<ArrayBuffer>;
}

/** What is measured in the browser; each visit of the page makes a new one. */
export interface BrowserPeer {
  /** Loads the library's code; no data yet. */
  load(): Promise<void>;
  /** Makes the index the library's own way. Returns the milliseconds, or `null` if nothing is made. */
  build(corpus: PageCorpus): Promise<number | null>;
  /** Persists it in IndexedDB. Returns its bytes there. */
  store(): Promise<number>;
  /** Opens as much of what was persisted as a rough answer needs; `open` then opens the rest. */
  openRough?(corpus: CorpusShape): Promise<void>;
  /** Opens what was persisted. */
  open(corpus: CorpusShape): Promise<void>;
  /** Whether `ef` means anything. */
  readonly hasEf: boolean;
  search(query: Float32Array, k: number, ef: number): ArrayLike<number>;
  /** Prepares for `searchBucket`; absent if the library has no filters. */
  prepareBuckets?(buckets: Uint8Array): void;
  searchBucket?(query: Float32Array, k: number, ef: number, bucket: number): ArrayLike<number>;
  /** Where the library tells it; otherwise that of all wasm memories is taken. */
  memoryBytes?(): number;
  /** A remark for the report. */
  readonly note?: string;
}

const DATABASE = "bench";
const STORE = "files";

let opened: Promise<IDBDatabase> | undefined;

/** One connection for a visit, as an app has it. */
function openDatabase(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function transact<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await openDatabase();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    // Read results are at hand before the transaction is done; writes count once it is.
    if (mode === "readonly") request.onsuccess = () => resolve(request.result);
    else transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

export async function putFile(name: string, value: unknown): Promise<void> {
  await transact("readwrite", (store) => store.put(value, name));
}

export async function getFile<T>(name: string): Promise<T> {
  return (await transact("readonly", (store) => store.get(name))) as T;
}

const { Memory, Instance, instantiate, instantiateStreaming } = WebAssembly;
const memories = new Set<WebAssembly.Memory>();

function note(instance: WebAssembly.Instance): void {
  for (const value of Object.values(instance.exports)) {
    if (value instanceof Memory) memories.add(value);
  }
}

/** Takes note of every wasm memory that the page makes from now on. */
export function watchMemories(): void {
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.add(this);
    }
  };
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports);
      note(this);
    }
  };
  const noted = async (made: Promise<unknown>) => {
    const result = (await made) as WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource;
    note("instance" in result ? result.instance : result);
    return result;
  };
  WebAssembly.instantiate = ((...args: Parameters<typeof instantiate>) =>
    noted(instantiate(...args))) as typeof instantiate;
  WebAssembly.instantiateStreaming = ((...args: Parameters<typeof instantiateStreaming>) =>
    noted(instantiateStreaming(...args))) as typeof instantiateStreaming;
}

export function watchedBytes(): number | null {
  if (memories.size === 0) return null;
  let bytes = 0;
  for (const memory of memories) bytes += memory.buffer.byteLength;
  return bytes;
}
