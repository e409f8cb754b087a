/** Pictures in every state: right, broken, huge, or something else. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../temporary.testing.ts";
import { Pictures } from "./pictures.ts";
import { schemeOf, shownAddress, withoutCredentials } from "./sources/picture-source.ts";
import { drawSvg } from "./svg.ts";

let pictures: Pictures;
let folder: string;
let png: Buffer;

beforeAll(async () => {
  const create = { width: 40, height: 30, channels: 3 as const, background: "#c00" };
  png = await sharp({ create }).png().toBuffer();
});

async function decode(content: Uint8Array | string, name = "a") {
  folder = await temporaryFolder();
  await writeFile(join(folder, name), content);
  pictures = await Pictures.open({ folder });
  return await at(name);
}

async function at(address: string) {
  return await pictures.open(address, (picture) =>
    picture.decode(({ data, width, height }) => ({
      width,
      height,
      first: [...data.subarray(0, 4)],
    })),
  );
}

const svg = (content: string, before = "") =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="30">${content}</svg>`;
const STRIPES = Array.from(
  { length: 40 },
  (_, x) =>
    `<rect x="${x}" y="${(x * 7) % 19}" width="1" height="${5 + ((x * 5) % 13)}" fill="hsl(${x * 9},60%,50%)"/>`,
).join("");
const RED = '<rect width="40" height="30" fill="#c00"/>';

describe("a sound picture is decoded", () => {
  test.each<[string, () => Promise<Buffer>]>([
    ["CMYK JPEG", () => sharp(png).toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer()],
    ["16-bit PNG", () => sharp(png).toColourspace("rgb16").png().toBuffer()],
    ["interlaced PNG", () => sharp(png).png({ progressive: true }).toBuffer()],
    ["progressive JPEG", () => sharp(png).jpeg({ progressive: true, quality: 95 }).toBuffer()],
    ["palette GIF", () => sharp(png).gif().toBuffer()],
    ["TIFF", () => sharp(png).tiff().toBuffer()],
    ["AVIF", () => sharp(png).avif({ quality: 90 }).toBuffer()],
    [
      "animated WebP",
      async () => {
        const blue = await sharp(png).negate().png().toBuffer();
        return await sharp([png, blue], { join: { animated: true } })
          .webp({ lossless: true })
          .toBuffer();
      },
    ],
    ["SVG", async () => Buffer.from(svg(RED))],
    [
      "SVG behind a byte order mark and a declaration",
      async () => Buffer.from(`\ufeff${svg(RED, '<?xml version="1.0"?>\n<!-- x -->\n')}`),
    ],
    [
      "SVG with a picture in it",
      async () =>
        Buffer.from(
          svg(
            `<image width="40" height="30" href="data:image/png;base64,${png.toString("base64")}"/>`,
          ),
        ),
    ],
  ])("%s", async (_, make) => {
    const { width, height, first } = await decode(await make());
    expect([width, height]).toEqual([40, 30]);
    for (const [c, value] of [204, 0, 0, 255].entries())
      expect(Math.abs(first[c]! - value)).toBeLessThan(30);
  });
});

describe("a broken picture fails with a reason", () => {
  const others: [string, () => Promise<Uint8Array | string>, RegExp][] = [
    ["zero bytes", async () => "", /is empty/],
    ["HTML", async () => " <!-- x --><html><body>404", /HTML page/],
    ["JSON", async () => '{"error": "no"}', /is JSON/],
    ["BMP", async () => Buffer.from("BM000000000000"), /BMP/],
    ["PDF", async () => "%PDF-1.7", /PDF/],
    ["a video", async () => Buffer.from("\0\0\0\x18ftypisom0000", "latin1"), /video/],
    ["an SVG in gzip", async () => Buffer.from("\x1f\x8b\x08", "latin1"), /gzip/],
    ["a header alone", async () => png.subarray(0, 20), /no image that can be read/],
    [
      "HEIC",
      async () => Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"),
      /HEIF picture that sharp cannot read/,
    ],
    [
      "a truncated PNG",
      async () => (await sharp(png).png({ compressionLevel: 0 }).toBuffer()).subarray(0, 900),
      /broken/,
    ],
    [
      "a truncated WebP",
      async () => {
        const file = await sharp(Buffer.from(svg(STRIPES)))
          .webp({ lossless: true })
          .toBuffer();
        return file.subarray(0, file.length - 20);
      },
      /broken|no image/,
    ],
  ];
  test.each(others)("%s", async (_, make, reason) => {
    await expect(decode(await make())).rejects.toThrow(reason);
  });

  test.each<[string, string, RegExp]>([
    ["a file", svg('<image href="file:///etc/hostname"/>'), /refers to file:\/\/\/etc/],
    ["a neighbour", svg('<image xlink:href="a.png"/>'), /refers to a\.png/],
    ["a server", svg(`${RED}<use href='https://x.example/a.svg#b'/>`), /refers to https:/],
    ["a style's picture", svg('<rect style="fill: url( &quot;x.svg#a)"/>'), /refers to/],
    [
      "a drawing within",
      svg('<image href="data:image/svg+xml;base64,PHN2Zz4="/>'),
      /refers to data:image\/svg/,
    ],
    [
      "entities",
      svg("<text>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
      /entities/,
    ],
    ["imports", svg("<style>@import 'x.css';</style>"), /imports/],
    ["a style sheet", svg(RED, '<?xml-stylesheet href="x.css"?>'), /style sheet/],
    ["nothing, but is broken", svg("<rect"), /cannot be drawn/],
  ])("if it is an SVG that has %s", async (_, content, reason) => {
    await expect(decode(content)).rejects.toThrow(reason);
  });

  test("an SVG that expands without end is given up", async () => {
    const names = "abcdefghijklm";
    const groups = [...names]
      .slice(1)
      .map((name, i) => `<g id="${name}">${`<use href="#${names[i]}"/>`.repeat(10)}</g>`);
    const bomb = svg(`<defs><g id="a">${RED}</g>${groups.join("")}</defs><use href="#m"/>`);
    const drawing = drawSvg(new TextEncoder().encode(bomb), 1000);
    await expect(drawing).rejects.toThrow(/cannot be drawn|takes over 1 s/);
  });
});

describe("addresses", () => {
  test("file: URLs lead into the folder and nowhere else", async () => {
    await decode(png, "a b.png");
    expect(await at(pathToFileURL(join(folder, "a b.png")).href)).toMatchObject({ width: 40 });
    await expect(at("file:///etc/passwd")).rejects.toThrow(/outside the images folder/);
    await expect(at("file://elsewhere/share/a.png")).rejects.toThrow(/outside|names no file/);
    await expect(at("ftp://x.example/a.png")).rejects.toThrow(/ftp: address, which is not read/);
    await expect(at("https://x.example/b.png")).rejects.toThrow(/nothing is fetched/);
    expect(await at("https://x.example/q/a%20b.png?w=1")).toMatchObject({ width: 40 });
    const none = await Pictures.open({});
    await expect(none.open("a.png", async () => {})).rejects.toThrow(/no images folder/);
  });

  test("data: URLs are decoded, or fail with a reason", async () => {
    await decode(png);
    const base64 = png.toString("base64");
    expect(await at(`data:image/png;base64,${base64}`)).toMatchObject({ width: 40 });
    expect(await at(`data:image/png;base64,${encodeURIComponent(base64)}`)).toMatchObject({
      width: 40,
    });
    expect(await at(`data:image/png;base64,${base64.replace(/(.{60})/g, "$1\n")}`)).toMatchObject({
      width: 40,
    });
    const percents = [...png].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    expect(await at(`data:,${percents}`)).toMatchObject({ width: 40 });
    expect(await at(`data:image/svg+xml,${encodeURIComponent(svg(RED))}`)).toMatchObject({
      width: 40,
    });
    await expect(at("data:image/png;base64")).rejects.toThrow(/without a comma/);
    await expect(at("data:image/png;base64,")).rejects.toThrow(/empty/);
    await expect(at("data:image/png;base64,???")).rejects.toThrow(/broken base64/);
    await expect(at("data:image/png,%zz")).rejects.toThrow(/broken percent-encoding/);
  });

  test("are shown without credentials, and short", () => {
    expect(shownAddress("https://me:key@x.example/a.jpg")).toBe("https://x.example/a.jpg");
    expect(withoutCredentials("//me@x.example/a@b.jpg")).toBe("//x.example/a@b.jpg");
    expect(withoutCredentials("https://x.example/@a.jpg")).toBe("https://x.example/@a.jpg");
    expect(shownAddress(`data:image/png;base64,${"A".repeat(5000)}`)).toBe(
      "data:image/png;base64, 5022 characters",
    );
    expect(shownAddress("x".repeat(500)).length).toBeLessThan(210);
    expect(schemeOf("C:\\a.jpg")).toBeUndefined();
    expect(schemeOf("HTTPS://x.example")).toBe("https");
    expect(schemeOf("//x.example/a.jpg")).toBe("https");
  });
});
