/** Tests of a GPU that fails or computes wrongly. */
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../encoder/runtime/runtime.ts";
import { VisualSearchError, type VisualSearchWarning } from "../../lib/errors.ts";
import type { Platform } from "../platform.ts";
import { COUNT, ids, picture, setUpShop, TINY } from "../testing/shop.testing.ts";

const shop = setUpShop(TINY);

describe("a GPU", () => {
  const gpu = { name: "acme one", float16: true, isSoftware: false };
  /** As if it could compute with int8, which is what the model has. */
  async function serveForGpu(): Promise<void> {
    const { weights, ...encoder } = shop.source.encoder;
    await shop.serve({ encoder: { ...encoder, weights: [{ ...weights[0], dtype: "fp32" }] } });
  }
  /** The WASM runtime instead of a GPU's; `change` sees each run of it, and what it gave. */
  const changedBy = (change: (result: RunResult, run: number) => RunResult): Platform => {
    let runs = 0;
    return {
      ...shop.platform,
      findGpu: async () => gpu,
      loadRuntime: async (device) => {
        if (device === "wasm") return shop.runtime;
        return {
          ...shop.runtime,
          device,
          createSession: async (model) => {
            const session = await shop.runtime.createSession(model);
            return {
              ...session,
              run: async (...args) => change(await session.run(...args), ++runs),
            };
          },
        };
      },
    };
  };

  const brokenBy = (problemOf: (run: number) => string | undefined): Platform =>
    changedBy((result, run) => {
      const problem = problemOf(run);
      if (problem) throw new VisualSearchError("runtime-failed", problem);
      return result;
    });

  /** As quantised models give on some drivers: numbers that look like an embedding. */
  const nonsense = ({ outputs, runMs }: RunResult): RunResult => ({
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { data, shape }]) => [
        name,
        { data: data.slice().reverse(), shape },
      ]),
    ),
    runMs,
  });

  it("is used as long as it works", async () => {
    await serveForGpu();
    const engine = await shop.open(
      {},
      brokenBy(() => undefined),
    );
    await engine.query({ image: picture(1), text: "red" });
    expect(engine.info).toMatchObject({ device: "webgpu", dtype: "fp32", adapter: "acme one" });
    expect(engine.info.canary!.image).toBeGreaterThan(0.999);
    expect(engine.info.warnings).toEqual([]);
  });

  it.each([
    ["while it is being checked", 1],
    ["in a query", 3],
    ["in the second query, for all waiting callers", 4],
  ])("that fails %s is left for WASM, and no query is lost", async (_, failing) => {
    const right = await shop.open();
    const expected = ids(await right.query({ image: picture(1) }, { limit: COUNT }));
    await serveForGpu();
    const warnings: VisualSearchWarning[] = [];
    const engine = await shop.open(
      { onWarning: (warning) => warnings.push(warning) },
      brokenBy((run) => (run >= failing ? "out of memory" : undefined)),
    );
    const all = await Promise.all(
      [1, 2, 3].map(() => engine.query({ image: picture(1) }, { limit: COUNT })),
    );
    for (const hits of all) expect(ids(hits)).toEqual(expected);
    expect(engine.info).toMatchObject({ device: "wasm", encoders: { image: "ready" } });
    expect(engine.info.reason).toContain("out of memory");
    expect(warnings.map(({ code }) => code)).toEqual(["device-fallback"]);
  });

  it.each<[string, (result: RunResult) => RunResult, RegExp]>([
    ["computes wrongly", nonsense, /self-check embedding .* on webgpu/],
    ["is slow", (result) => ({ ...result, runMs: 1500 }), /within 1000 ms, got 1500 ms/],
  ])("that %s is left for WASM before it has answered anything", async (_, change, reason) => {
    const right = await shop.open();
    const expected = await right.query({ image: picture(1) }, { limit: COUNT });
    await serveForGpu();
    const warnings: VisualSearchWarning[] = [];
    const onWarning = (warning: VisualSearchWarning) => warnings.push(warning);
    const engine = await shop.open({ onWarning }, changedBy(change));
    expect(await engine.query({ image: picture(1) }, { limit: COUNT })).toEqual(expected);
    expect(engine.info).toMatchObject({ device: "wasm", encoders: { image: "ready" } });
    expect(engine.info.canary!.image).toBeGreaterThan(0.999);
    expect(warnings).toEqual([{ code: "device-fallback", message: expect.stringMatching(reason) }]);
  });

  it("that is insisted on and computes wrongly is an error", async () => {
    await serveForGpu();
    const engine = await shop.open({ device: "webgpu" }, changedBy(nonsense));
    await expect(engine.query({ image: picture(1) })).rejects.toMatchObject({
      code: "device-unavailable",
      message: expect.stringContaining("This GPU or driver computes wrongly"),
    });
  });

  it("that is given up because of one encoder is given up for the other, which is still being loaded", async () => {
    await serveForGpu();
    let hasMoved = () => {};
    const moved = new Promise<void>((resolve) => {
      hasMoved = resolve;
    });
    const onWasm: string[] = [];
    const engine = await shop.open(
      { onWarning: hasMoved },
      {
        ...shop.platform,
        findGpu: async () => gpu,
        loadRuntime: async (device) => ({
          ...shop.runtime,
          device,
          createSession: async (model) => {
            const session = await shop.runtime.createSession(model);
            const isImage = session.inputs.some(({ name }) => name === "pixel_values");
            if (device === "wasm") onWasm.push(isImage ? "image" : "text");
            return {
              ...session,
              run: async (...args) => {
                if (device === "webgpu" && isImage) {
                  throw new VisualSearchError("runtime-failed", "out of memory");
                }
                if (device === "webgpu") await moved;
                return session.run(...args);
              },
            };
          },
        }),
      },
    );
    await Promise.all([engine.prefetch("text"), engine.prefetch("image")]);
    expect(onWasm.sort()).toEqual(["image", "text"]);
    const { device, encoders, canary } = engine.info;
    expect({ device, encoders }).toEqual({
      device: "wasm",
      encoders: { image: "ready", text: "ready" },
    });
    expect(Object.keys(canary!).sort()).toEqual(["image", "text"]);
    shop.server.requests.length = 0;
    await engine.query({ text: "red" });
    expect(shop.server.requests).toEqual([]);
  });

  it("that is insisted on and does not start is an error", async () => {
    await serveForGpu();
    const engine = await shop.open(
      { device: "webgpu" },
      brokenBy(() => "no kernel"),
    );
    await expect(engine.query({ image: picture(1) })).rejects.toMatchObject({
      code: "runtime-failed",
    });
    const none = await shop.open({ device: "webgpu" });
    await expect(none.query({ image: picture(1) })).rejects.toMatchObject({
      code: "device-unavailable",
      message: expect.stringContaining("There is none."),
    });
  });
});
