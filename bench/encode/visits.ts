/** First and second visits, timed from an empty page to hits. */
import type { Site } from "../../e2e/site.ts";
import { type ShippedBytes, shippedBytes } from "./bytes.ts";
import { type ProcessMemory, rendererMemory } from "./memory.ts";
import type { Visit } from "./page.ts";
import { openPage, withProfile } from "./pages.ts";
import type { BenchPhotos } from "./photos.ts";
import type { SubjectName, SubjectOptions } from "./subjects.ts";

/** Some write their cache behind the first answer. */
const SETTLE_MS = 1500;
/** Asks for memory at once, which a browser otherwise does when it next collects garbage. */
const MEASURE_AT_ONCE = "--enable-blink-features=ForceEagerMeasureMemory";
const QUERY = "a photo of a red dress";
const LARGE_PHOTOS = 3;

export interface Visits {
  /** First visit with an empty profile. */
  cold: Visit;
  /** From the image to the first text on the same page: the text encoder's own cost. */
  coldTextMs: number;
  /** New pages once everything is stored. */
  secondImage: Visit;
  secondText: Visit;
}

export interface Footprint {
  shipped: ShippedBytes;
  /** After texts and photos of 12 megapixels, by the browser's own count. */
  memoryMiB: number | null;
  process: ProcessMemory | null;
  block: { longTaskMs: number; gapMs: number };
  about: Record<string, unknown>;
}

/** The visits of one shopper with a profile of his own. */
export function visitAll(
  name: SubjectName,
  options: SubjectOptions,
  site: Site,
  photos: BenchPhotos,
  args: readonly string[] = [],
): Promise<Visits> {
  const photo = `/photos/${photos.files["0.3"][0]}`;
  return withProfile(args, async (context) => {
    const first = await openPage(context, site);
    const cold = await first.api("visit", name, options, "image", photo);
    const [coldTextMs] = await first.api("times", "text", [QUERY]);
    await first.page.waitForTimeout(SETTLE_MS);
    await first.page.close();
    const again = async (modality: "image" | "text", input: string) => {
      const { page, api } = await openPage(context, site);
      const visit = await api("visit", name, options, modality, input);
      await page.close();
      return visit;
    };
    const secondImage = await again("image", photo);
    const secondText = await again("text", QUERY);
    return { cold, coldTextMs: coldTextMs!, secondImage, secondText };
  });
}

/** What a first visit with image and text fetches, and what it holds afterwards. */
export function measureFootprint(
  name: SubjectName,
  options: SubjectOptions,
  site: Site,
  photos: BenchPhotos,
): Promise<Footprint> {
  const large = photos.files["12"].slice(0, LARGE_PHOTOS).map((file) => `/photos/${file}`);
  return withProfile([MEASURE_AT_ONCE], async (context) => {
    const from = site.requests.length;
    const { page, api } = await openPage(context, site);
    await api("visit", name, options, "image", large[0]!);
    await api("times", "text", [QUERY]);
    const block = await api("longestBlock", large);
    const memory = await api("memory");
    const process = await rendererMemory(context, page);
    const paths = site.requests.slice(from).map(({ path }) => path);
    return {
      shipped: await shippedBytes(site, paths),
      memoryMiB: memory === null ? null : memory / 2 ** 20,
      process,
      block,
      about: await api("describe"),
    };
  });
}
