/** Tests of products with several pictures, and of vector spaces. */
import { describe, expect, it } from "vitest";
import { testItems } from "../../catalog/testing/source.testing.ts";
import { code, ids, picture, setUpShop, TINY } from "../testing/shop.testing.ts";

const shop = setUpShop(TINY);

describe("products with several pictures", () => {
  // Pictures 0 to 2 are the first product's, 3 the second's, 4 to 11 the third's.
  const counts = [3, 1, 8];
  const serve = (items = testItems(3)) => shop.serve({ items, pictures: counts });

  it("are found by each picture, once, and the hit says which", async () => {
    await serve();
    const engine = await shop.open();
    for (const [i, id, place] of [
      [0, "p0", 0],
      [2, "p0", 2],
      [3, "p1", 0],
      [9, "p2", 5],
    ] as const) {
      const hits = await engine.query({ image: picture(i) });
      expect(hits[0]).toMatchObject({ id, picture: place });
      // Codes of eight numbers are coarse.
      expect(hits[0]!.score).toBeGreaterThan(0.998);
      expect(ids(hits).sort()).toEqual(["p0", "p1", "p2"]);
      const others = await engine.query({ image: picture(i) }, { where: { price: { min: 11 } } });
      expect(ids(others)).toEqual(ids(hits).filter((one) => one !== "p0"));
    }
    expect(engine.info.lastQuery).toMatchObject({ methods: ["exact"] });
    expect((await engine.browse({})).total).toBe(3);
  });

  it("are liked by the mean of their pictures, and every product counts the same", async () => {
    await serve();
    const engine = await shop.open();
    const { dim } = shop.source.encoder;
    const vectors = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) =>
        shop.source.vectors.subarray((from + i) * dim, (from + i + 1) * dim),
      );
    const mean = (rows: ArrayLike<number>[]) => {
      const sum = Array.from({ length: dim }, (_, d) =>
        rows.reduce((total, row) => total + row[d]!, 0),
      );
      return sum.map((value) => value / Math.hypot(...sum));
    };
    const dot = (a: ArrayLike<number>, b: readonly number[]) =>
      b.reduce((sum, value, d) => sum + value * a[d]!, 0);
    const one = await engine.query({ like: "p2" });
    for (const { id, score } of one) {
      const own = id === "p0" ? vectors(0, 3) : vectors(3, 4);
      const expected = Math.max(...own.map((row) => dot(row, mean(vectors(4, 12)))));
      expect(Math.abs(score - expected)).toBeLessThan(0.002);
    }
    const [both] = await engine.query({ like: ["p0", "p2"] });
    const query = mean([mean(vectors(0, 3)), mean(vectors(4, 12))]);
    expect(both!.id).toBe("p1");
    expect(Math.abs(both!.score - dot(vectors(3, 4)[0]!, query))).toBeLessThan(0.002);
  });

  it("are searched in the named space by any query", async () => {
    const { dim } = shop.source.encoder;
    // The words of each product are another's looks, so that the spaces give other products.
    const texts = {
      vectors: Float32Array.from(
        [0, 4, 3].flatMap((i) => [...shop.source.vectors.subarray(i * dim, (i + 1) * dim)]),
      ),
      fingerprints: new Uint8Array(3 * 8).fill(1),
    };
    const fields = ["title"];
    const spaces = { text: { fields }, fused: { fields, weights: { image: 1, text: 9 } } };
    await shop.serve({ items: testItems(3), pictures: counts, texts, spaces });
    const engine = await shop.open();
    expect(engine.info.catalog.spaces).toEqual(["image", "text", "fused"]);
    const best = async (space?: string) =>
      (await engine.query({ image: picture(3) }, space === undefined ? {} : { space }))[0]!;
    expect(await best()).toMatchObject({ id: "p1", picture: 0 });
    expect(await best("image")).toMatchObject({ id: "p1" });
    expect(await best("text")).toMatchObject({ id: "p2", picture: 0 });
    expect(await best("fused")).toMatchObject({ id: "p2" });
    const byText = await engine.query({ text: "a red dress" }, { space: "text" });
    expect(ids(byText).sort()).toEqual(["p0", "p1", "p2"]);
    // Liked by the words, which are those of the second product's looks.
    const [liked] = await engine.query({ like: "p2" }, { space: "text" });
    const dot = shop.source.vectors
      .subarray(3 * dim, 4 * dim)
      .reduce(
        (sum, x, d) => sum + x * shop.source.vectors[(liked!.id === "p0" ? 0 : 4) * dim + d]!,
        0,
      );
    expect(Math.abs(liked!.score - dot)).toBeLessThan(0.002);
    const refused = engine.query({ text: "a red dress" }, { space: "colour" });
    await expect(refused).rejects.toThrow(code("space-unknown"));
    expect((await engine.plan({ modalities: [] })).catalog.stored).toBe(true);
  });

  it("give addresses of pictures in their places, if they are safe", async () => {
    const items = testItems(3);
    items[0]!.images = [
      "../images/0-back.webp",
      "javascript:alert(1)",
      "",
      "https://cdn.example/0",
    ];
    items[0]!.imageSources = ["https://shop.example/0-back", "data:text/html,x", "../0.jpg"];
    await serve(items);
    const item = await (await shop.open()).item("p0");
    expect(item!.imageSources).toEqual([
      "https://shop.example/0-back",
      "",
      shop.server.url("/0.jpg"),
    ]);
    expect(item!.images).toEqual([
      shop.server.url("/images/0-back.webp"),
      "",
      "",
      "https://cdn.example/0",
    ]);
    expect(await (await shop.open()).item("p1")).not.toHaveProperty("images");
  });
});
