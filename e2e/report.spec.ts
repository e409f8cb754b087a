/** That the report of a build can be read from a disk, without a network, on any screen. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { reportPage } from "../src/build/report/page/page.ts";
import { albumOf, emptyReport, fullReport } from "../src/build/report/page/report.testing.ts";

const FOLDER = resolve(".cache/report");
/** Ordinary, with a word that no line has room for, and some that look like markup. */
const TEXT = `Ankle boot <b>& "co" ${"extraordinarily".repeat(9)} ボーダーのワンピース`;

/**
 * The contact sheet, four findings, one for each file that two products or many have, five of each group that
 * looks alike.
 */
const PICTURES = 48 + 4 * 12 + 2 * 12 + 12 * 5;

const PAGES = {
  full: reportPage(fullReport(TEXT), albumOf(TEXT)),
  failed: reportPage(emptyReport()),
};
const SCREENS = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };

test.beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, page] of Object.entries(PAGES)) writeFileSync(fileOf(name), page);
});

function fileOf(name: string): string {
  // A folder for each worker, as each writes it.
  return join(FOLDER, `${name}-${process.pid}.html`);
}

for (const name of Object.keys(PAGES)) {
  for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`the ${name} report, ${screen}, ${colorScheme}`, async ({ browser }) => {
        const context = await browser.newContext({ viewport, colorScheme, offline: true });
        const page = await context.newPage();
        const said: string[] = [];
        const requested: string[] = [];
        page.on("console", (message) => said.push(message.text()));
        page.on("pageerror", (error) => said.push(error.message));
        page.on("request", (request) => requested.push(request.url()));
        const url = pathToFileURL(fileOf(name)).href;
        await page.goto(url);
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
        });

        expect(await page.evaluate(findOverflow)).toEqual([]);
        expect(await page.evaluate(findFaint)).toEqual([]);
        const images = page.locator("img");
        expect(await images.count()).toBe(name === "full" ? PICTURES : 0);
        const broken = await images.evaluateAll(async (all) => {
          const decoded = await Promise.allSettled(
            (all as HTMLImageElement[]).map((image) => image.decode()),
          );
          return decoded.filter(({ status }) => status === "rejected").length;
        });
        expect(broken).toBe(0);
        expect(said).toEqual([]);
        expect(requested.filter((one) => one !== url && !one.startsWith("data:"))).toEqual([]);
        await context.close();
      });
    }
  }
}

/** Elements that reach beyond the page, and texts beyond the box that they are in. */
function findOverflow(): string[] {
  const found = new Set<string>();
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`the page: ${scrollWidth} of ${clientWidth}`);
  const nameOf = (element: Element) =>
    `${element.tagName}.${element.getAttribute("class")} "${element.textContent?.slice(0, 40)}"`;
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(".hidden, .skip, svg")) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0) continue;
    if (box.left < -0.5 || box.right > clientWidth + 0.5) found.add(`outside: ${nameOf(element)}`);
    const frame = element.parentElement?.closest(
      ".card, .group, .tiles > div, td, th, li, section",
    );
    const around = frame?.getBoundingClientRect();
    if (around && (box.left < around.left - 0.5 || box.right > around.right + 0.5)) {
      found.add(`out of its box: ${nameOf(element)}`);
    }
  }
  return [...found];
}

/** Texts whose contrast to what is behind them is below that of WCAG 2.2 AA, 4.5; of plots, 3. */
function findFaint(): string[] {
  const found = new Set<string>();
  type Colour = [number, number, number, number];
  const parse = (text: string): Colour => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b, a];
  };
  const luminance = ([r, g, b]: Colour) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a: Colour, b: Colour) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element: Element | null): Colour => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  };
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const isPlot = element.matches("rect:not(.track)");
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== "",
    );
    if (!isPlot && (!hasText || element.closest("svg"))) continue;
    const value = contrast(parse(isPlot ? style.fill : style.color), behind(element));
    if (value >= (isPlot ? 3 : 4.5)) continue;
    found.add(`${value.toFixed(2)} ${element.tagName}.${element.getAttribute("class")}`);
  }
  return [...found];
}
