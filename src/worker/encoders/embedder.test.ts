/** Tests of embeddings: which are kept, and what texts become. */
import { describe, expect, it } from "vitest";
import type { VisualSearchWarning } from "../../lib/errors.ts";
import { eventually } from "../../lib/eventually.testing.ts";
import type { Query } from "../contract.ts";
import { COUNT, ids, picture, setUpShop, TINY } from "../testing/shop.testing.ts";

const shop = setUpShop(TINY);

describe("embeddings", () => {
  it("are kept, so that another filter or weight encodes nothing", async () => {
    const engine = await shop.open();
    const query = { image: picture(3, 7), text: ["red boots", "a blue hat"], not: "old" };
    const first = await engine.query(query, { limit: COUNT });
    expect(engine.info.lastQuery).toMatchObject({ reused: 0 });
    const again = await engine.query(query, { limit: 3, where: { category: "boots" } });
    expect(engine.info.lastQuery).toMatchObject({ reused: 4, encodeMs: 0, decodeMs: 0, runMs: 0 });
    expect(ids(again)).toEqual(
      ids(first.filter(({ item }) => item.category === "boots").slice(0, 3)),
    );
    await engine.query({ ...query, weights: { text: 0.2 } });
    expect(engine.info.lastQuery).toMatchObject({ reused: 4, runMs: 0 });
    // Another part of it, or another image, is something else.
    const region = { x: 0, y: 0, width: 0.5, height: 0.5 };
    await engine.query({ image: picture(3, 7), region });
    expect(engine.info.lastQuery!.runMs).toBeGreaterThan(0);
    await engine.query({ image: picture(4, 8) });
    expect(engine.info.lastQuery!.runMs).toBeGreaterThan(0);
    // Without an id it may have changed.
    await engine.query({ image: picture(3) });
    expect(engine.info.lastQuery).toMatchObject({ reused: 0 });
  });

  it("of the same text given twice are the same", async () => {
    const engine = await shop.open();
    const once = await engine.query({ text: "red boots" }, { limit: COUNT });
    const other = await shop.open();
    const twice = await other.query({ text: ["red boots", "red boots"] }, { limit: COUNT });
    expect(ids(twice)).toEqual(ids(once));
  });

  it("of labels are those of a caption by default", async () => {
    const engine = await shop.open();
    const scores = async (query: Query) =>
      (await engine.query(query, { limit: COUNT })).map(({ score }) => score);
    expect(await scores({ text: "boots" })).toEqual(await scores({ text: "a photo of boots" }));
    expect(await scores({ text: "boots", phrase: false })).not.toEqual(
      await scores({ text: "boots" }),
    );
  });

  it("of text in another alphabet come with a warning", async () => {
    const warnings: VisualSearchWarning[] = [];
    const engine = await shop.open({ onWarning: (warning) => warnings.push(warning) });
    await engine.query({ text: "robe d'été" });
    expect(warnings).toEqual([]);
    await engine.query({ text: "красное платье" });
    expect(warnings).toEqual([
      { code: "text-not-english", message: expect.stringContaining("красное платье") },
    ]);
    expect(engine.info.warnings).toEqual(warnings);
  });
});

describe("encoders that are not used", () => {
  it("are released, and loaded again from the device's own store", async () => {
    const engine = await shop.open({ releaseAfterMs: 100 });
    const before = ids(await engine.query({ image: picture(2), text: "red" }, { limit: COUNT }));
    await eventually(() => expect(engine.info.encoders).toEqual({ image: "idle", text: "idle" }));
    shop.server.requests.length = 0;
    const after = ids(await engine.query({ image: picture(2), text: "red" }, { limit: COUNT }));
    expect(after).toEqual(before);
    expect(shop.server.requests).toEqual([]);
  });
});
