/** Tests of detecting regions through the engine. */
import { describe, expect, it, vi } from "vitest";
import {
  CELL,
  colourManifest,
  colourYolox,
  painted,
  SIDE,
} from "../../encoder/detect/detector.testing.ts";
import type { EngineOptions } from "../engine.ts";
import type { Platform } from "../platform.ts";
import { code, RUNTIME_FILE, setUpShop, TINY, wireImage } from "../testing/shop.testing.ts";

const shop = setUpShop(TINY);

describe("detecting regions", () => {
  const detectorModel = colourYolox();
  const person = painted(SIDE, SIDE, [CELL, CELL, CELL, CELL, 255, 0, 0]);
  const image = wireImage(person);

  async function openWithDetector(change: Partial<EngineOptions> = {}, on?: Platform) {
    shop.server.files.set(
      "/detector/detector.json",
      new TextEncoder().encode(JSON.stringify(colourManifest(detectorModel))),
    );
    shop.server.files.set("/detector/colours.onnx", detectorModel);
    return shop.open({ detector: shop.server.url("/detector/"), ...change }, on);
  }

  it("finds regions to search with, best first", async () => {
    const engine = await openWithDetector();
    expect(engine.info.detector).toEqual({ state: "idle" });
    const found = await engine.detect(image);
    expect(found.map(({ label }) => label)[0]).toBe("person");
    expect(engine.info.detector).toEqual({ state: "ready" });
    expect(engine.info.encoders).toEqual({ image: "idle", text: "idle" });
    const hits = await engine.query({ image, region: found[0]!.region }, { limit: 3 });
    expect(hits).toHaveLength(3);
  });

  it("takes a limit and a score, and runs nothing again for the same image", async () => {
    let decoded = 0;
    const counting: Platform = {
      ...shop.platform,
      decode: (...args) => {
        decoded++;
        return shop.platform.decode(...args);
      },
    };
    const engine = await openWithDetector({}, counting);
    const all = await engine.detect({ ...image, id: 7 });
    expect(all).toHaveLength(4);
    expect(await engine.detect({ ...image, id: 7 }, { limit: 2 })).toEqual(all.slice(0, 2));
    expect(await engine.detect({ ...image, id: 7 }, { minScore: 1 })).toEqual([]);
    expect(decoded).toBe(1);
    await engine.detect({ ...image, id: 8 });
    await engine.detect(image);
    await engine.detect(image);
    expect(decoded).toBe(4);
    for (const wrong of [{ limit: 0 }, { limit: 1.5 }, { minScore: -0.1 }, { minScore: "1" }]) {
      await expect(engine.detect(image, wrong as never)).rejects.toEqual(code("invalid-argument"));
    }
  });

  it("says so if there is no detector", async () => {
    const engine = await shop.open();
    expect(engine.info.detector).toBeUndefined();
    await expect(engine.detect(image)).rejects.toEqual(code("detector-missing"));
    await expect(engine.prefetch("detector")).rejects.toEqual(code("detector-missing"));
    await expect(engine.plan({ modalities: ["detector"] })).rejects.toEqual(
      code("detector-missing"),
    );
  });

  it("can be planned and fetched before it is needed", async () => {
    const engine = await openWithDetector();
    expect((await engine.plan()).detector).toBeUndefined();
    const bytes = detectorModel.length;
    const part = { bytes, bytesToFetch: bytes, stored: false, peakMemoryBytes: 4 * bytes };
    const before = await engine.plan({ modalities: ["detector"] });
    expect(before).toMatchObject({ detector: part, runtime: { bytes: RUNTIME_FILE.bytes } });
    expect(before.imageEncoder).toBeUndefined();
    expect(before.total.bytesToFetch).toBe(bytes + RUNTIME_FILE.bytes);
    await engine.prefetch("detector");
    expect((await engine.plan({ modalities: ["detector"] })).detector).toEqual({
      ...part,
      bytesToFetch: 0,
      stored: true,
    });
    shop.server.requests.length = 0;
    expect(await engine.detect(image)).not.toEqual([]);
    expect(shop.server.requests).toEqual([]);
  });

  it("keeps its files when a catalog's are dropped, and the other way round", async () => {
    const engine = await openWithDetector();
    await engine.prefetch("detector");
    await engine.prefetch("image");
    engine.close();
    const later = Date.now() + 48 * 60 * 60 * 1000;
    const clock = vi.spyOn(Date, "now").mockReturnValue(later);
    try {
      await shop.serve({ created: "2026-02-02T03:04:05.000Z" });
      const next = await openWithDetector();
      shop.server.requests.length = 0;
      await next.detect(image);
      await next.prefetch("image");
      expect(shop.server.requests).toEqual(["/detector/detector.json"]);
      expect((await next.plan({ modalities: ["detector"] })).detector!.stored).toBe(true);
      expect((await next.plan({ modalities: ["image"] })).imageEncoder!.stored).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });
});
