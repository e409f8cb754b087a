/** A file on a local server, with pieces that have hashes, and stores that load it. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { VisualSearchWarning } from "../lib/errors.ts";
import { sha256Hex } from "../lib/hash.ts";
import type { ContentRef } from "./pieces.ts";
import { type Fault, FileServer } from "./server.testing.ts";
import { Store, type StoreOptions } from "./store.ts";

/** Matches an error with this code. */
export const code = (expected: string) => expect.objectContaining({ code: expected });

export const PIECE = 10_000;
/** Seven pieces, the last one of 3,217 bytes. */
export const LENGTH = 63_217;
export const bytes = Uint8Array.from({ length: LENGTH }, (_, i) => (i * 31 + (i >> 8) * 7) & 255);

/** These are replaced before each test. */
export let server: FileServer;
export let ref: ContentRef;
export let warnings: VisualSearchWarning[];
const stores: Store[] = [];

/** Serves the file at `/f` for each test of a file. */
export function serveFile(): void {
  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    server = new FileServer();
    server.files.set("/f", bytes);
    await server.start();
    ref = await refOf(bytes);
    warnings = [];
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    for (const store of stores.splice(0)) store.close();
    await server.stop();
  });
}

export async function open(options: StoreOptions = {}): Promise<Store> {
  const store = await Store.open({
    pieceBytes: PIECE,
    retryDelays: [1, 1, 1],
    // On a busy machine, nothing may run for seconds.
    patience: 60_000,
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
  stores.push(store);
  return store;
}

/** Loads another file at `/f` from now on. */
export function referTo(other: ContentRef): void {
  ref = other;
}

export const load = (store: Store, options = {}) => store.load(ref, server.url("/f"), options);

/** A file's reference with the hashes of its pieces. */
export async function refOf(content: Uint8Array): Promise<ContentRef> {
  const chunks: string[] = [];
  for (let start = 0; start < content.length; start += PIECE) {
    chunks.push(await sha256Hex(content.subarray(start, start + PIECE)));
  }
  return { bytes: content.length, sha256: await sha256Hex(content), chunks };
}

/** Answers with these faults in turn, then without. */
export function failing(...faults: (Fault | undefined)[]): void {
  server.fault = () => faults.shift();
}

/** The file with one byte changed in each of these pieces. */
export function changedIn(...pieces: number[]): Uint8Array {
  const changed = bytes.slice();
  for (const piece of pieces) changed[piece * PIECE + 5]! ^= 1;
  return changed;
}

/** Vitest compares typed arrays number by number, which takes longer than the download. */
export async function expectRight(loading: Promise<Uint8Array>): Promise<void> {
  expect(Buffer.from(await loading).equals(bytes)).toBe(true);
}
