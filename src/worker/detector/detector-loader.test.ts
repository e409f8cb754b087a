/** Tests of loading and releasing a detector. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  CELL,
  colourManifest,
  colourYolox,
  painted,
  SIDE,
} from "../../encoder/detect/detector.testing.ts";
import type { Runtime } from "../../encoder/index.ts";
import { loadNodeWasmRuntime } from "../../encoder/runtime/node-runtime.ts";
import { eventually } from "../../lib/eventually.testing.ts";
import type { EncoderState, LoadProgress } from "../../lib/types.ts";
import { FileServer } from "../../store/server.testing.ts";
import { Store } from "../../store/store.ts";
import { DetectorLoader, type DetectorLoaderOptions } from "./detector-loader.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });
const MANIFEST = "/detector/detector.json";
const MODEL = "/detector/colours.onnx";

const model = colourYolox();
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const red = painted(SIDE, SIDE, [CELL, CELL, CELL, CELL, 255, 0, 0]);

let runtime: Runtime;
let server: FileServer;
let store: Store;

beforeAll(async () => {
  runtime = await loadNodeWasmRuntime({ threads: 1 });
});

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = new FileServer();
  await server.start();
  server.files.set(MANIFEST, bytesOf(colourManifest(model)));
  server.files.set(MODEL, model);
  store = await Store.open();
});

afterEach(async () => {
  store.close();
  await server.stop();
});

function loader(change: Partial<DetectorLoaderOptions> = {}): DetectorLoader {
  return new DetectorLoader({
    url: server.url("/detector/"),
    store,
    neededFiles: () => [],
    loadRuntime: async () => runtime,
    onChange: () => {},
    onProgress: () => {},
    ...change,
  });
}

const detect = (from: DetectorLoader, signal?: AbortSignal) =>
  from.use(signal, ({ detector }) => detector.detect(red));

describe("a detector", () => {
  it("is loaded when it is first used, with progress, and kept", async () => {
    const states: EncoderState[] = [];
    const progress: LoadProgress[] = [];
    const one = loader({
      onChange: () => states.push(one.state),
      onProgress: (now) => progress.push(now),
    });
    expect(server.requests).toEqual([]);
    const [[first], [second]] = await Promise.all([detect(one), detect(one)]);
    expect(first).toMatchObject({ label: "person" });
    expect(second).toEqual(first);
    expect(server.requests).toEqual([MANIFEST, MODEL]);
    expect(states).toEqual(["loading", "ready"]);
    expect(progress.at(-1)).toMatchObject({
      phase: "detector",
      loadedBytes: model.length,
      totalBytes: model.length,
      storedBytes: 0,
    });
    await detect(one);
    expect(server.requests).toHaveLength(2);
  });

  it("comes from the device at the next visit, also without a network", async () => {
    const [before] = await detect(loader());
    store.close();
    store = await Store.open();
    server.requests.length = 0;
    expect((await detect(loader()))[0]).toEqual(before);
    expect(server.requests).toEqual([MANIFEST]);
    const offline = loader();
    await server.stop();
    expect((await detect(offline))[0]).toEqual(before);
    await server.start();
  });

  it("is released when it idles, and comes back without a request", async () => {
    const one = loader({ releaseAfterMs: 50 });
    const [before] = await detect(one);
    await eventually(() => expect(one.state).toBe("idle"));
    server.requests.length = 0;
    expect((await detect(one))[0]).toEqual(before);
    expect(server.requests).toEqual([]);
  });

  it("is not released while it is used", async () => {
    const one = loader({ releaseAfterMs: 20 });
    await one.use(undefined, async ({ detector }) => {
      await detect(one);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(one.state).toBe("ready");
      expect(await detector.detect(red)).not.toEqual([]);
    });
    await eventually(() => expect(one.state).toBe("idle"));
  });

  it("is replaced by a newer one that is served", async () => {
    await detect(loader());
    server.files.set(MANIFEST, bytesOf({ ...colourManifest(model), keep: ["cat"] }));
    expect(await detect(loader())).toEqual([]);
  });

  it("comes from the device if what is served is broken or incomplete", async () => {
    const [before] = await detect(loader());
    const other = { ...colourManifest(model), file: { ...colourManifest(model).file } };
    other.file.path = "newer.onnx";
    other.file.sha256 = "0".repeat(64);
    for (const served of [new TextEncoder().encode("<html>Log in</html>"), bytesOf(other)]) {
      server.files.set(MANIFEST, served);
      expect((await detect(loader()))[0]).toEqual(before);
    }
  });

  it("fails if it cannot be fetched or is not what was promised, and can be tried again", async () => {
    const one = loader();
    server.files.delete(MANIFEST);
    await expect(detect(one)).rejects.toEqual(code("network"));
    server.files.set(MANIFEST, bytesOf({ ...colourManifest(model), labels: [] }));
    await expect(detect(one)).rejects.toEqual(code("model-invalid"));
    server.files.set(MANIFEST, bytesOf(colourManifest(model)));
    server.files.set(
      MODEL,
      model.map((byte, i) => (i === 99 ? byte ^ 1 : byte)),
    );
    await expect(detect(one)).rejects.toEqual(code("integrity"));
    expect(one.state).toBe("failed");
    server.files.set(MODEL, model);
    expect(await detect(one)).not.toEqual([]);
  });

  it("stops loading once nobody waits", async () => {
    server.silent.add(MODEL);
    const one = loader();
    const controller = new AbortController();
    const result = detect(one, controller.signal);
    await eventually(() => expect(server.requests).toContain(MODEL));
    controller.abort();
    await expect(result).rejects.toEqual(expect.objectContaining({ name: "AbortError" }));
    await eventually(() => expect(one.state).toBe("idle"));
    server.silent.clear();
    expect(await detect(one)).not.toEqual([]);
  });
});
