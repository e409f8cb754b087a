/** Tests of embedding in batches, with failures and aborts. */
import { describe, expect, test } from "vitest";
import type { RgbaImage } from "../../encoder/rgba-image.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import {
  type EmbedEncoder,
  type EmbedOutcome,
  type EmbedPicture,
  type EmbedSource,
  embedImages,
} from "./embed-images.ts";

const IMAGE: RgbaImage = { data: new Uint8Array(4), width: 1, height: 1 };

/** Pictures named by numbers; "x" cannot be decoded. */
class Source implements EmbedSource {
  held = 0;
  mostHeld = 0;
  decoded = 0;

  async open<T>(name: string, use: (picture: EmbedPicture) => Promise<T>): Promise<T> {
    return await use({
      sha256: new Uint8Array(32).fill(name === "x" ? 255 : Number(name)),
      decode: async (useImage) => {
        this.held++;
        this.mostHeld = Math.max(this.mostHeld, this.held);
        await new Promise((resolve) => setTimeout(resolve, Number(name) % 4));
        this.decoded++;
        if (name === "x") throw new Error("broken");
        return useImage({ ...IMAGE, data: new Uint8Array(Number(name) * 4), width: Number(name) });
      },
    });
  }
}

function encoderOf(source: Source, batch = 4) {
  const counts: number[] = [];
  const encoder: EmbedEncoder = {
    dim: 2,
    batch,
    preprocess: (image) => new Float32Array([image.width]),
    embed: async (values, count) => {
      counts.push(count);
      source.held -= count;
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (values.includes(13)) throw new VisualSearchError("runtime-failed", "unlucky");
      return Float32Array.from([...values].flatMap((value) => [value, 1]));
    },
  };
  return { encoder, counts };
}

async function collect(outcomes: AsyncIterable<EmbedOutcome>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const outcome of outcomes) {
    found[outcome.index] = "error" in outcome ? outcome.error : [...outcome.vector];
  }
  return found;
}

describe("embedImages", () => {
  test("yields for every picture its own embedding or the reason for none, in batches", async () => {
    const source = new Source();
    const { encoder, counts } = encoderOf(source);
    const names = ["1", "x", "2", "3", "4", "5", "x", "6", "7", "8", "9"];
    expect(await collect(embedImages(names, source, encoder))).toEqual(
      names.map((name) => (name === "x" ? "broken" : [Number(name), 1])),
    );
    expect(counts).toEqual([4, 4, 1]);
  });

  test("holds few pictures at a time", async () => {
    const source = new Source();
    const { encoder } = encoderOf(source);
    const names = Array.from({ length: 200 }, (_, i) => String(i + 100));
    await collect(embedImages(names, source, encoder));
    expect(source.mostHeld).toBeLessThanOrEqual(4 * 4);
  });

  test("fails only the picture that the model cannot embed", async () => {
    const source = new Source();
    const { encoder } = encoderOf(source);
    const names = ["11", "12", "13", "14", "15"];
    expect(await collect(embedImages(names, source, encoder))).toEqual([
      [11, 1],
      [12, 1],
      expect.stringContaining("unlucky"),
      [14, 1],
      [15, 1],
    ]);
  });

  test("ends if the model fails on everything", async () => {
    const source = new Source();
    const { encoder } = encoderOf(source);
    const outcomes = collect(embedImages(Array(20).fill("13"), source, encoder));
    await expect(outcomes).rejects.toMatchObject({ code: "runtime-failed" });
  });

  test("takes only broken pictures, and no pictures at all", async () => {
    const source = new Source();
    const { encoder, counts } = encoderOf(source);
    expect(await collect(embedImages(["x", "x"], source, encoder))).toEqual(["broken", "broken"]);
    expect(await collect(embedImages([], source, encoder))).toEqual([]);
    expect(counts).toEqual([]);
  });

  test("stops decoding and the encoder before it rejects with an abort", async () => {
    const source = new Source();
    const { encoder } = encoderOf(source);
    const abort = new AbortController();
    const names = Array.from({ length: 100 }, (_, i) => String(i + 100));
    const run = async () => {
      for await (const { index } of embedImages(names, source, encoder, { signal: abort.signal })) {
        if (index === 5) abort.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ name: "AbortError" });
    const { decoded } = source;
    expect(decoded).toBeLessThan(40);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(source.decoded).toBe(decoded);
  });
});
