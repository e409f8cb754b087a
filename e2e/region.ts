/** Drives the widget's selection of a part of the photo, for the tests of it. */
import type { Page } from "@playwright/test";
import type { Region } from "../src/lib/types.ts";
import { expect } from "./parts.ts";

interface Shown {
  width?: number;
  height?: number;
  region?: Region | null;
  detections?: { region: Region; label: string }[];
  autoSelect?: boolean;
}

export const HALF = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
export const FOUND = [
  { label: "handbag", region: { x: 0.6, y: 0.6, width: 0.3, height: 0.3 } },
  { label: "shoe", region: { x: 0.05, y: 0.7, width: 0.2, height: 0.25 } },
];

export async function show(
  page: Page,
  { width = 800, height = 600, ...rest }: Shown = {},
): Promise<void> {
  await page.evaluate(
    ({ width, height, rest }) => {
      parts.heard.length = 0;
      parts.show("visual-search-region", { image: parts.photo(width, height), ...rest });
    },
    { width, height, rest },
  );
  await expect(page.locator("canvas")).toBeVisible();
}

export const box = (page: Page) => page.getByRole("application");
export const state = (page: Page) =>
  page.evaluate(() => document.querySelector("visual-search-region")!.region);

/** A point of the photo on the screen. */
export async function at(page: Page, x: number, y: number): Promise<[number, number]> {
  const stage = (await page.locator("canvas").boundingBox())!;
  return [stage.x + x * stage.width, stage.y + y * stage.height];
}

export async function drag(
  page: Page,
  from: [number, number],
  to: [number, number],
): Promise<void> {
  await page.mouse.move(...(await at(page, ...from)));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, ...to)), { steps: 5 });
  await page.mouse.up();
}

export function expectRegion(found: Region | null, expected: Region, digits = 1.9): void {
  expect(found).not.toBeNull();
  for (const side of ["x", "y", "width", "height"] as const) {
    expect(found![side], side).toBeCloseTo(expected[side], digits);
  }
}

/** The box as it is on the screen, as fractions of the photo on the screen. */
export async function shownRegion(page: Page): Promise<Region> {
  const stage = (await page.locator("canvas").boundingBox())!;
  const shown = (await box(page).boundingBox())!;
  return {
    x: (shown.x - stage.x) / stage.width,
    y: (shown.y - stage.y) / stage.height,
    width: shown.width / stage.width,
    height: shown.height / stage.height,
  };
}
