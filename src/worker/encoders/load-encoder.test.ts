/** Tests of loading the runtime and the encoders. */
import { describe, expect, it, vi } from "vitest";
import { sha256Hex } from "../../lib/hash.ts";
import type { LoadProgress, SearchInfo } from "../../lib/types.ts";
import type { Platform } from "../platform.ts";
import { code, picture, setUpShop, TINY } from "../testing/shop.testing.ts";

const shop = setUpShop(TINY);

describe("the runtime", () => {
  it("is kept when a catalog's files are dropped, however long ago it was fetched", async () => {
    const bytes = new Uint8Array(1000).fill(7);
    const file = { bytes: bytes.length, sha256: await sha256Hex(bytes) };
    shop.server.files.set("/runtime.wasm", bytes);
    const keeping: Platform = {
      ...shop.platform,
      runtimeFile: () => file,
      loadRuntime: async (_, load) => {
        await load(file, shop.server.url("/runtime.wasm"));
        return shop.runtime;
      },
    };
    const first = await shop.open({}, keeping);
    await first.prefetch("text");
    first.close();
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 48 * 60 * 60 * 1000);
    try {
      const next = await shop.open({}, keeping);
      next.close();
      shop.server.failure = 503;
      const offline = await shop.open({}, keeping);
      expect((await offline.plan({ modalities: ["text"] })).total.bytesToFetch).toBe(0);
      expect(await offline.query({ text: "dress" }, { limit: 2 })).toHaveLength(2);
    } finally {
      clock.mockRestore();
    }
  });
});

describe("loading an encoder", () => {
  it("reports every byte, the second time from the device", async () => {
    const run = async () => {
      const last = new Map<string, LoadProgress>();
      const engine = await shop.open({
        onProgress: (progress) => last.set(progress.phase, progress),
      });
      await engine.prefetch("image");
      await engine.prefetch("text");
      return { engine, last };
    };
    const first = await run();
    expect([...first.last.keys()]).toEqual(["catalog", "image-encoder", "text-encoder"]);
    for (const progress of first.last.values()) {
      expect(progress.loadedBytes).toBe(progress.totalBytes);
      expect(progress.storedBytes).toBe(0);
    }
    expect(first.engine.info.catalog.source).toBe("network");
    shop.server.requests.length = 0;
    const second = await run();
    for (const progress of second.last.values()) {
      expect(progress.storedBytes).toBe(progress.totalBytes);
    }
    expect(shop.server.requests).toEqual(["/catalog/manifest.json"]);
    expect(second.engine.info.catalog.source).toBe("stored");
  });

  it("loads the text encoder only for text", async () => {
    const engine = await shop.open();
    await engine.query({ image: picture(1) });
    expect(shop.server.requests.join()).not.toMatch(/text_model|tokenizer\.json/);
    expect(engine.info.encoders).toEqual({ image: "ready", text: "idle" });
    await engine.query({ text: "dress" });
    expect(engine.info.encoders).toEqual({ image: "ready", text: "ready" });
    expect(engine.info).toMatchObject({
      device: "wasm",
      threads: 1,
      reason: "There is none. It is a test.",
    });
    expect(engine.info.lastQuery!.runMs).toBeGreaterThan(0);
  });

  it("reports each change of an encoder's state", async () => {
    const states: string[] = [];
    const onInfo = (info: SearchInfo) => states.push(info.encoders.image);
    await (await shop.open({ onInfo })).prefetch("image");
    expect(states).toEqual(["loading", "ready"]);
  });

  it("tries again after a failure, and counts its bytes from 0", async () => {
    let last: LoadProgress | undefined;
    const onProgress = (progress: LoadProgress) => {
      last = progress;
    };
    const engine = await shop.open({ onProgress });
    const weights = "/model/onnx/text_model_quantized.onnx";
    const bytes = shop.server.files.get(weights)!;
    shop.server.files.delete(weights);
    await expect(engine.prefetch("text")).rejects.toThrow(code("network"));
    expect(engine.info.encoders.text).toBe("failed");
    shop.server.files.set(weights, bytes);
    await engine.prefetch("text");
    expect(engine.info.encoders.text).toBe("ready");
    expect(last).toMatchObject({ phase: "text-encoder", loadedBytes: last!.totalBytes });
  });

  it("refuses another model by its configuration", async () => {
    const config = shop.modelJson("config.json");
    shop.server.files.set(
      "/model/config.json",
      new TextEncoder().encode(JSON.stringify({ ...config, projection_dim: 512 })),
    );
    const engine = await shop.open();
    await expect(engine.prefetch("image")).rejects.toThrow(code("encoder-mismatch"));
    expect(await engine.query({ like: "p1" }, { limit: 1 })).toHaveLength(1);
  });

  it("refuses damaged weights", async () => {
    const weights = shop.modelFile("onnx/vision_model_quantized.onnx");
    weights[1000]! ^= 1;
    shop.server.files.set("/model/onnx/vision_model_quantized.onnx", weights);
    await expect((await shop.open()).prefetch("image")).rejects.toThrow(code("integrity"));
  });

  it("refuses an encoder that fails the self-check", async () => {
    const [weights] = shop.source.encoder.weights;
    const canary = { ...weights.canary, image: weights.canary.text };
    await shop.serve({ encoder: { ...shop.source.encoder, weights: [{ ...weights, canary }] } });
    await expect((await shop.open()).prefetch("image")).rejects.toThrow(code("runtime-failed"));
  });

  it("refuses other preprocessing", async () => {
    await shop.serve({ encoder: { ...shop.source.encoder, preprocessing: "other" } });
    await expect((await shop.open()).prefetch("image")).rejects.toThrow(code("encoder-mismatch"));
  });

  it("says so if no model is known, or if its URL cannot be fetched", async () => {
    for (const url of [undefined, "javascript:1"]) {
      const { url: _, ...rest } = shop.source.encoder;
      await shop.serve({ encoder: { ...rest, ...(url && { url }) } });
      await expect((await shop.open()).prefetch("image")).rejects.toThrow(code("model-missing"));
    }
    const engine = await shop.open({ model: shop.server.url("/model/") });
    await engine.prefetch("image");
  });
});
