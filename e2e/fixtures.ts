/** The fixtures that all browser tests share: a server of the test's own and a bare page. */
import { readFileSync } from "node:fs";
import { test as base, expect, type Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { Site } from "./site.ts";

export { expect };

export interface Product {
  id: string;
  category: string;
}

/** The rows of the demo shop's feed, by its columns. */
export const feedRows = (): Record<string, string>[] =>
  parse(readFileSync("public/demo/products.csv", "utf8"), { columns: true });

/** The demo shop's products, as its catalog gives them in order. */
export function manifest(): {
  items: number;
  segments: any[];
  concepts: any;
  pairs: any;
  encoder: { files: any[] };
} {
  return JSON.parse(readFileSync("public/demo/catalog/manifest.json", "utf8"));
}

export const segmentPath = (kind: "index" | "data" | "facets"): string => {
  const [segment] = manifest().segments;
  return `/shop/catalog/${kind === "index" ? segment.index.image.path : segment[kind].path}`;
};

/** A server of the packed files, the demo shop and its model. */
export const startSite = (): Promise<Site> =>
  Site.start({
    folders: {
      "/": "e2e/pages",
      "/dist/": "dist",
      "/shop/": "public/demo",
      "/models/": "public/models",
      "/hostile/": ".cache/hostile-shop/catalog",
    },
  });

export const test = base.extend<{ site: Site; bare: Page }>({
  /** A server of the test's own. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  site: async ({}, use) => {
    const site = await startSite();
    await use(site);
    await site.stop();
  },
  /** A page without a bundler, on which `openSearch`, `search`, `outcome` and `photo` are globals. */
  bare: async ({ page, site }, use) => {
    await visit(page, site);
    await use(page);
  },
});

/** Loads the bare page, from the HTTP cache where it is there. */
export async function visit(page: Page, site: Site): Promise<void> {
  await page.goto(`${site.origin}/`);
  await page.waitForFunction(() => "outcome" in globalThis);
}
