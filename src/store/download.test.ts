/** Tests of downloads: broken connections, wrong bytes, and servers of every kind. */
import { IDBFactory } from "fake-indexeddb";
import fc from "fast-check";
import { openDB } from "idb";
import { describe, expect, it, vi } from "vitest";
import { eventually } from "../lib/eventually.testing.ts";
import { sha256Hex } from "../lib/hash.ts";
import {
  bytes,
  changedIn,
  code,
  expectRight,
  failing,
  LENGTH,
  load,
  open,
  PIECE,
  ref,
  referTo,
  refOf,
  serveFile,
  server,
  warnings,
} from "./download.testing.ts";
import { Download } from "./download.ts";
import { piecesOf } from "./pieces.ts";
import type { Fault } from "./server.testing.ts";

const PATIENCE = 60_000;

serveFile();

/** Of the file, by itself, with something to do for each piece. */
function download(onPiece: (piece: number) => Promise<void>, signal?: AbortSignal): Download {
  return new Download(ref, server.url("/f"), {
    pieces: piecesOf(ref, PIECE),
    target: new Uint8Array(LENGTH),
    held: new Set(),
    signal,
    onBytes: () => undefined,
    onPiece,
    retryDelays: [],
    patience: PATIENCE,
  });
}

/** Watches the timers that count the network's silence. */
function watchPatience() {
  const running = new Set<unknown>();
  const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
  vi.stubGlobal("setTimeout", (task: () => void, delay?: number) => {
    const timer = set(task, delay);
    if (delay === PATIENCE) running.add(timer);
    return timer;
  });
  vi.stubGlobal("clearTimeout", (timer: ReturnType<typeof setTimeout>) => {
    running.delete(timer);
    clear(timer);
  });
  return {
    /** Resolves once none runs: reading waits for pieces that are being stored. */
    async stopped(): Promise<void> {
      while (running.size > 0) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("a download that stops", () => {
  it("fetches a whole file in one request without a range", async () => {
    await expectRight(load(await open()));
    expect(server.ranges).toEqual([undefined]);
    await expectRight(load(await open()));
    expect(server.requests).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it("goes on where the connection broke, even in the middle of a piece", async () => {
    failing({ cutAfter: 34_567 });
    const counts: number[] = [];
    const store = await open();
    await expectRight(load(store, { onBytes: (count: number) => counts.push(count) }));
    expect(server.sentBytes).toBe(LENGTH);
    expect(server.ranges).toEqual([undefined, `bytes=34567-${LENGTH - 1}`]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(LENGTH);
  });

  it("goes on where nothing more arrived", async () => {
    failing({ stallAfter: 21_000 });
    await expectRight(load(await open({ patience: 1000 })));
    expect(server.sentBytes).toBe(LENGTH);
  });

  it("does not count the time in which pieces are stored as silence of the network", async () => {
    const patience = watchPatience();
    const kept: number[] = [];
    await download(async (piece) => {
      if (piece === 3) await patience.stopped();
      kept.push(piece);
    }).run();
    expect(kept.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(server.requests).toHaveLength(1);
  });

  it("is cancelled while a piece is stored", async () => {
    const patience = watchPatience();
    const controller = new AbortController();
    const running = download(async (piece) => {
      if (piece !== 3) return;
      await patience.stopped();
      controller.abort(new RangeError("mine"));
    }, controller.signal).run();
    await expect(running).rejects.toThrow("mine");
  });

  it("gives up if every attempt fails, and keeps the pieces for the next visit", async () => {
    server.fault = (_, range) => (range ? { cutAfter: 100 } : { cutAfter: 25_000 });
    await expect(load(await open())).rejects.toThrow(code("network"));
    expect(server.requests).toHaveLength(4);
    failing();
    server.reset();
    const seen: [number, string][] = [];
    const onBytes = (count: number, from: string) => seen.push([count, from]);
    await expectRight(load(await open(), { onBytes }));
    expect(server.ranges).toEqual([`bytes=20000-${LENGTH - 1}`]);
    expect(server.sentBytes).toBe(LENGTH - 20_000);
    const fromStore = seen.filter(([, from]) => from === "store");
    expect(fromStore.reduce((sum, [count]) => sum + count, 0)).toBe(20_000);
  });

  it("does not try again if the server has never answered", async () => {
    failing({ status: 503 }, { status: 503 });
    await expect(load(await open())).rejects.toThrow(/503/);
    expect(server.requests).toHaveLength(1);
    failing({ cutAfter: 20_500 }, { status: 522 });
    await expectRight(load(await open()));
  });

  it("keeps what has arrived when it is cancelled", async () => {
    failing({ stallAfter: 41_000 });
    const controller = new AbortController();
    const store = await open();
    const loading = load(store, { signal: controller.signal });
    await eventually(async () => expect(await store.storedBytes(ref)).toBe(40_000));
    controller.abort();
    await expect(loading).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    server.reset();
    await expectRight(load(store));
    expect(server.sentBytes).toBe(LENGTH - 40_000);
  });

  it("is cancelled while it waits to try again", async () => {
    const controller = new AbortController();
    server.fault = () => {
      setTimeout(() => controller.abort(new RangeError("mine")), 50);
      return { cutAfter: 100 };
    };
    const store = await open({ retryDelays: [60_000] });
    await expect(load(store, { signal: controller.signal })).rejects.toThrow("mine");
  });
});

describe("wrong bytes", () => {
  it("of one piece cost that piece again", async () => {
    failing({ body: changedIn(3) });
    const counts: number[] = [];
    const onBytes = (count: number) => counts.push(count);
    await expectRight(load(await open(), { onBytes }));
    expect(server.ranges).toEqual([undefined, "bytes=30000-39999"]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(LENGTH);
  });

  it("of one piece, twice, are refused, and the other pieces stay", async () => {
    server.files.set("/f", changedIn(6));
    const store = await open();
    await expect(load(store)).rejects.toThrow(code("integrity"));
    await expect(load(store)).rejects.toThrow(/bytes 60000 to 63217/);
    expect(await store.storedBytes(ref)).toBe(60_000);
    server.files.set("/f", bytes);
    server.reset();
    await expectRight(load(store));
    expect(server.sentBytes).toBe(LENGTH - 60_000);
  });

  it("of another file end the download early", async () => {
    server.files.set("/f", new Uint8Array(LENGTH));
    await expect(load(await open())).rejects.toThrow(code("integrity"));
    // The whole answer may have been sent; but only one piece is asked for again.
    expect(server.ranges).toEqual([undefined, "bytes=0-9999"]);
  });

  it("from a file that has changed since are never mixed with those before", async () => {
    const other = bytes.map((byte) => byte ^ 255);
    server.fault = (_, range) => (range ? { body: other } : { cutAfter: 34_567 });
    await expect(load(await open())).rejects.toThrow(code("integrity"));
  });

  it("that are too few are refused", async () => {
    server.files.set("/f", bytes.slice(0, 45_000));
    await expect(load(await open())).rejects.toThrow(code("integrity"));
    await expect(load(await open())).rejects.toThrow(code("integrity"));
  });

  it("of pieces that the manifest contradicts are refused", async () => {
    referTo({ ...ref, sha256: "0".repeat(64) });
    const store = await open();
    await expect(load(store)).rejects.toThrow(/contradicts itself/);
    expect(await store.storedBytes(ref)).toBe(0);
  });

  it("of stored pieces are fetched again", async () => {
    failing({ cutAfter: 50_000 }, { status: 404 });
    const store = await open();
    await expect(load(store)).rejects.toThrow(code("network"));
    const db = await openDB("vitrine");
    await db.put(
      "pieces",
      { blob: new Blob([changedIn(1).slice(PIECE, 2 * PIECE) as BlobPart]), storedAt: Date.now() },
      [ref.sha256, 1],
    );
    db.close();
    failing();
    server.reset();
    await expectRight(load(store));
    expect(server.ranges).toContain("bytes=10000-19999");
    expect(server.sentBytes).toBe(LENGTH - 40_000);
  });

  it("of a stored file cost only its wrong pieces again", async () => {
    await load(await open());
    const db = await openDB("vitrine");
    const record = { blob: new Blob([changedIn(2) as BlobPart]), storedAt: Date.now() };
    await db.put("files", record, ref.sha256);
    db.close();
    server.reset();
    await expectRight(load(await open()));
    expect(server.ranges).toEqual(["bytes=20000-29999"]);
    expect(warnings.map((warning) => warning.code)).toEqual(["storage-damaged"]);
  });
});

describe("servers", () => {
  const resumed = async (fault: Fault) => {
    failing({ cutAfter: 34_567 }, fault);
    await expectRight(load(await open()));
  };

  it("without ranges work", async () => {
    await resumed({ ignoreRange: true });
    globalThis.indexedDB = new IDBFactory();
    failing({ body: changedIn(3), ignoreRange: true }, { ignoreRange: true });
    await expectRight(load(await open()));
    expect(server.requests).toHaveLength(4);
  });

  it("with another range than the one that was asked for are asked for the whole", async () => {
    await resumed({ contentRange: `bytes 0-9999/${LENGTH}` });
    expect(server.ranges.at(-1)).toBeUndefined();
  });

  it("with a malformed range or another length are asked for the whole", async () => {
    await resumed({ contentRange: "pieces 1-2" });
    referTo(await refOf(bytes.slice(1)));
    server.files.set("/f", bytes.slice(1));
    await load(await open());
    globalThis.indexedDB = new IDBFactory();
    referTo(await refOf(bytes));
    server.files.set("/f", bytes);
    await resumed({ contentRange: `bytes 34567-${LENGTH - 1}/${LENGTH + 1}` });
  });

  it("that refuse ranges with 416 are asked for the whole", async () => {
    await resumed({ status: 416 });
    expect(server.ranges.at(-1)).toBeUndefined();
  });

  it("with ranges of the compressed file are asked for the whole", async () => {
    await resumed({ gzip: true });
    expect(server.ranges.at(-1)).toBeUndefined();
    await expectRight(load(await open()));
  });

  it("of another origin that refuse the header are asked for the whole", async () => {
    vi.stubGlobal("location", { origin: "http://shop.example" });
    const firsts: Fault[] = [{ cutAfter: 34_567 }];
    server.fault = (_, range) => (range ? { drop: true } : firsts.shift());
    await expectRight(load(await open()));
    const whole = [`bytes=34567-${LENGTH - 1}`, `bytes=34567-${LENGTH - 1}`, undefined];
    expect(server.ranges).toEqual([undefined, ...whole]);
  });

  it("of another origin that refuse the header do so at once on the next visit", async () => {
    server.fault = (_, range) => (range ? { status: 404 } : { cutAfter: 34_567 });
    await expect(load(await open())).rejects.toThrow(code("network"));
    vi.stubGlobal("location", { origin: "http://shop.example" });
    server.fault = (_, range) => (range ? { drop: true } : undefined);
    server.reset();
    await expectRight(load(await open()));
    expect(server.ranges).toEqual([`bytes=30000-${LENGTH - 1}`, undefined]);
  });

  it("that compress the whole file work", async () => {
    server.fault = () => ({ gzip: true });
    await expectRight(load(await open()));
    expect(server.sentBytes).toBeLessThan(LENGTH);
  });
});

describe("files without hashes of their pieces", () => {
  it("go on after a broken connection, and start again if the file has changed since", async () => {
    referTo({ bytes: LENGTH, sha256: ref.sha256 });
    failing({ cutAfter: 34_567 });
    await expectRight(load(await open()));
    expect(server.sentBytes).toBe(LENGTH);

    globalThis.indexedDB = new IDBFactory();
    server.reset();
    failing({ cutAfter: 34_567, body: new Uint8Array(LENGTH) });
    await expectRight(load(await open()));
    expect(server.ranges).toEqual([undefined, `bytes=34567-${LENGTH - 1}`, undefined]);
  });

  it("may be empty", async () => {
    const empty = { bytes: 0, sha256: await sha256Hex(new Uint8Array()) };
    const store = await open();
    expect(await store.load(empty, server.url("/f"))).toHaveLength(0);
    const wrong = { bytes: 0, sha256: "0".repeat(64) };
    await expect(store.load(wrong, server.url("/f"))).rejects.toThrow(code("integrity"));
  });
});

/** A fault of an answer, and how many bytes it may make the server send in vain. */
const faultArbitrary: fc.Arbitrary<Fault & { wastes?: number }> = fc.oneof(
  fc.record({ cutAfter: fc.integer({ min: 1, max: LENGTH }) }),
  fc.record({ endAfter: fc.integer({ min: 0, max: LENGTH }), wastes: fc.constant(PIECE) }),
  fc.constant({ status: 503 }),
  fc.constant({ status: 404 }),
  fc.integer({ min: 0, max: 6 }).map((piece) => ({ body: changedIn(piece), wastes: PIECE })),
  fc.constant({}),
);

describe("whatever goes wrong", () => {
  it("the bytes are right or there is a clear error, and only the rest is fetched", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(faultArbitrary, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        async (visits) => {
          globalThis.indexedDB = new IDBFactory();
          for (const faults of [...visits, []]) {
            const store = await open();
            const rest = LENGTH - (await store.storedBytes(ref));
            let wasted = 0;
            let cuts = 0;
            server.fault = () => {
              const fault = faults.shift();
              wasted += fault?.wastes ?? 0;
              if (fault?.cutAfter !== undefined) cuts++;
              return fault;
            };
            server.reset();
            let counted = 0;
            let arrived = 0;
            const onBytes = (count: number, from: string) => {
              counted += count;
              if (from === "network") arrived += Math.max(0, count);
            };
            const result = await load(store, { onBytes }).catch((error: unknown) => error);
            if (result instanceof Uint8Array) {
              expect(Buffer.from(result).equals(bytes)).toBe(true);
              expect(counted).toBe(LENGTH);
            } else {
              expect(["network", "integrity"]).toContain((result as { code: string }).code);
              expect(visits).toContain(faults);
            }
            expect(arrived).toBeLessThanOrEqual(rest + wasted);
            // What is written just before a connection breaks may be lost on its way.
            if (cuts === 0) expect(server.sentBytes).toBeLessThanOrEqual(rest + wasted);
            store.close();
          }
        },
      ),
      { seed: 4, numRuns: process.env.VITRINE_DEEP ? 1000 : 40 },
    );
  });
});
