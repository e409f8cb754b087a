/** Tests of reading hnswlib files: what they hold, and what is refused. */
import { describe, expect, it } from "vitest";
import { allNeighbours, fileOf, goldens } from "./hnswlib.testing.ts";
import { readHnswlib } from "./read-hnswlib.ts";

describe("reading an hnswlib file", () => {
  it.each(goldens)("gives what hnswlib holds ($name)", (golden) => {
    const index = readHnswlib(fileOf(golden.name), { dim: golden.dim });
    const { m, efConstruction, maxLevel, entry, dim } = golden;
    expect(index).toMatchObject({ m, efConstruction, maxLevel, entry, dim });
    expect(index.count).toBe(golden.labels.length);
    expect(index.vectors).toEqual(Float32Array.from(golden.vectors));
    expect(index.labels).toEqual(BigUint64Array.from(golden.labels, BigInt));
    expect(index.levels).toEqual(Uint8Array.from(golden.levels));
    expect(allNeighbours(index)).toEqual(golden.neighbours);
    expect(Array.from(index.deleted.keys()).filter((row) => index.deleted[row])).toEqual(
      golden.deleted,
    );
  });

  it.each([1, 2, 3, 4])("works %i bytes into a larger buffer", (offset) => {
    const file = fileOf("cosine");
    const larger = new Uint8Array(file.length + 8).fill(0xff);
    larger.set(file, offset);
    const index = readHnswlib(larger.subarray(offset, offset + file.length));
    const plain = readHnswlib(file);
    expect(index.vectors).toEqual(plain.vectors);
    expect(index.labels).toEqual(plain.labels);
    expect(allNeighbours(index)).toEqual(allNeighbours(plain));
  });

  it.each([
    [-1, 0],
    [60, 0],
    [0.5, 0],
    [8, 4],
    [8, -1],
    [8, 0.5],
  ])("knows no neighbours of row %d on level %d", (row, level) => {
    expect(() => readHnswlib(fileOf("cosine")).neighbours(row, level)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

describe("an hnswlib file that is refused", () => {
  const rowBytes = 4 + 8 * 4 + 4 * 12 + 8;
  const upperAt = 96 + 60 * rowBytes;
  const put = (at: number, value: number) => (file: Uint8Array) => {
    new DataView(file.buffer).setUint32(at, value, true);
    return file;
  };

  it.each<[string, (file: Uint8Array) => Uint8Array, RegExp]>([
    ["nothing", () => new Uint8Array(), /header of 96 bytes, got a file of 0/],
    ["half a header", (file) => file.slice(0, 64), /header of 96 bytes, got a file of 64/],
    ["another format", (file) => file.fill(0x50), /header with M of 1 to 32767/],
    ["zeros", (file) => file.fill(0), /header with M of 1 to 32767/],
    ["M and level 0 at odds", put(64, 9), /M 4 and 4, level 0 9/],
    ["a shifted vector", put(40, 40), /the vector at 36 .*got .*the vector at 40/],
    ["a shifted level 0", put(0, 4), /links at 0, .*got links at 4/],
    ["longer rows", put(24, rowBytes + 4), /got .*96 bytes a row/],
    ["vectors of bytes", (file) => put(32, 36 + 12 + 1)(put(24, 57)(file)), /float32.*int8/],
    ["more elements than bytes", put(16, 66), /at least 6432 bytes for 66 elements, got 6336/],
    ["2 ** 32 elements more", put(20, 1), /bytes for 4294967356 elements/],
    ["no room for its elements", put(8, 59), /at most 59 elements.*got 60/],
    ["an entry beyond the rows", put(52, 60), /entry below 60, got entry 60/],
    ["an entry on a low level", put(52, 1), /entry on level 3, got element 1 on level 0/],
    ["too high a level", put(48, 4), /entry on level 4, got element 8 on level 3/],
    ["too low a level", put(48, 2), /upper lists of 0 to 2 times 20 bytes for element 8/],
    ["an absurd level", put(48, 0x7fff_ffff), /level of 0 to 255/],
    ["no level", put(48, 0xffff_ffff), /level of 0 to 255, got -1/],
    ["no ef", put(88, 0), /ef_construction of 1 or more/],
    ["too many links", put(96, 9), /at most 8 links.*element 0 on level 0, got 9/],
    ["unknown flags", put(96, 0x2_0006), /no unknown flags.*got 6 links, flags 2/],
    ["a link to no row", put(100, 60), /element 0 on level 0 to elements below 60.*element 60/],
    ["a link to a lower level", put(upperAt + 8, 1), /element 1, which ends on level 0/],
    [
      "a deleted mark on an upper list",
      put(upperAt + 4, 0x1_0001),
      /element 0 on level 1.*flags 1/,
    ],
    [
      "NaN in a vector",
      put(96 + 36, 0x7fc0_0000),
      /NaN or infinity in element 0 \(label 9007199254740993\)/,
    ],
    ["infinity in a vector", put(96 + 80, 0xff80_0000), /NaN or infinity in element 0/],
    ["half an upper list", put(upperAt, 10), /upper lists.*element 0.*got 10 bytes/],
    ["an upper list beyond the end", put(6312, 40), /element 59, with 20 left, got 40/],
    ["a tail missing", (file) => file.slice(0, -4), /upper lists.*element 59/],
    ["a tail too long", (file) => Uint8Array.of(...file, 0, 0, 0, 0), /6336 bytes, got 6340/],
    ["half a word", (file) => Uint8Array.of(...file, 0), /multiple of 4 bytes, got 6337/],
  ])("has %s", (_, change, message) => {
    expect(() => readHnswlib(change(fileOf("cosine")))).toThrow(
      expect.objectContaining({ code: "index-invalid", message: expect.stringMatching(message) }),
    );
  });

  it("is empty, but has an entry", () => {
    expect(() => readHnswlib(put(52, 0)(fileOf("empty")))).toThrow(/entry and highest level -1/);
  });

  it("has 32 bits, even if it is empty", () => {
    const file = fileOf("wasm");
    const refusal = expect.objectContaining({
      code: "index-invalid",
      message: expect.stringMatching(/64 bits, got one of 32 bits, as hnswlib-wasm writes it/),
    });
    expect(() => readHnswlib(file)).toThrow(refusal);
    expect(() => readHnswlib(put(8, 0)(file).slice(0, 56))).toThrow(refusal);
  });

  it("has vectors of another dim", () => {
    expect(() => readHnswlib(fileOf("cosine"), { dim: 512 })).toThrow(
      /Expected vectors of 512 numbers, got vectors of 12/,
    );
  });
});
