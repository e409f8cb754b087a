/** The kernel by itself: its assertions, its hash and its checks of lists. */
import { describe, expect, it } from "vitest";
import { allocateMemory } from "../../lib/wasm.ts";
import { ENTRY_BYTES, instantiate, type Kernel, PENDING_BYTES } from "./exports.generated.ts";
import { createKernel } from "./kernel.ts";

/** Made with the reference implementation (python-xxhash): bytes are `(i * 7 + 3) % 256`. */
const REFERENCE: [length: number, seed: bigint, hash: string][] = [
  [0, 0n, "ef46db3751d8e999"],
  [0, 99n, "4bd2f5da96d170fa"],
  [1, 0n, "1f25c8d0bc1f4bb6"],
  [3, 1n, "2d80e074130d0176"],
  [4, 0n, "9bb64b7d66ee9fda"],
  [7, 0n, "9a7b149959ce60d8"],
  [8, 5n, "bc36e05bdafc3df7"],
  [15, 0n, "1b47cb8243cc8e32"],
  [31, 0n, "a2aa5f33cc4a6119"],
  [32, 0n, "23c3c17ef790fd97"],
  [33, 9223372036854775809n, "c104ff1a657d4aae"],
  [63, 0n, "5e3e54b431c7493c"],
  [64, 0n, "eb64b3ef6eeb01f"],
  [100, 7n, "6281d896acb80d7c"],
  [1000, 12345n, "365c39a0c5a4c88e"],
];

describe("the kernel of the tests", () => {
  const BYTES = 65_536;
  const ROWS = 10;
  const CODES = 4096;

  /** Ten rows of zeros. */
  const prepared = () => {
    const made = createKernel(BYTES);
    made.kernel.setRows(CODES, 32, CODES + ROWS * 32, ROWS, 0);
    return made;
  };

  it.each<[string, (kernel: Kernel) => void]>([
    ["room beyond the memory", (kernel) => kernel.setPending(BYTES - PENDING_BYTES + 64)],
    ["room that is not aligned", (kernel) => kernel.setVisited(1, ROWS)],
    ["rows beyond the memory", (kernel) => kernel.setRows(64, 32, 64, BYTES, 0)],
    ["codes of another width", (kernel) => kernel.setRows(64, 40, CODES, 1, 0)],
    ["a filter beyond the memory", (kernel) => kernel.countPassing(BYTES)],
    ["more results than there is room for", (kernel) => kernel.exactSearch(0, BYTES, 0)],
    ["a graph search without room", (kernel) => kernel.graphSearch(0, false, 0, BYTES, 0)],
    ["rows that there are not", (kernel) => kernel.linkRows(ROWS, ROWS + 1, 0, 1)],
  ])("traps instead of using %s", (_, call) => {
    expect(() => call(prepared().kernel)).toThrow(WebAssembly.RuntimeError);
  });

  it("traps when an entry names a row that there is not", () => {
    const { kernel, memory } = prepared();
    const entry = new DataView(memory.buffer, 0, ENTRY_BYTES);
    entry.setUint32(8, ROWS - 1, true);
    expect(kernel.rescore(0, 1, 1, 64)).toBe(1);
    entry.setUint32(8, ROWS, true);
    expect(() => kernel.rescore(0, 1, 1, 64)).toThrow(WebAssembly.RuntimeError);
  });
});

describe("the kernel of a release", () => {
  it("exports what its declaration says", async () => {
    // The tests have an alias for the address without a query.
    const release = "./wasm.generated.ts?release";
    const { KERNEL_BASE64 } = await import(release);
    const module = new WebAssembly.Module(Buffer.from(KERNEL_BASE64, "base64"));
    const kernel = instantiate(module, allocateMemory(1));
    // Assertions are left out of it.
    expect(kernel.setVisited(1, 2 ** 30)).toBeUndefined();
    expect(Object.keys(kernel).sort()).toEqual(Object.keys(createKernel(1).kernel).sort());
  });
});

describe("xxh64", () => {
  it.each(REFERENCE)("hashes %i bytes with seed %i", (length, seed, hash) => {
    const { kernel, memory } = createKernel(2048);
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7 + 3);
    new Uint8Array(memory.buffer).set(bytes, 5);
    expect(BigInt.asUintN(64, kernel.xxh64(5, length, seed)).toString(16)).toBe(hash);
  });
});

describe("layLists", () => {
  it("writes where lists begin, and whether they end where they should", () => {
    const { kernel, memory } = createKernel(1024);
    for (const lengths of [[], [0], [3], [2, 0, 5, 1], [65535, 65535, 0, 65535]]) {
      new Uint16Array(memory.buffer, 0, lengths.length).set(lengths);
      const edges = lengths.reduce((sum, length) => sum + length, 0);
      expect(kernel.layLists(0, lengths.length, 64, edges)).toBe(1);
      const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, one) => sum + one, 0));
      expect([...new Uint32Array(memory.buffer, 64, lengths.length + 1)]).toEqual([
        ...starts,
        edges,
      ]);
      for (const wrong of [edges + 1, edges + 2 ** 31]) {
        expect(kernel.layLists(0, lengths.length, 64, wrong)).toBe(0);
      }
    }
  });

  it("does not wrap around at 32 bits", () => {
    const count = 65_537 + 1;
    const { kernel, memory } = createKernel(count * 6 + 64);
    // Together 2 ** 32 - 1, and 1 more.
    new Uint16Array(memory.buffer, 0, count).fill(0xffff, 0, 65_537)[65_537] = 1;
    const offsets = Math.ceil((count * 2) / 64) * 64;
    expect(kernel.layLists(0, count - 1, offsets, 0xffff_ffff)).toBe(1);
    expect(kernel.layLists(0, count, offsets, 0)).toBe(0);
  });
});

describe("checkLists", () => {
  it("finds a neighbour that does not exist, wherever it is", () => {
    const { kernel, memory } = createKernel(1024);
    for (let edges = 1; edges <= 13; edges++) {
      new Uint32Array(memory.buffer, 0, 3).set([0, 0, edges]);
      const neighbours = new Uint32Array(memory.buffer, 64, edges + 4).fill(2);
      const check = () => kernel.checkLists(0, 64, 2, edges);
      // What lies behind does not count.
      neighbours.fill(1, 0, edges);
      expect(check()).toBe(0);
      for (let at = 0; at < edges; at++) {
        for (const wrong of [2, 0xffff_ffff]) {
          neighbours[at] = wrong;
          expect(check()).toBe(3);
        }
        neighbours[at] = 1;
      }
    }
  });
});
