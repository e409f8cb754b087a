/** Drives the widget as a shopper would, for the tests of it. */
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { test as base, expect as baseExpect, feedRows } from "./fixtures.ts";

/** Patient: a worker and its model start in between. */
export const expect = baseExpect.configure({ timeout: 30_000 });

const products = feedRows() as { id: string; category: string }[];
const dresses = products.filter(({ category }) => category === "dress");
const file = (id: string) => `public/demo/images/${id}.webp`;

/** A photo of the demo shop, and the product that it is of. */
export const PHOTO = { file: file(dresses[0]!.id), id: dresses[0]!.id };
/** Products whose pictures are offered to try. */
export const SAMPLES = dresses.slice(1, 3).map(({ id }) => id);
/** What the widget says of the whole shop, and of its dresses, which are its largest category. */
export const ALL = `${products.length.toLocaleString("en")} products`;
export const DRESSES = dresses.length;

export class Widget {
  readonly page: Page;
  readonly root: Locator;

  constructor(page: Page, root = page.locator("visual-search")) {
    this.page = page;
    this.root = root;
  }

  /** An element of the widget by its part. */
  part(name: string): Locator {
    return this.root.locator(`[part~="${name}"]`);
  }

  get cards(): Locator {
    return this.root.locator("li[data-id]");
  }

  get text(): Locator {
    return this.root.getByRole("searchbox");
  }

  notice(kind: string): Locator {
    return this.root.locator(`.notice[data-kind="${kind}"]`);
  }

  async choosePhoto(
    file: string | { name: string; mimeType: string; buffer: Buffer },
  ): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.part("photo-button").first().click();
    await (await chooser).setFiles(file);
  }

  async search(text: string): Promise<void> {
    await this.text.fill(text);
    await this.text.press("Enter");
  }

  async accept(): Promise<void> {
    await this.part("accept-button").click();
  }

  /** Accepts what is to be fetched, and waits for the answer. */
  async acceptUntilReady(): Promise<void> {
    await this.accept();
    await this.waitFor("ready");
  }

  async waitFor(state: string): Promise<void> {
    await expect
      .poll(() => this.root.evaluate((element) => (element as any).state), { timeout: 60_000 })
      .toBe(state);
  }

  /** Opens what the page keeps and sends, below the results. */
  async openDevice(): Promise<void> {
    const summary = this.part("device").locator("summary").first();
    await this.#rest(summary);
    await summary.click();
  }

  async deleteStored(): Promise<void> {
    const button = this.part("delete-button");
    await this.#rest(button);
    await button.click();
  }

  /**
   * Waits, with an element in sight, until it stays where it is: cards that come into sight take their own height in
   * the place of an estimate, sooner than a finger could follow, but between the two halves of a test's click.
   */
  async #rest(element: Locator): Promise<void> {
    await element.scrollIntoViewIfNeeded();
    await element.evaluate(async (element) => {
      let before = Number.NaN;
      for (let still = 0; still < 5; ) {
        await new Promise(requestAnimationFrame);
        const { top } = element.getBoundingClientRect();
        still = top === before ? still + 1 : 0;
        before = top;
      }
    });
  }

  /** Everything that axe knows, in the state that the page is in. */
  async checkAccess(): Promise<void> {
    // One card is like another, and dozens of them take long.
    const cards: { fromShadowDom: [string, string] } = {
      fromShadowDom: ["visual-search", "li[data-id]:nth-child(n + 7)"],
    };
    const { violations } = await new AxeBuilder({ page: this.page })
      .setLegacyMode()
      .exclude(cards)
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    ).toEqual([]);
  }
}

export const test = base.extend<{ shop: Page; allowed: RegExp[]; widget: Widget }>({
  /** What may stand on the console without being a failure. */
  allowed: [[], { option: true }],
  /** The page with the widget's script and no widget. Messages on its console, and broken policies, are failures. */
  shop: async ({ page, site, allowed }, use, testInfo) => {
    // A walk through several states, each looked through by axe.
    testInfo.setTimeout(180_000);
    const messages: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
    await page.goto(`${site.origin}/element.html`);
    await page.waitForFunction(() => "add" in globalThis);
    await use(page);
    expect(messages.filter((text) => !allowed.some((known) => known.test(text)))).toEqual([]);
    if (!page.isClosed()) expect(await page.evaluate(() => violations)).toEqual([]);
  },
  widget: async ({ shop }, use) => {
    await shop.evaluate(
      (samples) => add({ samples }),
      SAMPLES.map((id) => `/shop/images/${id}.webp`).join(" "),
    );
    await use(new Widget(shop));
  },
});

/** Paths that were asked for since the last look, those of pictures aside. */
export function takePaths(site: { requests: { path: string }[] }): string[] {
  const paths = site.requests.map(({ path }) => path);
  site.requests.length = 0;
  return paths.filter((path) => !/\.(webp|ico|svg)$/.test(path));
}
