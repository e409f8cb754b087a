/** Tests of reading the headers of picture files. */
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readImageHeader } from "./image-header.ts";

const header = (bytes: Uint8Array) =>
  readImageHeader(async (start, end) => bytes.subarray(start, end));

const drawing = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 4, background: { r: 9, g: 200, b: 30, alpha: 0.5 } },
  });

const box = (type: string, ...parts: Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
};

const extent = (width: number, height: number): Uint8Array => {
  const body = Buffer.alloc(12);
  body.writeUInt32BE(width, 4);
  body.writeUInt32BE(height, 8);
  return box("ispe", body);
};

/** What an iPhone's photo begins with: the extent of a tile, then that of the whole. */
const heic = Buffer.concat([
  box("ftyp", Buffer.from("heic\0\0\0\0mif1heic", "latin1")),
  box("meta", Buffer.alloc(4), box("iprp", box("ipco", extent(512, 512), extent(4032, 3024)))),
]);

describe("the header of a picture", () => {
  it.each([
    ["jpeg", () => drawing(301, 207).flatten().jpeg()],
    ["jpeg", () => drawing(301, 207).flatten().jpeg({ progressive: true })],
    ["png", () => drawing(301, 207).png()],
    ["gif", () => drawing(301, 207).gif()],
    ["webp", () => drawing(301, 207).flatten().webp()],
    ["webp", () => drawing(301, 207).webp({ lossless: true })],
    ["webp", () => drawing(301, 207).webp()],
    ["avif", () => drawing(301, 207).avif({ effort: 0 })],
  ] as const)("gives the size of a %s", async (format, make) => {
    const bytes = await make().toBuffer();
    expect(await header(bytes)).toEqual({ format, size: { width: 301, height: 207 } });
  });

  it.each([
    [40, (view: DataView) => [view.setInt32(18, 301, true), view.setInt32(22, -207, true)]],
    [12, (view: DataView) => [view.setUint16(18, 301, true), view.setUint16(20, 207, true)]],
  ])("gives the size of a BMP whose header has %i bytes", async (length, write) => {
    const view = new DataView(new ArrayBuffer(60));
    view.setUint16(0, 0x424d);
    view.setUint32(14, length, true);
    if (length === 12) view.setUint32(22, 0x0018_0001, true);
    write(view);
    const bytes = new Uint8Array(view.buffer);
    expect(await header(bytes)).toEqual({ format: "bmp", size: { width: 301, height: 207 } });
  });

  it("gives the size of a JPEG behind a megabyte of metadata", async () => {
    const plain = await drawing(64, 48).flatten().jpeg().toBuffer();
    const segment = Buffer.alloc(65_537, 0xff);
    segment.writeUInt16BE(0xffe2, 0);
    segment.writeUInt16BE(65_535, 2);
    const bytes = Buffer.concat([
      plain.subarray(0, 2),
      ...Array(16).fill(segment),
      plain.subarray(2),
    ]);
    expect(await header(bytes)).toEqual({ format: "jpeg", size: { width: 64, height: 48 } });
  });

  it("knows a camera's HEIC photo and its size", async () => {
    expect(await header(heic)).toEqual({ format: "heic", size: { width: 4032, height: 3024 } });
  });

  it.each([
    ["tiff", "II*\0rest"],
    ["svg", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">'],
    ["svg", "  <svg>"],
    ["html", "<!DOCTYPE html><title>Not found</title>"],
    ["other", "plain text"],
    ["other", ""],
  ])("knows %s by its start", async (format, start) => {
    expect(await header(Buffer.from(start, "latin1"))).toEqual({ format });
  });

  it("never fails or hangs, whatever is in the file", async () => {
    const files = [
      await drawing(40, 30).flatten().jpeg().toBuffer(),
      await drawing(40, 30).png().toBuffer(),
      await drawing(40, 30).webp().toBuffer(),
      await drawing(40, 30).avif({ effort: 0 }).toBuffer(),
      heic,
    ];
    const change = fc.tuple(fc.nat(), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { maxLength: 8 }),
        fc.nat(),
        async (file, changes, length) => {
          const bytes = Uint8Array.from(file.subarray(0, length % (file.length + 1)));
          for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
          const { size } = await header(bytes);
          if (size) expect(size.width > 0 && size.height > 0).toBe(true);
        },
      ),
      { numRuns: 3000, seed: 4 },
    );
  });
});
