/** Tests of the device's storage: room, versions, deletion and eviction. */
import { openDB } from "idb";
import { describe, expect, it, vi } from "vitest";
import {
  bytes,
  code,
  expectRight,
  LENGTH,
  load,
  open,
  PIECE,
  ref,
  refOf,
  serveFile,
  server,
  warnings,
} from "./download.testing.ts";
import { deleteStored } from "./indexeddb.ts";
import { Store } from "./store.ts";

serveFile();

describe("the device's storage", () => {
  it("without room leaves the file in memory, with one warning", async () => {
    const put = IDBObjectStore.prototype.put;
    let writes = 0;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      ...args
    ) {
      if (++writes > 2) throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, args);
    });
    const store = await open();
    await expectRight(load(store));
    expect(store.kind).toBe("memory");
    expect(warnings.map((warning) => warning.code)).toEqual(["storage-full"]);
    vi.restoreAllMocks();
    // The pieces for which there was room are of use still.
    server.reset();
    await expectRight(load(await open()));
    expect(server.sentBytes).toBe(LENGTH - 20_000);
  });

  it("is asked for room and persistence only before a large download", async () => {
    const estimate = vi.fn(async () => ({ quota: 50e6, usage: 30e6 }));
    vi.stubGlobal("navigator", { storage: { estimate } });
    const onLargeDownload = vi.fn();
    const store = await open({ onLargeDownload });
    await store.prepare([ref, { bytes: 16_000_000, sha256: "1".repeat(64) }]);
    expect(onLargeDownload).not.toHaveBeenCalled();
    await store.prepare([ref, { bytes: 17_000_000, sha256: "1".repeat(64) }]);
    expect(onLargeDownload).toHaveBeenCalledTimes(1);
    expect(warnings.map((warning) => warning.code)).toEqual(["storage-full"]);
    await expectRight(load(store));
    expect(await store.storedBytes(ref)).toBe(0);
  });

  it("of version 1 is upgraded with its content", async () => {
    const old = await openDB("vitrine", 1, {
      upgrade(database) {
        database.createObjectStore("files").createIndex("storedAt", "storedAt");
        database.createObjectStore("manifests");
      },
    });
    await old.put("files", { blob: new Blob([bytes]), storedAt: Date.now() }, ref.sha256);
    await old.put("manifests", { text: "old", storedAt: Date.now() }, server.url("/m"));
    old.close();
    // Looking does not upgrade it.
    const peeked = await Store.peek({ pieceBytes: PIECE });
    expect(await peeked.storedBytes(ref)).toBe(LENGTH);
    const piecemeal = { ...ref, sha256: "0".repeat(64) };
    expect(await peeked.storedBytes(piecemeal)).toBe(0);
    peeked.close();
    expect((await indexedDB.databases())[0]!.version).toBe(1);

    const store = await open();
    await expectRight(load(store));
    expect(server.requests).toEqual([]);
    expect((await store.manifest(server.url("/m"), { maxBytes: 100 })).stored).toBe("old");
    expect((await indexedDB.databases())[0]!.version).toBe(2);
  });

  it("is not made by looking into it", async () => {
    const peeked = await Store.peek();
    expect(await peeked.storedBytes(ref)).toBe(0);
    peeked.close();
    expect(await indexedDB.databases()).toEqual([]);
  });

  it("is used again after it has been deleted during an open search", async () => {
    const store = await open();
    await load(store);
    await deleteStored();
    expect(await indexedDB.databases()).toEqual([]);
    server.reset();
    await expectRight(load(store));
    expect(server.requests).toHaveLength(1);
    expect(store.kind).toBe("indexeddb");
    await expectRight(load(await open()));
    expect(server.requests).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it("keeps the pieces that a manifest needs, and drops others once they are old", async () => {
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() - 48 * 60 * 60 * 1000);
    const other = await refOf(bytes.slice(1));
    server.files.set("/g", bytes.slice(1));
    server.fault = (_, range) => (range ? { status: 404 } : { cutAfter: 45_000 });
    const store = await open();
    await expect(load(store)).rejects.toThrow(code("network"));
    await expect(store.load(other, server.url("/g"))).rejects.toThrow(code("network"));
    clock.mockRestore();
    await store.remember("http://shop/m", "m", [], () => [ref.sha256]);
    expect(await store.storedBytes(ref)).toBe(40_000);
    expect(await store.storedBytes(other)).toBe(0);
  });

  it("says so if a file's content has gone", async () => {
    const store = await open();
    await load(store);
    vi.spyOn(Blob.prototype, "arrayBuffer").mockRejectedValueOnce(
      new DOMException("gone", "NotFoundError"),
    );
    server.reset();
    await expectRight(load(store));
    expect(server.requests).toHaveLength(1);
    expect(warnings.map((warning) => warning.code)).toEqual(["storage-evicted"]);
    expect(store.kind).toBe("indexeddb");
  });
});
