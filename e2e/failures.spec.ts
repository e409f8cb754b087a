/** What an open search does when its worker, runtime, model or catalog fails. */
import { expect, test } from "./fixtures.ts";

test("reports a worker that does not load instead of hanging", async ({ bare, site }) => {
  site.spoil("/dist/worker.js", () => ({ status: 404 }));
  expect(await bare.evaluate(() => outcome(openSearch()))).toMatchObject({
    name: "VisualSearchError",
    code: "worker-failed",
    typed: true,
  });
});

test("reports a worker that is not a script instead of hanging", async ({ bare, site }) => {
  site.spoil("/dist/worker.js", () => ({ body: new TextEncoder().encode("<!doctype html>") }));
  const { code } = await bare.evaluate(() => outcome(openSearch()));
  expect(["worker-failed", "worker-died"]).toContain(code);
});

test("rejects current and later calls when the worker dies silently", async ({ bare }) => {
  const outcomes = await bare.evaluate(async () => {
    const workers: Worker[] = [];
    const Original = Worker;
    globalThis.Worker = class extends Original {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
      }
    };
    await openSearch();
    const underWay = outcome(search.query({ text: "a red dress" }));
    workers[0]!.terminate();
    const ended = outcome(search.ended.then((reason) => Promise.reject(reason)));
    return [await underWay, await outcome(search.query({ text: "another" })), await ended];
  });
  for (const result of outcomes) expect(result).toMatchObject({ code: "worker-died", typed: true });
});

test("reports a runtime that does not load, and the next query tries again", async ({
  bare,
  site,
}) => {
  const wasm = "/dist/ort-wasm-simd-threaded.wasm";
  const hat = () => bare.evaluate(() => outcome(search.query({ text: "hat" }, { limit: 3 })));
  await bare.evaluate(() => openSearch());
  site.spoil(wasm, () => ({ status: 404 }));
  expect(await hat()).toMatchObject({ code: "network", typed: true });
  site.spoil(wasm, (body) => ({ body: Uint8Array.from(body).fill(0, 5_000_000, 5_000_001) }));
  expect(await hat()).toMatchObject({ code: "integrity", typed: true });
  site.spoil(wasm);
  expect((await hat()).value).toHaveLength(3);
});

test("refuses a model other than the catalog's", async ({ bare, site }) => {
  site.spoil("/models/starter/preprocessor_config.json", (body) => ({
    body: new TextEncoder().encode(new TextDecoder().decode(body).replace("0.48145466", "0.5")),
  }));
  const refused = await bare.evaluate(async () => {
    await openSearch();
    const refused = await outcome(search.query({ text: "hat" }));
    const [item] = (await search.browse({ limit: 1 })).items;
    // What needs no encoder goes on working.
    return { refused, like: (await search.query({ like: item!.id }, { limit: 3 })).length };
  });
  expect(refused.refused).toMatchObject({ code: "encoder-mismatch", typed: true });
  expect(refused.like).toBe(3);
});

test("rejects at once with AbortError on abort, and keeps working", async ({ bare, site }) => {
  const weights = "/models/starter/onnx/text_model_quantized.onnx";
  site.spoil(weights, () => "hang");
  const results = await bare.evaluate(async () => {
    const aborted = AbortSignal.abort();
    const opening = new AbortController();
    const openAborted = outcome(openSearch({ signal: opening.signal }));
    opening.abort();
    const beforehand = [await openAborted, await outcome(openSearch({ signal: aborted }))];
    await openSearch();
    const controller = new AbortController();
    // Hangs for ever in the download of the text encoder.
    const query = outcome(search.query({ text: "hat" }, { signal: controller.signal }));
    const start = performance.now();
    setTimeout(() => controller.abort(), 300);
    const during = await query;
    const ms = performance.now() - start;
    const never = await outcome(search.query({ text: "hat" }, { signal: aborted }));
    const reason = await outcome(
      search.query({ text: "x" }, { signal: AbortSignal.abort(new RangeError("mine")) }),
    );
    return { beforehand, during, never, reason, ms };
  });
  for (const result of [...results.beforehand, results.during, results.never]) {
    expect(result).toMatchObject({ name: "AbortError", typed: false });
  }
  expect(results.reason).toMatchObject({ name: "RangeError", message: "mine" });
  expect(results.ms).toBeLessThan(5000);

  site.spoil(weights);
  const found = await bare.evaluate(async () => {
    search.close();
    await openSearch();
    return (await search.query({ text: "hat" }, { limit: 2 })).length;
  });
  expect(found).toBe(2);
});

test("rejects current and later calls after closing", async ({ bare }) => {
  const results = await bare.evaluate(async () => {
    await openSearch();
    const underWay = outcome(search.query({ text: "hat" }));
    search.close();
    search.close();
    return [await underWay, await outcome(search.browse())];
  });
  for (const result of results) expect(result).toMatchObject({ code: "closed", typed: true });
});

test("keeps the code and advice of the worker's errors", async ({ bare }) => {
  const results = await bare.evaluate(async () => {
    await openSearch();
    const image = new Blob(["not a picture"], { type: "image/jpeg" });
    return {
      image: await outcome(search.query({ image })),
      type: await outcome(search.query({ image: "https://example.com/a.jpg" as never })),
      nothing: await outcome(search.query({})),
      id: await outcome(search.query({ like: "no such product" })),
      facet: await outcome(search.query({ text: "x" }, { where: { nonsense: "x" } })),
      limit: await outcome(search.browse({ limit: 0 })),
      catalog: await outcome(openSearch({ catalog: "/nothing/here/" })),
      url: await outcome(openSearch({ catalog: "javascript:alert(1)" })),
      device: await outcome(openSearch({ device: "gpu" as never })),
    };
  });
  const codes = Object.fromEntries(Object.entries(results).map(([name, { code }]) => [name, code]));
  expect(codes).toEqual({
    image: "unsupported-image",
    type: "unsupported-image",
    nothing: "invalid-argument",
    id: "item-unknown",
    facet: "facet-unknown",
    limit: "invalid-argument",
    catalog: "network",
    url: "invalid-argument",
    device: "invalid-argument",
  });
  for (const { message } of Object.values(results)) expect(message).toMatch(/Expected|Could not/);
});

test("is not harmed by what a shop's feed says", async ({ bare }) => {
  const item = await bare.evaluate(async () => {
    await openSearch();
    return search.item("constructor");
  });
  expect(item).toBeUndefined();
});
