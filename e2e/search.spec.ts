/** A first visit with the bare API: opening, loading encoders, and each kind of query. */
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { expect, manifest, test } from "./fixtures.ts";

test("first visit: opens the catalog with byte progress and loads encoders only when needed", async ({
  bare,
  site,
}) => {
  const { last, info } = await bare.evaluate(async () => {
    const last: Record<string, any> = {};
    await openSearch({
      onProgress: (progress) => {
        last[progress.phase] = progress;
      },
    });
    return { last, info: search.info };
  });
  const { items, segments, concepts, pairs } = manifest();
  const [{ index, data, facets }] = segments;
  const bytes = index.image.bytes + data.bytes + facets.bytes + concepts.bytes + pairs.bytes;
  const whole = { phase: "catalog", loadedBytes: bytes, totalBytes: bytes, storedBytes: 0 };
  expect(last).toEqual({ catalog: { ...whole, bytesPerSecond: expect.any(Number) } });
  expect(info.catalog).toMatchObject({ items, bytes, source: "network" });
  expect(info.encoders).toEqual({ image: "idle", text: "idle" });
  expect(info.storage).toBe("indexeddb");
  expect(site.requests.filter(({ path }) => path.startsWith("/models/"))).toEqual([]);
});

test("finds products by image, text, both, filters, like and browse without any request", async ({
  bare,
  site,
}) => {
  await bare.evaluate(async () => {
    await openSearch();
    await search.prefetch("image");
    await search.prefetch("text");
  });
  const info = await bare.evaluate(() => search.info);
  expect(info).toMatchObject({ device: "wasm", encoders: { image: "ready", text: "ready" } });
  expect(info.threads).toBeGreaterThanOrEqual(1);

  const photos = await bare.evaluate(async () => {
    const { items } = await search.browse({ limit: 1000 });
    const chosen = [items[3]!, items[200]!, items.at(-1)!];
    const blobs = await Promise.all(chosen.map(({ id }) => photo(id)));
    (globalThis as any).blobs = blobs;
    return chosen.map(({ id, category }) => ({ id, category }));
  });

  const before = site.requests.length;
  const found = await bare.evaluate(async () => {
    const blobs: Blob[] = (globalThis as any).blobs;
    const byImage = [];
    for (const image of blobs) byImage.push(await search.query({ image }, { limit: 5 }));
    const byText = await search.query({ text: "a photo of a watch" }, { limit: 10 });
    const byBoth = await search.query({ image: blobs[0]!, text: "in green" }, { limit: 10 });
    const away = await search.query({ image: blobs[0]!, not: "striped" }, { limit: 10 });
    const filtered = await search.query(
      { text: "dress" },
      { limit: 50, where: { category: "dress", price: { max: 80 } } },
    );
    const liked = byText[0]!.id;
    const like = await search.query({ like: liked }, { limit: 5 });
    const region = await search.query(
      { image: blobs[0]!, region: { x: 0.2, y: 0.2, width: 0.6, height: 0.6 } },
      { limit: 5 },
    );
    const page = await search.browse({ limit: 7, where: { category: ["dress", "skirt"] } });
    const embedding = await search.embed(blobs[0]!);
    return { byImage, byText, byBoth, away, filtered, liked, like, region, page, embedding };
  });
  expect(site.requests.slice(before)).toEqual([]);
  expect(await bare.evaluate(() => violations)).toEqual([]);
  expect(site.requests.every(({ method, bodyBytes }) => method === "GET" && bodyBytes === 0)).toBe(
    true,
  );

  photos.forEach(({ id }, i) => {
    expect(found.byImage[i]![0]!.id).toBe(id);
    expect(found.byImage[i]![0]!.score).toBeGreaterThan(0.99);
  });
  const watches = found.byText.filter(({ item }) => item.category === "watch");
  expect(watches.length).toBeGreaterThanOrEqual(8);
  for (const hits of [found.byBoth, found.away, found.region])
    expect(hits.length).toBeGreaterThan(4);
  expect(found.byBoth).not.toEqual(found.byImage[0]);
  expect(found.filtered.length).toBeGreaterThan(0);
  for (const { item } of found.filtered) {
    expect(item.category).toBe("dress");
    expect(item.price).toBeLessThanOrEqual(80);
  }
  for (const hits of [found.byText, found.filtered]) {
    expect(hits.map(({ score }) => score)).toEqual(
      hits.map(({ score }) => score).sort((a, b) => b - a),
    );
  }
  expect(found.like.map(({ id }) => id)).not.toContain(found.liked);
  expect(found.page.items).toHaveLength(7);
  expect(found.page.total).toBeGreaterThan(7);
  expect(Object.values(found.embedding)).toHaveLength(256);
});

test("finds the same hits for every kind of image source, which stays the caller's", async ({
  bare,
}) => {
  const results = await bare.evaluate(async () => {
    await openSearch();
    const { items } = await search.browse({ limit: 1, offset: 42 });
    const blob = await photo(items[0]!.id);
    const bitmap = await createImageBitmap(blob);
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const context = canvas.getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height);
    offscreen.getContext("2d")!.drawImage(bitmap, 0, 0);
    const element = new Image();
    element.src = `/shop/images/${items[0]!.id}.webp`;
    const sources = {
      blob,
      file: new File([blob], "photo.webp", { type: blob.type }),
      bitmap,
      imageData: context.getImageData(0, 0, canvas.width, canvas.height),
      canvas,
      offscreen,
      element,
    };
    const results: Record<string, [string, number][]> = {};
    for (const [name, image] of Object.entries(sources)) {
      const hits = await search.query({ image }, { limit: 5 });
      results[name] = hits.map(({ id, score }) => [id, score]);
    }
    return { results, stillThere: bitmap.width > 0 };
  });
  expect(results.stillThere).toBe(true);
  const { blob, ...others } = results.results;
  for (const [name, hits] of Object.entries(others)) {
    // Further ones may change places where they score alike.
    expect(hits[0]![0], name).toBe(blob![0]![0]);
    expect(hits, name).toHaveLength(5);
    hits.forEach(([, score], i) => {
      // Pictures are scaled down as they are read, ImageData is not.
      expect(score, name).toBeCloseTo(blob![i]![1], 2);
    });
  }
});

test("honours EXIF orientation and puts transparency on white", async ({ bare }) => {
  const id = readFileSync("public/demo/products.csv", "utf8").split("\n")[30]!.split(",")[0]!;
  const upright = await sharp(`public/demo/images/${id}.webp`).png().toBuffer();
  // Lying on its side, with the note to turn it upright.
  const turned = await sharp(upright)
    .rotate(-90)
    .jpeg({ quality: 95 })
    .withMetadata({ orientation: 6 });
  const { width, height } = await sharp(upright).metadata();
  const half = Math.floor(width! / 2);
  const leftHalf = await sharp(upright).extract({ left: 0, top: 0, width: half, height: height! });
  const canvas = { width: width!, height: height!, channels: 4 as const };
  const clear = await sharp({ create: { ...canvas, background: "#0000" } })
    .composite([{ input: await leftHalf.toBuffer(), left: 0, top: 0 }])
    .png()
    .toBuffer();
  const white = await sharp(clear).flatten({ background: "#fff" }).png().toBuffer();
  const images = [upright, await turned.toBuffer(), clear, white].map((image) =>
    image.toString("base64"),
  );
  const vectors = await bare.evaluate(async (images) => {
    await openSearch();
    const vectors = [];
    for (const image of images) {
      const bytes = Uint8Array.from(atob(image), (char) => char.charCodeAt(0));
      vectors.push([...(await search.embed(new Blob([bytes])))]);
    }
    return vectors;
  }, images);
  const cosine = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const [plain, fromTurned, fromClear, fromWhite] = vectors as [
    number[],
    number[],
    number[],
    number[],
  ];
  expect(cosine(plain, fromTurned)).toBeGreaterThan(0.99);
  expect(cosine(fromClear, fromWhite)).toBeGreaterThan(0.9999);
  expect(cosine(plain, fromClear)).toBeLessThan(0.98);
});

test("searches on one thread without isolation, and says why", async ({ page, site }) => {
  await site.stop();
  const { Site } = await import("./site.ts");
  const plain = await Site.start({
    folders: {
      "/": "e2e/pages",
      "/dist/": "dist",
      "/shop/": "public/demo",
      "/models/": "public/models",
    },
    headers: {
      "Cross-Origin-Opener-Policy": "unsafe-none",
      "Cross-Origin-Embedder-Policy": "unsafe-none",
    },
  });
  await page.goto(`${plain.origin}/`);
  await page.waitForFunction(() => "outcome" in globalThis);
  const info = await page.evaluate(async () => {
    await openSearch();
    await search.query({ text: "boots" });
    return search.info;
  });
  expect(info.threads).toBe(1);
  expect(info.reason).toContain("not cross-origin isolated");
  await plain.stop();
});
