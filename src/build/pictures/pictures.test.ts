/** Pictures are decoded upright, and only from their folder. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../temporary.testing.ts";
import { Pictures } from "./pictures.ts";

/** 4 x 2, left half red, right half blue. */
function picture() {
  const row = Buffer.from("ff0000ff00000000ff0000ff", "hex");
  return sharp(Buffer.concat([row, row]), { raw: { width: 4, height: 2, channels: 3 } });
}

async function decode(content: Uint8Array) {
  const path = await temporaryFolder();
  await writeFile(join(path, "a"), content);
  const pictures = await Pictures.open({ folder: path });
  return await pictures.open("a", (picture) =>
    picture.decode(({ data, width, height }) => ({
      width,
      height,
      pixel: (x: number, y: number) => [
        ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
      ],
      length: data.length,
    })),
  );
}

describe("a picture is decoded to upright RGBA", () => {
  test("if it is PNG", async () => {
    const image = await decode(await picture().png().toBuffer());
    expect(image).toMatchObject({ width: 4, height: 2, length: 32 });
    expect(image.pixel(0, 0)).toEqual([255, 0, 0, 255]);
    expect(image.pixel(3, 1)).toEqual([0, 0, 255, 255]);
  });

  test("by its EXIF orientation", async () => {
    const bytes = await picture().withMetadata({ orientation: 6 }).png().toBuffer();
    const image = await decode(bytes);
    expect(image).toMatchObject({ width: 2, height: 4 });
    expect(image.pixel(0, 0)).toEqual([255, 0, 0, 255]);
    expect(image.pixel(0, 3)).toEqual([0, 0, 255, 255]);
  });

  test("with its transparency", async () => {
    const bytes = await picture().ensureAlpha(0.5).png().toBuffer();
    expect((await decode(bytes)).pixel(0, 0)).toEqual([255, 0, 0, 127]);
  });

  test("if it is grey, 16-bit or CMYK", async () => {
    for (const bytes of [
      await picture().toColourspace("b-w").png().toBuffer(),
      await picture().toColourspace("rgb16").png().toBuffer(),
      await picture().toColourspace("cmyk").jpeg().toBuffer(),
    ]) {
      expect(await decode(bytes)).toMatchObject({ width: 4, height: 2, length: 32 });
    }
  });

  test("by the first frame of an animation", async () => {
    const frame = (background: string) =>
      sharp({ create: { width: 4, height: 2, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = [await frame("#f00"), await frame("#00f")];
    const bytes = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const image = await decode(bytes);
    expect(image).toMatchObject({ width: 4, height: 2 });
    expect(image.pixel(0, 0)).toEqual([255, 0, 0, 255]);
  });
});

describe("an image that cannot be decoded says why", () => {
  test("if it is a truncated JPEG", async () => {
    const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
    const create = { width: 64, height: 64, channels: 3 as const, background: "#000", noise };
    const whole = await sharp({ create }).jpeg().toBuffer();
    await expect(decode(whole.subarray(0, whole.length / 2))).rejects.toThrow(/broken: .*end of/);
  });

  test.each([
    ["empty", "", /empty/],
    ["HTML", "\n<!DOCTYPE html><p>404", /HTML page/],
    ["text", "hello", /no image/],
  ])("%s", async (_, text, message) => {
    await expect(decode(Buffer.from(text))).rejects.toThrow(message);
  });

  test("if it has too many pixels", async () => {
    const create = { width: 12_000, height: 9000, channels: 3 as const, background: "#000" };
    const bytes = await sharp({ create }).png({ compressionLevel: 1 }).toBuffer();
    await expect(decode(bytes)).rejects.toThrow(/12000 x 9000 pixels, at most 100000000/);
  });
});

describe("a folder of pictures is not left", () => {
  test("by name and by link", async () => {
    const parent = await temporaryFolder();
    const root = join(parent, "images");
    await mkdir(join(root, "sub"), { recursive: true });
    const bytes = await picture().png().toBuffer();
    await writeFile(join(parent, "secret.png"), bytes);
    await writeFile(join(root, "sub", "a.png"), bytes);
    await symlink(join(parent, "secret.png"), join(root, "out.png"));
    await symlink(join(root, "sub", "a.png"), join(root, "in.png"));
    const pictures = await Pictures.open({ folder: root });
    const width = (name: string) =>
      pictures.open(name, (picture) => picture.decode((image) => image.width));
    expect(await width("sub/a.png")).toBe(4);
    expect(await width("./sub/../sub/a.png")).toBe(4);
    expect(await width("in.png")).toBe(4);
    await expect(width("../secret.png")).rejects.toThrow(/outside/);
    await expect(width("sub/../../secret.png")).rejects.toThrow(/outside/);
    await expect(width(join(parent, "secret.png"))).rejects.toThrow(/outside/);
    await expect(width("out.png")).rejects.toThrow(/link to outside/);
    await expect(width("a\0.png")).rejects.toThrow(/outside/);
    await expect(width("none.png")).rejects.toThrow(/not in the images folder/);
    await expect(width("sub")).rejects.toThrow(/not a file/);
  });

  test("and must be a folder", async () => {
    const path = join(await temporaryFolder(), "none");
    await expect(Pictures.open({ folder: path })).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });
});

test("without sharp, the error names the package", async () => {
  vi.doMock("sharp", () => {
    throw new Error("not installed");
  });
  onTestFinished(() => void vi.doUnmock("sharp"));
  await expect(Pictures.open({ folder: await temporaryFolder() })).rejects.toMatchObject({
    code: "dependency-missing",
    message: expect.stringContaining("npm install sharp"),
  });
});
