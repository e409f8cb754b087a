/** Many queries: superseded ones, repeated files, and memory after two hundred. */
import { launchOptions } from "../scripts/browser.ts";
import { expect, test } from "./fixtures.ts";

const { args = [], ...launch } = launchOptions();

// Otherwise Chromium measures memory when it sees fit.
const MEASURED = "--enable-blink-features=ForceEagerMeasureMemory";
test.use({ launchOptions: { ...launch, args: [...args, MEASURED] } });

test("a newer query of the same name supersedes an older one", async ({ bare }) => {
  const outcomes = await bare.evaluate(async () => {
    await openSearch();
    const of = (text: string, supersede?: string) =>
      outcome(search.query({ text }, { limit: 1, ...(supersede && { supersede }) }));
    const other = of("hat");
    const first = of("boots", "box");
    const second = of("red boots", "box");
    const third = of("red rubber boots", "box");
    return Promise.all([other, first, second, third]);
  });
  expect(outcomes[0]!.value).toHaveLength(1);
  expect(outcomes[1]).toMatchObject({ name: "AbortError" });
  expect(outcomes[2]).toMatchObject({ name: "AbortError" });
  expect(outcomes[3]!.value).toHaveLength(1);
});

test("encodes the same file once", async ({ bare }) => {
  const reused = await bare.evaluate(async () => {
    await openSearch();
    const { items } = await search.browse({ limit: 1 });
    const image = await photo(items[0]!.id);
    const reused: number[] = [];
    for (const source of [image, image, await photo(items[0]!.id)]) {
      await search.query({ image: source });
      reused.push(search.info.lastQuery!.reused);
    }
    return reused;
  });
  expect(reused).toEqual([0, 1, 0]);
});

test("keeps memory within 5 % over 200 queries", async ({ bare }) => {
  test.slow();
  const bytes = await bare.evaluate(async () => {
    await openSearch();
    const { items } = await search.browse({ limit: 100 });
    const images = await Promise.all(items.map(({ id }) => photo(id)));
    const measure = async () =>
      (
        await (
          performance as unknown as {
            measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
          }
        ).measureUserAgentSpecificMemory()
      ).bytes;
    const run = async (count: number) => {
      for (let i = 0; i < count; i++) {
        // A Blob of its own each time, so that every one is encoded.
        const image = new Blob([images[i % images.length]!]);
        await search.query({ image, text: `number ${i}` }, { limit: 5 });
      }
    };
    await run(40);
    const before = await measure();
    await run(200);
    return { before, after: await measure() };
  });
  process.stdout.write(`  memory: ${bytes.before} before, ${bytes.after} after 200 queries\n`);
  expect(bytes.after).toBeLessThan(bytes.before * 1.05);
});
