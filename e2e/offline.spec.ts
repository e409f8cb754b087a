/** Visits after the first one: from the device alone, without a network, and with corrupted bytes. */
import { expect, manifest, segmentPath, test, visit } from "./fixtures.ts";

const load = async () => {
  await openSearch();
  await search.prefetch("image");
  await search.prefetch("text");
};

test("second visit: everything comes from the device, and only the manifest is requested", async ({
  bare,
  site,
  context,
}) => {
  await bare.evaluate(load);
  await bare.close();
  site.requests.length = 0;
  const second = await context.newPage();
  await visit(second, site);
  const { info, stored } = await second.evaluate(async () => {
    const stored: Record<string, boolean> = {};
    await openSearch({
      onProgress: ({ phase, storedBytes, totalBytes }) => {
        stored[phase] = storedBytes === totalBytes;
      },
    });
    await search.prefetch("image");
    await search.prefetch("text");
    return { info: search.info, stored };
  });
  expect(stored).toEqual({
    catalog: true,
    runtime: true,
    "image-encoder": true,
    "text-encoder": true,
  });
  expect(info.catalog.source).toBe("stored");
  const asked = site.requests
    .map(({ path }) => path)
    .filter((path) => !/\.(html|m?js)$|\/$/.test(path));
  expect(asked).toEqual(["/shop/catalog/manifest.json"]);
});

test("second visit without a network: photo and text queries work", async ({
  bare,
  site,
  context,
}) => {
  await bare.evaluate(load);
  await bare.close();
  await site.stop();
  const offline = await context.newPage();
  await visit(offline, site);
  const { text, image, info } = await offline.evaluate(async () => {
    await openSearch();
    const text = await search.query({ text: "a blue shirt" }, { limit: 5 });
    const canvas = new OffscreenCanvas(80, 80);
    canvas.getContext("2d")!.fillRect(10, 10, 60, 60);
    const image = await search.query({ image: await canvas.convertToBlob() }, { limit: 5 });
    return { text, image, info: search.info };
  });
  expect(text).toHaveLength(5);
  expect(image).toHaveLength(5);
  expect(info.catalog).toMatchObject({ source: "offline", items: manifest().items });
});

test("refuses a corrupted catalog byte, and gets the right bytes on retry", async ({
  bare,
  site,
}) => {
  for (const kind of ["index", "data", "facets"] as const) {
    const path = segmentPath(kind);
    site.spoil(path, (body) => {
      const changed = Uint8Array.from(body);
      changed[Math.floor(changed.length / 2)]! ^= 4;
      return { body: changed };
    });
    const refused = await bare.evaluate(() => outcome(openSearch()));
    expect(refused).toMatchObject({ name: "VisualSearchError", code: "integrity", typed: true });
    site.spoil(path);
    const opened = await bare.evaluate(() => outcome(openSearch()));
    expect(opened.code).toBeUndefined();
    // Forget it, so that the next kind is fetched again.
    await bare.evaluate(() => {
      search.close();
      return new Promise((resolve) => {
        indexedDB.deleteDatabase("vitrine").onsuccess = resolve;
      });
    });
  }
});

test("tells a truncated file from a missing one", async ({ bare, site }) => {
  site.spoil(segmentPath("index"), (body) => ({ body: body.subarray(0, 1000) }));
  expect(await bare.evaluate(() => outcome(openSearch()))).toMatchObject({ code: "integrity" });
  site.spoil(segmentPath("index"), () => ({ status: 404 }));
  expect(await bare.evaluate(() => outcome(openSearch()))).toMatchObject({ code: "network" });
  site.spoil(segmentPath("index"), () => "drop");
  expect(await bare.evaluate(() => outcome(openSearch()))).toMatchObject({ code: "network" });
});

test("notices a corrupted stored byte and fetches the file again", async ({ bare, site }) => {
  const before = await bare.evaluate(async () => {
    await openSearch();
    const hits = await search.query({ text: "striped shirt" }, { limit: 10 });
    search.close();
    return hits.map(({ id, score }) => [id, score]);
  });
  const { sha256 } = manifest().segments[0].index.image;
  await bare.evaluate(async (sha256) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = reject;
      });
    const db = await done(indexedDB.open("vitrine"));
    const files = () => db.transaction("files", "readwrite").objectStore("files");
    const record = await done(files().get(sha256));
    const bytes = new Uint8Array(await record.blob.arrayBuffer());
    bytes[3000]! ^= 1;
    await done(files().put({ ...record, blob: new Blob([bytes]) }, sha256));
    db.close();
  }, sha256);
  site.requests.length = 0;
  const after = await bare.evaluate(async () => {
    await openSearch();
    return (await search.query({ text: "striped shirt" }, { limit: 10 })).map(({ id, score }) => [
      id,
      score,
    ]);
  });
  expect(after).toEqual(before);
  expect(site.requests.map(({ path }) => path)).toContain(segmentPath("index"));
  expect(site.requests.map(({ path }) => path)).not.toContain(segmentPath("data"));
});
