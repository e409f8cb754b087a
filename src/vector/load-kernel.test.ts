/** Tests of loading the kernel ahead of need. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const fresh = () => import("./index.ts");
const { compile, Module } = WebAssembly;

/** Counts compilations of either kind. */
function watch() {
  const sync = vi.fn();
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      sync();
    }
  };
  return { sync, off: vi.spyOn(WebAssembly, "compile") };
}

beforeEach(() => {
  vi.resetModules();
});

afterEach(() => {
  vi.restoreAllMocks();
  WebAssembly.Module = Module;
});

describe("loadKernel", () => {
  it("compiles the kernel once and off the thread, however often it is called", async () => {
    const { sync, off } = watch();
    const { buildIndex, loadKernel, openIndex } = await fresh();
    await Promise.all([loadKernel(), loadKernel()]);
    await loadKernel();
    const index = openIndex(buildIndex(Float32Array.of(1, 0, 0, 1), { dim: 2 }));
    expect([...index.search([0, 1], { k: 2 }).ids]).toEqual([1, 0]);
    expect(off).toHaveBeenCalledTimes(1);
    expect(sync).not.toHaveBeenCalled();
  });

  it("is not needed, nor waited for", async () => {
    const { sync, off } = watch();
    const { buildIndex, loadKernel, openIndex } = await fresh();
    const loading = loadKernel();
    const index = openIndex(buildIndex(Float32Array.of(1, 0), { dim: 2 }));
    expect(index.search([1, 0], { k: 1 }).ids[0]).toBe(0);
    expect(sync).toHaveBeenCalledTimes(1);
    await loading;
    expect(off).toHaveBeenCalledTimes(1);
  });

  it("says that the platform refuses the kernel, and tries again when asked again", async () => {
    const cause = new WebAssembly.CompileError("no SIMD");
    const off = vi.spyOn(WebAssembly, "compile").mockRejectedValueOnce(cause);
    const { loadKernel } = await fresh();
    await expect(loadKernel()).rejects.toMatchObject({ code: "runtime-failed", cause });
    off.mockImplementation(compile);
    await loadKernel();
    expect(off).toHaveBeenCalledTimes(2);
  });
});
