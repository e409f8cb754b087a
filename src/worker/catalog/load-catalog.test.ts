/** Tests of loading the newest complete catalog, and sketches first. */
import { describe, expect, it } from "vitest";
import { openFiles, testItems } from "../../catalog/testing/source.testing.ts";
import { updateCatalog } from "../../catalog/update/update-catalog.ts";
import { sha256Hex } from "../../lib/hash.ts";
import type { SearchInfo } from "../../lib/types.ts";
import { buildIndex } from "../../vector/build-index.ts";
import { splitIndex } from "../../vector/file/split-index.ts";
import type { Engine } from "../engine.ts";
import { planCatalog } from "../loading/plan.ts";
import { COUNT, code, ids, picture, setUpShop, TINY } from "../testing/shop.testing.ts";

const abort = expect.objectContaining({ name: "AbortError" });
const shop = setUpShop(TINY);

describe("a first visit to a large catalog", () => {
  let rest: string;

  /** As the writer divides an index of many rows. */
  async function serveDivided(): Promise<void> {
    await shop.serve();
    const path = "/catalog/manifest.json";
    const manifest = JSON.parse(new TextDecoder().decode(shop.server.files.get(path)));
    const { dim } = shop.source.encoder;
    const parts = splitIndex(buildIndex(shop.source.vectors, { dim, signs: true }));
    const put = async (name: string, bytes: Uint8Array) => {
      shop.server.files.set(`/catalog/${name}`, bytes);
      return { path: name, bytes: bytes.length, sha256: await sha256Hex(bytes) };
    };
    const image = await put("segments/rest.vtrn", parts.rest);
    manifest.segments[0].index = { image, sketch: await put("segments/sketch.vtrn", parts.sketch) };
    shop.server.files.set(path, new TextEncoder().encode(JSON.stringify(manifest)));
    rest = "/catalog/segments/rest.vtrn";
  }

  it("answers from sign bits until the rest is there", async () => {
    await serveDivided();
    const seen: string[] = [];
    const whole = new Promise<void>((resolve) => {
      const onInfo = (info: SearchInfo) => {
        seen.push(info.catalog.precision);
        if (info.catalog.precision === "full") resolve();
      };
      shop.open({ onInfo }).then(async (engine) => {
        seen.push(engine.info.catalog.precision);
        const hits = await engine.query({ like: "p4" }, { limit: 3 });
        expect(hits).toHaveLength(3);
      });
    });
    await whole;
    expect(seen[0]).toBe("sketch");
    expect(seen.at(-1)).toBe("full");

    shop.server.requests.length = 0;
    const again = await shop.open();
    expect(again.info.catalog).toMatchObject({ precision: "full", source: "stored" });
    expect(shop.server.requests).toEqual(["/catalog/manifest.json"]);
    await shop.serve();
    const plain = await shop.open();
    const query = { like: "p4" };
    expect(await again.query(query)).toEqual(await plain.query(query));
  });

  it("goes on with sign bits, and says why, if the rest does not arrive", async () => {
    await serveDivided();
    shop.server.files.delete(rest);
    const engine = await new Promise<Engine>((resolve) => {
      let opened: Engine | undefined;
      const onInfo = (info: SearchInfo) => {
        if (info.catalog.problem && opened) resolve(opened);
      };
      shop.open({ onInfo }).then((engine) => {
        opened = engine;
        onInfo(engine.info);
      });
    });
    expect(engine.info.catalog.precision).toBe("sketch");
    expect(engine.info.catalog.problem).toContain("404");
    expect(await engine.query({ like: "p4" }, { limit: 2 })).toHaveLength(2);
    expect(engine.info.lastQuery).toMatchObject({ methods: ["sketch"], scored: 0 });
  });
});

describe("loading a catalog", () => {
  it("goes on without a network", async () => {
    const first = await shop.open();
    await first.prefetch("text");
    shop.server.failure = 503;
    const offline = await shop.open();
    expect(offline.info.catalog.source).toBe("offline");
    expect(await offline.query({ text: "dress" }, { limit: 2 })).toHaveLength(2);
  });

  it("keeps the old catalog while the new one is incomplete", async () => {
    await shop.open();
    await shop.serve({ name: "Newer shop", items: testItems(COUNT).reverse() });
    for (const path of shop.server.files.keys()) {
      if (path.includes("items-")) shop.server.files.delete(path);
    }
    const engine = await shop.open();
    expect(engine.info.catalog).toMatchObject({ name: "Test shop", source: "offline" });
    await shop.serve({ name: "Newer shop" });
    expect((await shop.open()).info.catalog).toMatchObject({
      name: "Newer shop",
      source: "network",
    });
  });

  it.each<[string, (path: string) => void]>([
    ["a damaged file", (path) => shop.server.files.set(path, new Uint8Array(100))],
    [
      "a login page for a manifest",
      () =>
        shop.server.files.set(
          "/catalog/manifest.json",
          new TextEncoder().encode("<!doctype html>"),
        ),
    ],
  ])("keeps the old catalog, and says so, if the new one has %s", async (_, spoil) => {
    await shop.open();
    await shop.serve({ name: "Newer shop", items: testItems(COUNT).reverse() });
    spoil([...shop.server.files.keys()].find((path) => path.includes("items-"))!);
    // Planning it says nothing else.
    const asked = {
      catalog: shop.server.url("/catalog/"),
      device: "auto",
      modalities: [],
    } as const;
    expect((await planCatalog(asked, shop.platform)).catalog.bytes).toBeGreaterThan(0);
    const { catalog } = (await shop.open()).info;
    expect(catalog).toMatchObject({ name: "Test shop", source: "offline" });
    expect(catalog.problem).toMatch(/^Expected/);
    await shop.serve({ name: "Newer shop" });
    expect((await shop.open()).info.catalog).not.toHaveProperty("problem");
  });

  it("fetches only what is new in an update, while an engine that is open goes on", async () => {
    await shop.serve({ fingerprints: new Uint8Array(COUNT * 8).fill(1) });
    const before = new Map(
      [...shop.server.files]
        .filter(([path]) => path.startsWith("/catalog/"))
        .map(([path, bytes]) => [path.slice(9), bytes]),
    );
    const old = await shop.open();
    const previous = await openFiles(before);
    const items = shop.source.items
      .slice(1)
      .map((item) => (item.id === "p4" ? { ...item, price: 4 } : item));
    const added = { ...shop.source.items[0]!, id: "new" };
    const { dim } = shop.source.encoder;
    const { files } = await updateCatalog(previous, async ({ path }) => before.get(path)!, {
      ...shop.source,
      items: [...items, added],
      fingerprints: new Uint8Array(COUNT * 8).fill(1),
      kept: [...items.map(() => 0), -1],
      vectors: shop.source.vectors.subarray(0, dim),
    });
    for (const { path, bytes } of files) shop.server.files.set(`/catalog/${path}`, bytes);
    shop.server.requests.length = 0;
    const next = await shop.open();
    expect(shop.server.requests.sort()).toEqual(
      files
        .filter(({ reused }) => !reused)
        .map(({ path }) => `/catalog/${path}`)
        .sort(),
    );
    expect(next.info.catalog).toMatchObject({ items: COUNT, source: "network" });
    const hits = (engine: Engine) => engine.query({ image: picture(0) }, { limit: 1 });
    expect(ids(await hits(next))).toEqual(["new"]);
    expect(ids(await hits(old))).toEqual(["p0"]);
    expect(await next.item("p0")).toBeUndefined();
    expect((await next.item("p4"))!.price).toBe(4);
    expect((await next.browse({ where: { price: 4 } })).total).toBe(1);
    expect((await next.browse({ limit: 1000 })).total).toBe(COUNT);
    await expect(next.query({ like: "p0" })).rejects.toThrow(code("item-unknown"));
    expect((await old.item("p4"))!.price).toBe(14);
  });

  it("refuses a damaged segment", async () => {
    const path = [...shop.server.files.keys()].find((name) => name.includes("index-"))!;
    const bytes = shop.server.files.get(path)!.slice();
    bytes[500]! ^= 1;
    shop.server.files.set(path, bytes);
    await expect(shop.open()).rejects.toThrow(code("integrity"));
  });

  it("refuses anything but a catalog", async () => {
    shop.server.files.set("/catalog/manifest.json", new TextEncoder().encode("<!doctype html>"));
    await expect(shop.open()).rejects.toThrow(code("catalog-invalid"));
  });

  it("can be aborted", async () => {
    shop.server.silent.add("/catalog/manifest.json");
    const controller = new AbortController();
    const opening = shop.open({ signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toThrow(abort);
  });
});
