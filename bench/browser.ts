/** Runs parts of a bench in a page of headless Chromium, and sums up times. */
import { chromium, type Page } from "@playwright/test";
import { Site, type SiteOptions } from "../e2e/site.ts";
import { launchOptions } from "../scripts/browser.ts";

/** Runs `task` on a page of a local site, in a fresh headless Chromium. */
export async function withPage<T>(
  folders: SiteOptions["folders"],
  task: (page: Page, site: Site) => Promise<T>,
): Promise<T> {
  const site = await Site.start({ folders: { "/": "e2e/pages", "/dist/": "dist", ...folders } });
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    // The TypeScript runner marks functions with a helper that pages do not have.
    await page.addInitScript("globalThis.__name = (value) => value");
    await page.goto(`${site.origin}/`);
    await page.waitForFunction(() => "outcome" in globalThis);
    return await task(page, site);
  } finally {
    await browser.close();
    await site.stop();
  }
}

type Methods = Record<string, (...args: never[]) => unknown>;

/** Calls a function of the page's script, which has put its functions on the page as `bench`. */
export type Api<T extends Methods> = <N extends keyof T & string>(
  name: N,
  ...args: Parameters<T[N]>
) => Promise<Awaited<ReturnType<T[N]>>>;

export function apiOf<T extends Methods>(page: Page): Api<T> {
  return ((name, ...args) =>
    page.evaluate(
      ([name, args]) => {
        const { bench } = globalThis as unknown as {
          bench: Record<string, (...args: unknown[]) => unknown>;
        };
        return bench[name]!(...args);
      },
      [name, args as unknown[]] as const,
    )) as Api<T>;
}

/** The value below which a share `p` (0 to 1) of the numbers lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}

/**
 * The median of times that a coarse clock gave, in steps of 5 microseconds in Chromium: between the middles of two
 * steps, as for grouped data, where `percentile` could only give one of the steps.
 */
export function groupedMedian(times: readonly number[], step = 0.005): number {
  const middle = percentile(times, 0.5);
  const below = times.filter((time) => time < middle - step / 2).length;
  const at = times.filter((time) => Math.abs(time - middle) <= step / 2).length;
  return middle - step / 2 + (step * (times.length / 2 - below)) / at;
}

export const round = (value: number, digits = 3): number => Number(value.toFixed(digits));
