/** Tests of what queries find, by a real model. */
import { describe, expect, it } from "vitest";
import type { CatalogItem } from "../catalog/items/catalog-item.ts";
import { testItems } from "../catalog/testing/source.testing.ts";
import {
  COUNT,
  code,
  flatImage,
  ids,
  picture,
  STARTER,
  setUpShop,
  wireImage,
} from "./testing/shop.testing.ts";

const abort = expect.objectContaining({ name: "AbortError" });
const shop = setUpShop(STARTER);

describe("queries", () => {
  it("find a picture's own product first, with a score of 1", async () => {
    const engine = await shop.open();
    for (const i of [0, 5, 11]) {
      const hits = await engine.query({ image: picture(i) }, { limit: 3 });
      expect(hits).toHaveLength(3);
      expect(hits[0]!.id).toBe(`p${i}`);
      expect(hits[0]!.score).toBeGreaterThan(0.999);
      expect(hits[0]!.item.title).toBe(shop.source.items[i]!.title);
    }
  });

  it("search with the region alone", async () => {
    const engine = await shop.open();
    const two = { data: new Uint8Array(64 * 128 * 4), width: 64, height: 128 };
    two.data.set(flatImage(3).data, 0);
    two.data.set(flatImage(8).data, 64 * 64 * 4);
    const image = wireImage(two);
    const lower = { x: 0, y: 0.5, width: 1, height: 0.5 };
    const upper = { ...lower, y: 0 };
    expect((await engine.query({ image, region: upper }, { limit: 1 }))[0]!.id).toBe("p3");
    expect((await engine.query({ image, region: lower }, { limit: 1 }))[0]!.id).toBe("p8");
  });

  it("move from picture to text with the weights", async () => {
    const engine = await shop.open();
    const query = { image: picture(2), text: "red" };
    const image = await engine.query({ ...query, weights: { text: 0 } }, { limit: COUNT });
    const text = await engine.query({ ...query, weights: { image: 0 } }, { limit: COUNT });
    expect(ids(image)).toEqual(ids(await engine.query({ image: picture(2) }, { limit: COUNT })));
    expect(ids(text)).toEqual(ids(await engine.query({ text: "red" }, { limit: COUNT })));
    expect(ids(image)).not.toEqual(ids(text));
  });

  it("move away from `not`", async () => {
    const engine = await shop.open();
    const score = async (not?: string) => {
      const hits = await engine.query(
        { text: "green", ...(not && { not }), weights: { not: 1 } },
        { limit: COUNT },
      );
      return hits[0]!;
    };
    const plain = await score();
    const moved = await engine.query({ text: "green", not: plain.item.title }, { limit: COUNT });
    expect(moved.find(({ id }) => id === plain.id)!.score).toBeLessThan(plain.score);
  });

  it("`like` needs no encoder, leaves out the liked and averages several", async () => {
    const engine = await shop.open();
    const hits = await engine.query({ like: "p4" }, { limit: COUNT });
    expect(hits).toHaveLength(COUNT - 1);
    expect(ids(hits)).not.toContain("p4");
    expect(ids(await engine.query({ like: ["p4", "p5"] }, { limit: COUNT }))).not.toContain("p5");
    expect(shop.server.requests.filter((path) => path.startsWith("/model/"))).toEqual([]);
  });

  it("respect limit, minScore and where", async () => {
    const engine = await shop.open();
    const image = picture(1);
    const all = await engine.query({ image }, { limit: COUNT });
    expect(ids(await engine.query({ image }, { limit: 4 }))).toEqual(ids(all).slice(0, 4));
    const minScore = all[5]!.score;
    const good = await engine.query({ image }, { limit: COUNT, minScore });
    expect(ids(good)).toEqual(ids(all.filter(({ score }) => score >= minScore)));
    const dresses = await engine.query({ image }, { limit: COUNT, where: { category: "dress" } });
    expect(ids(dresses)).toEqual(ids(all.filter(({ item }) => item.category === "dress")));
  });

  it("embed what they search with", async () => {
    const engine = await shop.open();
    const vector = await engine.embed(picture(7));
    expect(vector).toHaveLength(256);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect(Math.hypot(...(await engine.embed("a red dress")))).toBeCloseTo(1, 5);
  });

  it("resolve links and pictures, and drop those that are not http(s)", async () => {
    const [first, ...rest] = testItems(COUNT);
    await shop.serve({
      items: [{ ...first!, link: "javascript:alert(1)", image: "data:," }, ...rest],
    });
    const engine = await shop.open();
    expect(await engine.item("p0")).not.toHaveProperty("link");
    expect(await engine.item("p0")).not.toHaveProperty("image");
    expect((await engine.item("p1"))!.image).toBe(shop.server.url("/images/1.webp"));
    expect(await engine.item("nobody")).toBeUndefined();
  });

  it("browse page by page", async () => {
    const engine = await shop.open();
    expect(ids((await engine.browse({ limit: 5 })).items)).toEqual(["p0", "p1", "p2", "p3", "p4"]);
    const page = await engine.browse({ limit: 2, offset: 1, where: { category: "boots" } });
    expect(ids(page.items)).toEqual(["p5", "p8"]);
    expect(page.total).toBe(4);
    expect((await engine.facets()).map(({ name }) => name)).toContain("pattern");
  });

  it("browse in the order of a number, page by page, items without one last", async () => {
    // Of equal ratings, those of a new segment as well, the catalog's order.
    const items = shop.source.items.map((item, i) => {
      const { price, ...rest } = item;
      return { ...(i % 5 === 2 ? rest : item), attributes: { ...item.attributes, rating: i % 3 } };
    });
    await shop.serve({ items });
    const engine = await shop.open();
    const numberOf = ({ price, attributes }: CatalogItem, facet: string) =>
      facet === "price" ? price : (attributes.rating as number);
    for (const [facet, descending] of [
      ["price", false],
      ["price", true],
      ["rating", true],
    ] as const) {
      const expected = items
        .filter(({ category }) => category !== "boots")
        .map((item, row) => ({ id: item.id, number: numberOf(item, facet), row }))
        .sort((a, b) => {
          if (a.number === undefined || b.number === undefined) {
            return Number(a.number === undefined) - Number(b.number === undefined) || a.row - b.row;
          }
          return (descending ? b.number - a.number : a.number - b.number) || a.row - b.row;
        })
        .map(({ id }) => id);
      const found: string[] = [];
      for (let offset = 0; offset < expected.length; offset += 3) {
        const where = { category: ["dress", "shirt"] };
        const orderBy = { facet, ...(descending && { descending }) };
        const page = await engine.browse({ where, orderBy, offset, limit: 3 });
        expect(page.total).toBe(expected.length);
        found.push(...ids(page.items));
      }
      expect(found).toEqual(expected);
    }
    for (const [orderBy, expected] of [
      [{ facet: "size" }, "facet-unknown"],
      [{ facet: "category" }, "invalid-argument"],
      [{ facet: "price", descending: 1 }, "invalid-argument"],
      ["price", "invalid-argument"],
      [null, "invalid-argument"],
    ] as const) {
      await expect(engine.browse({ orderBy: orderBy as any })).rejects.toThrow(code(expected));
    }
  });

  it.each<[string, string, any, any]>([
    ["nothing", "invalid-argument", {}, {}],
    ["a region alone", "invalid-argument", { text: "x", region: { x: 0 } }, {}],
    ["not alone", "invalid-argument", { not: "x" }, {}],
    ["empty text", "invalid-argument", { text: "  " }, {}],
    ["a text that is a number", "invalid-argument", { text: 7 }, {}],
    ["a wrong limit", "invalid-argument", { like: "p1" }, { limit: 0 }],
    ["NaN in a condition", "invalid-argument", { like: "p1" }, { where: { price: Number.NaN } }],
    ["a minScore that is no number", "invalid-argument", { like: "p1" }, { minScore: "high" }],
    ["a minScore above 1", "invalid-argument", { like: "p1" }, { minScore: 1.5 }],
    ["a minScore below -1", "invalid-argument", { like: "p1" }, { minScore: -2 }],
    ["a negative weight", "invalid-argument", { like: "p1", weights: { like: -1 } }, {}],
    ["an unknown id", "item-unknown", { like: "nobody" }, {}],
    ["an unknown facet", "facet-unknown", { like: "p1" }, { where: { shoe: "x" } }],
  ])("refuse %s", async (_, expected, query, options) => {
    const engine = await shop.open();
    await expect(engine.query(query, options)).rejects.toThrow(code(expected));
    expect(await engine.query({ like: "p1" }, { limit: 1 })).toHaveLength(1);
  });

  it("refuse a wrong region", async () => {
    const engine = await shop.open();
    const region = { x: 0.5, y: 0, width: 0.9, height: 1 };
    await expect(engine.query({ image: picture(1), region })).rejects.toThrow(
      code("invalid-argument"),
    );
  });

  it("that are aborted while they wait never run", async () => {
    const engine = await shop.open();
    let decoded = 0;
    const counting = await shop.open(
      {},
      {
        ...shop.platform,
        decode: async (image, view) => {
          decoded++;
          return shop.platform.decode(image, view);
        },
      },
    );
    const controller = new AbortController();
    const first = counting.query({ image: picture(1) });
    const second = counting.query({ image: picture(2) }, { signal: controller.signal });
    controller.abort();
    await expect(second).rejects.toThrow(abort);
    expect(await first).toHaveLength(COUNT);
    expect(decoded).toBe(1);
    expect(await engine.query({ like: "p1" })).toHaveLength(COUNT - 1);
  });
});
