import { readFileSync } from "node:fs";
import sharp from "sharp";
import { expect, test, Widget } from "./widget.ts";

/** What browsers call a long task, in milliseconds. */
const LONG = 50;

/** Ids of the demo shop's products, of which there are pictures by these names. */
function products(): string[] {
  const [, ...rows] = readFileSync("public/demo/products.csv", "utf8").trim().split("\n");
  return rows.map((row) => row.slice(0, row.indexOf(",")));
}

/** A photo as phones take them, of a product of the demo shop. */
async function photo(id: string): Promise<Buffer> {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 12 };
  const [width, height] = [4032, 3024];
  const grain = await sharp({
    create: { width: 1008, height: 756, channels: 3, background: "#808080", noise },
  })
    .resize(width, height, { kernel: "nearest" })
    .png()
    .toBuffer();
  return sharp(`public/demo/images/${id}.webp`)
    .resize(width, height, { fit: "contain", background: "#eee" })
    .composite([{ input: grain, blend: "soft-light" }])
    .jpeg({ quality: 85 })
    .toBuffer();
}

test("keeps the page's thread free while it encodes photos of 12 megapixels, cold and warm", async ({
  shop,
}, testInfo) => {
  const [first, second] = products();
  const [cold, warm] = await Promise.all([photo(first!), photo(second!)]);
  await shop.evaluate(() => add());
  const widget = new Widget(shop);
  await expect(widget.part("heading")).toBeVisible();
  await shop.evaluate(() => {
    const tasks: { start: number; milliseconds: number }[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        tasks.push({ start: startTime, milliseconds: duration });
      }
    }).observe({ type: "longtask" });
  });
  const answers = () =>
    shop.evaluate(() => events.filter(({ type, detail }) => type === "vs-results" && detail.hits));
  const report: Record<string, unknown> = {};
  for (const [name, buffer] of Object.entries({ cold, warm })) {
    const before = (await answers()).length;
    await shop.evaluate(() => tasks.splice(0));
    const start = await shop.evaluate(() => performance.now());
    await widget.choosePhoto({ name: `${name}.jpg`, mimeType: "image/jpeg", buffer });
    if (name === "cold") await widget.accept();
    await expect.poll(async () => (await answers()).length, { timeout: 120_000 }).toBe(before + 1);
    await widget.waitFor("ready");
    const milliseconds = await shop.evaluate((from) => performance.now() - from, start);
    // The observer is told of a task after it.
    await shop.waitForTimeout(200);
    report[name] = { milliseconds, tasks: await shop.evaluate(() => tasks) };
  }
  await testInfo.attach("tasks", { body: JSON.stringify(report), contentType: "application/json" });
  // Whatever was long, and when: a number by itself would explain nothing.
  const long = Object.entries(report).flatMap(([name, { tasks }]: [string, any]) =>
    tasks.filter((task: any) => task.milliseconds > LONG).map((task: any) => ({ name, ...task })),
  );
  expect(long).toEqual([]);
});

declare global {
  var tasks: { start: number; milliseconds: number }[];
}
