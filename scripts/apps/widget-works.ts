/** What a widget has to show in a shop's app. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { Site } from "../../e2e/site.ts";

const SHOP = "public/demo";
/** Computers may be busy, and bundlers' output is not what is measured. */
const PATIENCE = { timeout: 120_000 };

/** Id of the demo shop's first product, of which there is a picture by that name. */
function firstProduct(): string {
  const [, row] = readFileSync(`${SHOP}/products.csv`, "utf8").split("\n", 2);
  return row!.slice(0, row!.indexOf(","));
}

/**
 * Drives the widget of a page through a search by text and one by photo.
 *
 * @throws Error naming what did not happen
 */
export async function expectWidgetWorks(page: Page, site: Site, path: string): Promise<void> {
  const id = firstProduct();
  const trouble: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("requestfailed", (request) => {
    // What is no longer wanted is given up, as when a picture is left behind.
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") trouble.push(`${request.url()}: ${reason}`);
  });
  // Before any script of the page's own, for a framework's first results come soon.
  await page.addInitScript(() => {
    const found: string[][] = [];
    Object.assign(globalThis, { found, failure: undefined });
    addEventListener("vs-error", (event) => {
      globalThis.failure = String((event as CustomEvent<{ error: unknown }>).detail.error);
    });
    addEventListener("vs-results", (event) => {
      const { hits } = (event as CustomEvent<{ hits?: { id: string }[] }>).detail;
      if (hits) found.push(hits.map(({ id }) => id));
    });
  });
  try {
    await page.goto(site.origin + path);
    const widget = page.locator("visual-search");
    await widget.getByRole("heading").first().waitFor(PATIENCE);
    const chooser = page.waitForEvent("filechooser", PATIENCE);
    await widget.locator("[part~=photo-button]").first().click();
    await (await chooser).setFiles(`${SHOP}/images/${id}.webp`);
    await widget.locator("[part~=accept-button]").click(PATIENCE);
    await waitForHits(page, id);
    await widget.locator(`li[data-id="${id}"]`).waitFor(PATIENCE);
    // Anew, with what the device has kept; the other half of the model is another download.
    await page.goto(site.origin + path);
    await widget.getByRole("searchbox").fill("a blue shirt");
    await widget.getByRole("searchbox").press("Enter");
    await widget.locator("[part~=accept-button]").click(PATIENCE);
    await waitForHits(page);
    await widget.locator("li[data-id]").first().waitFor(PATIENCE);
  } catch (error) {
    const requests = site.requests.map((request) => request.path).join(" ");
    throw new Error(
      `${path}: ${error instanceof Error ? error.message : error}\nConsole: ${trouble.join("\n")}\n` +
        `Requests: ${requests}`,
      { cause: error },
    );
  }
  if (trouble.length > 0) throw new Error(`${path}: on the console stands\n${trouble.join("\n")}`);
  if (page.workers().length !== 1) {
    throw new Error(`${path}: expected one worker, got ${page.workers().length}.`);
  }
}

/** Waits for an answer, and for one with this product as its first where there is one; gives up once the widget has. */
async function waitForHits(page: Page, first?: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      if (failure) throw new Error(failure);
      return found.some(([id]) => (wanted ? id === wanted : id));
    },
    first,
    PATIENCE,
  );
}

declare global {
  /** What the widget has told of as an error. */
  var failure: string | undefined;
  /** Ids of the hits of each answer, as the page has heard of them. */
  var found: string[][];
}
