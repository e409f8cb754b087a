/** Tests of tokenizers, against the reference implementation and transformers. */
import { readFileSync } from "node:fs";
import { AutoTokenizer, env, type PreTrainedTokenizer } from "@huggingface/transformers";
import { beforeAll, describe, expect, it } from "vitest";
import { readModel } from "./model/model-config.ts";
import { fixtures, fromRoot, optionalData, readModelFiles, STARTER, seeded } from "./testing.ts";
import { createTokenizer } from "./tokenizer.ts";

const files = readModelFiles(STARTER);
const { text } = readModel(files);
const tokenizer = createTokenizer(files.tokenizer, files.tokenizerConfig, text);
const idsOf = (value: string) => [...tokenizer.encode(value)].map(Number);

const PARTS = [
  ..."a the of with and women's men's kids red blue off-white dress t-shirt jeans sneakers".split(
    " ",
  ),
  ..."SALE! Nike 270 XL 42.5 100% €19.99 (new) & @brand #look a_b don't café naïve Ärmel".split(
    " ",
  ),
  ...[
    "👗",
    "👩‍👩‍👧‍👦",
    "☀️",
    "红色连衣裙",
    "赤い",
    "фата",
    "فستان",
    "<b>",
    "</p>",
    "&amp;",
    "½",
    "ﬁne",
    "ＦＷ",
  ],
  ...["  ", "\t", "\n\n", "\u00a0", "\u3000", "<|endoftext|>", "...", "--", "''"],
];

function captions(count: number): string[] {
  const next = seeded(7);
  return Array.from({ length: count }, () => {
    const words = Array.from(
      { length: next(next(8) === 0 ? 120 : 14) },
      () => PARTS[next(PARTS.length)],
    );
    const joined = words.join(next(5) === 0 ? "" : " ");
    return next(6) === 0 ? joined.toUpperCase() : joined;
  });
}

describe("createTokenizer", () => {
  it.each(fixtures<{ text: string; ids: number[] }>("tokens"))(
    "equals the reference implementation: $text",
    (wanted) => {
      expect(idsOf(wanted.text)).toEqual(wanted.ids);
    },
  );

  describe("compared with transformers", () => {
    let reference: PreTrainedTokenizer;

    beforeAll(async () => {
      env.allowRemoteModels = false;
      env.localModelPath = fromRoot("public/models/");
      reference = await AutoTokenizer.from_pretrained("starter");
    });

    // Its own truncation loses the end-of-text id, which the reference implementation keeps.
    const cut = (ids: number[]) => (ids.length > 77 ? [...ids.slice(0, 76), 49_407] : ids);

    const expectEqual = (caption: string) => {
      const { input_ids } = reference(caption);
      const wanted = cut([...(input_ids.data as BigInt64Array)].map(Number));
      expect({ caption, ids: idsOf(caption) }).toEqual({ caption, ids: wanted });
    };

    it("gives the same ids for 500 made-up captions", () => {
      captions(500).forEach(expectEqual);
    });

    const flickr = optionalData("../shared/data/clip-vectors/flickr-500.csv");

    it.skipIf(!flickr)("gives the same ids for real captions", () => {
      const lines = readFileSync(flickr!, "utf8").trim().split("\n").slice(1);
      const found = lines.map((line) => line.split(",").slice(2).join(","));
      expect(found.length).toBeGreaterThan(400);
      found.forEach(expectEqual);
    });
  });

  it("cuts long texts but keeps the special ids", () => {
    const ids = idsOf("red dress ".repeat(100));
    expect(ids).toHaveLength(77);
    expect([ids[0], ids[76]]).toEqual([49_406, 49_407]);
    expect(ids.slice(1, 76)).toEqual(idsOf(`${"red dress ".repeat(37)}red`).slice(1, -1));
  });

  it("pads a batch to its longest text, or further", () => {
    const batch = tokenizer.encodeBatch(["red", "a long red dress"]);
    expect(batch.shape).toEqual([2, 6]);
    expect([...batch.ids].map(Number).slice(0, 6)).toEqual([
      ...idsOf("red"),
      49_407,
      49_407,
      49_407,
    ]);
    expect([...batch.mask].map(Number)).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(tokenizer.encodeBatch(["red"], 77).shape).toEqual([1, 77]);
  });

  it("refuses anything but a text, and anything but a tokenizer", () => {
    expect(() => tokenizer.encode(7 as never)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
    const invalid = expect.objectContaining({ code: "model-invalid" });
    const plain = { ...(files.tokenizer as object), post_processor: null };
    for (const json of [null, {}, [], "<!doctype html>", { model: {} }, plain]) {
      expect(() => createTokenizer(json, files.tokenizerConfig, text)).toThrow(invalid);
    }
    expect(() => createTokenizer(files.tokenizer, null, text)).toThrow(invalid);
  });
});

describe("a SigLIP tokenizer", () => {
  const words = ["▁a", "▁red", "▁dress", "▁tshirt", "▁t", "▁shirt"];
  const json = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }],
      pair: [],
      special_tokens: { "</s>": { id: "</s>", ids: [1], tokens: ["</s>"] } },
    },
    decoder: null,
    model: {
      type: "Unigram",
      unk_id: 2,
      vocab: [["<pad>", 0], ["</s>", 0], ["<unk>", 0], ...words.map((word) => [word, -1])],
    },
  };
  const settings = { contextLength: 8, padTo: 8, padId: 1, canonicalize: true, delimited: false };
  const siglip = createTokenizer(json, { eos_token: "</s>", unk_token: "<unk>" }, settings);

  it("canonicalizes, and always pads to one length without masking", () => {
    const plain = siglip.encodeBatch(["a red dress"]);
    expect([...plain.ids].map(Number)).toEqual([3, 4, 5, 1, 1, 1, 1, 1]);
    expect([...plain.mask].every((entry) => entry === 1n)).toBe(true);
    for (const same of ["A  RED\tdress!", "  a_red_(dress).\n", "“a red dress".slice(1)]) {
      expect(siglip.encode(same)).toEqual(plain.ids);
    }
    expect([...siglip.encode("T-Shirt")].map(Number).slice(0, 2)).toEqual([6, 1]);
  });

  it("cuts long texts but keeps the end", () => {
    const ids = [...siglip.encode("red ".repeat(20))].map(Number);
    expect(ids).toEqual([4, 4, 4, 4, 4, 4, 4, 1]);
  });
});
