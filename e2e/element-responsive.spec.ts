import { readFileSync } from "node:fs";
import { type Page, test as playwright } from "@playwright/test";
import sharp from "sharp";
import { expect, test, Widget } from "./widget.ts";

/** What browsers call a long task, in milliseconds. */
const LONG = 50;

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Of the thread's own work, without waiting for a processor, in microseconds as all times here. */
  tdur?: number;
  args?: { name?: string; data?: { isMainFrame?: boolean } };
}

interface Task {
  /** Since the beginning of the trace. */
  startMs: number;
  cpuMs: number;
  /** What took most of it. */
  inside: string[];
}

/** Ids of the demo shop's products, of which there are pictures by these names. */
function products(): string[] {
  const [, ...rows] = readFileSync("public/demo/products.csv", "utf8").trim().split("\n");
  return rows.map((row) => row.slice(0, row.indexOf(",")));
}

/** A photo as phones take them, of a product of the demo shop. */
async function writePhoto(id: string, file: string): Promise<void> {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 12 };
  const [width, height] = [4032, 3024];
  const grain = await sharp({
    create: { width: 1008, height: 756, channels: 3, background: "#808080", noise },
  })
    .resize(width, height, { kernel: "nearest" })
    .png()
    .toBuffer();
  await sharp(`public/demo/images/${id}.webp`)
    .resize(width, height, { fit: "contain", background: "#eee" })
    .composite([{ input: grain, blend: "soft-light" }])
    .jpeg({ quality: 85 })
    .toFile(file);
}

/**
 * Tasks of the page's thread that are long by the processor's time. By the clock they would be long on any
 * busy machine; what the test itself asks of the page is left out.
 */
async function longTasks(page: Page, run: () => Promise<void>): Promise<Task[]> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, {
    categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink"],
  });
  await run();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as {
    traceEvents: TraceEvent[];
  };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}.${tid}`;
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(threadOf),
  );
  const events = traceEvents.filter((event) => event.ph === "X" && threads.has(threadOf(event)));
  const tasks = events.filter(({ name }) => name === "RunTask");
  // Where nothing was recorded, nothing has been shown.
  expect(tasks.length).toBeGreaterThan(100);
  const start = Math.min(...tasks.map(({ ts }) => ts));
  return tasks
    .filter(({ tdur = 0 }) => tdur > LONG * 1000)
    .map((task) => {
      const inside = events.filter(
        (event) =>
          event !== task &&
          threadOf(event) === threadOf(task) &&
          event.ts >= task.ts &&
          event.ts + (event.dur ?? 0) <= task.ts + (task.dur ?? 0),
      );
      const isOurs = !JSON.stringify(inside).includes("blink.mojom.DevToolsSession");
      return { task, inside, isOurs };
    })
    .filter(({ isOurs }) => isOurs)
    .map(({ task, inside }) => ({
      startMs: Math.round((task.ts - start) / 1000),
      cpuMs: Math.round(task.tdur! / 1000),
      inside: inside
        .sort((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0))
        .slice(0, 5)
        .map(({ name, tdur = 0, args }) => {
          const what = name === "Receive mojo message" ? ` ${JSON.stringify(args)}` : "";
          return `${name}${what} ${Math.round(tdur / 1000)} ms`;
        }),
    }));
}

test("keeps the page's thread free while it encodes photos of 12 megapixels, cold and warm", async ({
  shop,
}, testInfo) => {
  const names = ["cold", "warm"] as const;
  const files = names.map((name) => testInfo.outputPath(`${name}.jpg`));
  const ids = products();
  await Promise.all(files.map((file, i) => writePhoto(ids[i]!, file)));
  await shop.evaluate(() => add());
  const widget = new Widget(shop);
  await expect(widget.part("heading")).toBeVisible();
  const answers = () =>
    shop.evaluate(
      () => events.filter(({ type, detail }) => type === "vs-results" && detail.hits).length,
    );
  const tasks = await longTasks(shop, async () => {
    for (const [i, name] of names.entries()) {
      await playwright.step(name, async () => {
        await widget.choosePhoto(files[i]!);
        if (name === "cold") await widget.accept();
        await expect.poll(answers, { timeout: 120_000 }).toBe(i + 1);
        await widget.waitFor("ready");
        await expect(widget.cards.first()).toHaveAttribute("data-id", ids[i]!);
      });
    }
  });
  expect(tasks).toEqual([]);
});
