/** Tests of the store: files and manifests, with and without a network. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventually } from "../lib/eventually.testing.ts";
import { sha256Hex } from "../lib/hash.ts";
import { FileServer } from "./server.testing.ts";
import { Store } from "./store.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

let server: FileServer;
let store: Store;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = new FileServer();
  await server.start();
  store = await Store.open();
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  store.close();
  await server.stop();
});

async function serve(path: string, bytes: Uint8Array) {
  server.files.set(path, bytes);
  return { url: server.url(path), ref: { bytes: bytes.length, sha256: await sha256Hex(bytes) } };
}

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * 31);

describe("load", () => {
  it("fetches once, then reads from the device", async () => {
    const { url, ref } = await serve("/a", bytes);
    const seen: [number, string][] = [];
    const onBytes = (count: number, from: string) => seen.push([count, from]);
    expect(await store.load(ref, url, { onBytes })).toEqual(bytes);
    const fetched = seen.splice(0);
    expect(fetched.every(([, from]) => from === "network")).toBe(true);
    expect(fetched.reduce((sum, [count]) => sum + count, 0)).toBe(bytes.length);

    expect(await store.load(ref, url, { onBytes })).toEqual(bytes);
    expect(seen).toEqual([[bytes.length, "store"]]);
    expect(server.requests).toEqual(["/a"]);
  });

  it("reads from the device after a restart, without a network", async () => {
    const { url, ref } = await serve("/a", bytes);
    await store.load(ref, url);
    store.close();
    await server.stop();
    store = await Store.open();
    expect(await store.load(ref, url)).toEqual(bytes);
    await server.start();
  });

  it("tries a wrong answer once more, then refuses it and stores nothing", async () => {
    const { url, ref } = await serve("/a", bytes);
    server.files.set(
      "/a",
      bytes.map((byte, i) => (i === 77 ? byte ^ 1 : byte)),
    );
    await expect(store.load(ref, url)).rejects.toThrow(code("integrity"));
    expect(server.requests).toEqual(["/a", "/a"]);

    server.files.set("/a", bytes);
    expect(await store.load(ref, url)).toEqual(bytes);
  });

  it("counts no byte twice if the second answer is right", async () => {
    const { url, ref } = await serve("/a", bytes);
    server.files.set("/a", bytes.slice(1));
    let counted = 0;
    const onBytes = (count: number) => {
      counted += count;
      if (counted === bytes.length - 1) server.files.set("/a", bytes);
    };
    expect(await store.load(ref, url, { onBytes })).toEqual(bytes);
    expect(counted).toBe(bytes.length);
  });

  it("stops reading an answer that is too long", async () => {
    const { url, ref } = await serve("/a", bytes);
    server.files.set("/a", new Uint8Array(50_000_000));
    let counted = 0;
    const onBytes = (count: number) => {
      counted = Math.max(counted, counted + count);
    };
    await expect(store.load(ref, url, { onBytes })).rejects.toThrow(code("integrity"));
    expect(counted).toBeLessThan(10_000_000);
  });

  it("fetches again what has been changed on the device", async () => {
    const { url, ref } = await serve("/a", bytes);
    await store.load(ref, url);
    const db = await openDB("vitrine", 2);
    const changed = bytes.slice();
    changed[5]! ^= 1;
    await db.put("files", { blob: new Blob([changed]), storedAt: Date.now() }, ref.sha256);
    expect(await store.load(ref, url)).toEqual(bytes);
    expect(server.requests.length).toBe(2);
    const kept = await db.get("files", ref.sha256);
    expect(new Uint8Array(await kept.blob.arrayBuffer())).toEqual(bytes);
    db.close();
  });

  it("says what the server answered", async () => {
    const { url, ref } = await serve("/a", bytes);
    server.failure = 503;
    await expect(store.load(ref, url)).rejects.toThrow(/503/);
    await expect(store.load(ref, url)).rejects.toThrow(code("network"));
  });

  it("rejects with the signal's reason, before and during a download", async () => {
    const { url, ref } = await serve("/a", bytes);
    await expect(store.load(ref, url, { signal: AbortSignal.abort() })).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect(server.requests).toEqual([]);
    server.silent.add("/a");
    const controller = new AbortController();
    const load = store.load(ref, url, { signal: controller.signal });
    await eventually(() => expect(server.requests).toEqual(["/a"]));
    controller.abort();
    await expect(load).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  });

  it("goes on from memory, and says so, if the device has no room", async () => {
    const { url, ref } = await serve("/a", bytes);
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    expect(store.kind).toBe("indexeddb");
    expect(await store.load(ref, url)).toEqual(bytes);
    await store.settled();
    expect(store.kind).toBe("memory");
  });

  it("knows when what it has loaded is stored", async () => {
    const { url, ref } = await serve("/a", bytes);
    expect(await store.load(ref, url)).toEqual(bytes);
    await store.settled();
    expect(await store.storedBytes(ref)).toBe(bytes.length);
  });

  it("does not wait for files that are still being loaded to say that the others are stored", async () => {
    const held = await serve(
      "/held",
      bytes.map((byte) => byte ^ 1),
    );
    server.silent.add("/held");
    const controller = new AbortController();
    const load = store.load(held.ref, held.url, { signal: controller.signal });
    const { url, ref } = await serve("/a", bytes);
    await store.load(ref, url);
    await store.settled();
    expect(await store.storedBytes(ref)).toBe(bytes.length);
    controller.abort();
    await expect(load).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  });

  it("goes on from memory if another tab has upgraded the database", async () => {
    const { url, ref } = await serve("/a", bytes);
    await store.load(ref, url);
    const upgraded = await openDB("vitrine", 3);
    expect(await store.load(ref, url)).toEqual(bytes);
    expect(store.kind).toBe("memory");
    upgraded.close();
  });

  it("works without IndexedDB", async () => {
    store.close();
    globalThis.indexedDB = undefined as never;
    store = await Store.open();
    const { url, ref } = await serve("/a", bytes);
    expect(await store.load(ref, url)).toEqual(bytes);
    expect(store.kind).toBe("memory");
  });
});

describe("manifests", () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const maxBytes = 1000;

  it("come fresh from the network, together with what was remembered", async () => {
    const { url } = await serve("/m", encode("one"));
    expect(await store.manifest(url, { maxBytes })).toEqual({ fresh: "one", stored: undefined });
    await store.remember(url, "one", [], () => []);
    server.files.set("/m", encode("two"));
    expect(await store.manifest(url, { maxBytes })).toEqual({ fresh: "two", stored: "one" });
  });

  it("come from the device if the network fails", async () => {
    const { url } = await serve("/m", encode("one"));
    await store.remember(url, "one", [], () => []);
    server.failure = 500;
    expect(await store.manifest(url, { maxBytes })).toEqual({ fresh: undefined, stored: "one" });
  });

  it("come from the device if the network is slow", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { url } = await serve("/m", encode("one"));
    await store.remember(url, "one", [], () => []);
    server.silent.add("/m");
    const texts = store.manifest(url, { maxBytes });
    await eventually(() => expect(server.requests).toEqual(["/m"]));
    await vi.advanceTimersByTimeAsync(5000);
    expect(await texts).toEqual({ fresh: undefined, stored: "one" });
  });

  it("are an error if there is neither", async () => {
    const { url } = await serve("/m", encode("one"));
    server.failure = 404;
    await expect(store.manifest(url, { maxBytes })).rejects.toThrow(code("network"));
  });

  it("keep the files they name, and drop others once they are old", async () => {
    const kept = await serve("/kept", bytes);
    const dropped = await serve("/dropped", bytes.slice(1));
    const young = await serve("/young", bytes.slice(2));
    const now = Date.now();
    const clock = vi.spyOn(Date, "now").mockReturnValue(now - 48 * 60 * 60 * 1000);
    await store.load(kept.ref, kept.url);
    await store.load(dropped.ref, dropped.url);
    clock.mockReturnValue(now);
    await store.load(young.ref, young.url);
    const { sha256 } = kept.ref;
    await store.remember("http://shop/m", "the manifest", [sha256], () => [sha256]);

    server.requests.length = 0;
    for (const { ref, url } of [kept, dropped, young]) await store.load(ref, url);
    expect(server.requests).toEqual(["/dropped"]);
  });

  it("are not remembered without their files", async () => {
    const { url } = await serve("/m", encode("new"));
    await store.remember(url, "old", [], () => []);
    const { ref } = await serve("/a", bytes);
    await store.remember(url, "new", [ref.sha256], () => []);
    expect((await store.manifest(url, { maxBytes })).stored).toBe("old");
    await store.load(ref, server.url("/a"));
    await store.remember(url, "new", [ref.sha256], () => []);
    expect((await store.manifest(url, { maxBytes })).stored).toBe("new");
  });

  it("of two tabs at the same time leave every file that either needs", async () => {
    const other = await Store.open();
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() - 48 * 60 * 60 * 1000);
    const one = await serve("/one", bytes);
    const two = await serve("/two", bytes.slice(1));
    await store.load(one.ref, one.url);
    await other.load(two.ref, two.url);
    clock.mockRestore();
    const neededFiles = (text: string) => [text];
    await Promise.all([
      store.remember("http://shop/m", one.ref.sha256, [one.ref.sha256], neededFiles),
      other.remember("http://shop/n", two.ref.sha256, [two.ref.sha256], neededFiles),
    ]);
    // Whoever was first dropped what the other had not claimed yet, and then that was not remembered.
    server.failure = 404;
    for (const [manifest, { ref, url }] of [
      ["http://shop/m", one],
      ["http://shop/n", two],
    ] as const) {
      const stored = await store.manifest(manifest, { maxBytes }).catch(() => undefined);
      if (stored) expect(await store.load(ref, url)).toHaveLength(ref.bytes);
    }
    other.close();
  });
});
