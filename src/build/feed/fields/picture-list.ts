/** The pictures that a cell names, in its order. */
import type { ProductImage } from "../feed-product.ts";
import { flat, plain } from "./plain-text.ts";

/** Pictures of one product that are kept. */
export const MAX_IMAGES = 250;

/** Under which keys an object that stands for a picture has its address, and what it shows. */
const URL_KEYS = ["url", "contentUrl", "src", "href", "link"];
const ALT_KEYS = ["alt", "altText", "alt_text", "caption", "name"];

/** The pictures of a cell: an address, an object with one (ImageObject and the like), or lists of them. */
export function imagesOf(cell: unknown): ProductImage[] {
  const images: ProductImage[] = [];
  for (const part of flat(cell)) {
    if (typeof part !== "object" || part === null) {
      const url = plain(part);
      if (url !== "") images.push({ url });
      continue;
    }
    const url = firstText(part, URL_KEYS);
    if (url === "") continue;
    const alt = firstText(part, ALT_KEYS);
    images.push(alt === "" ? { url } : { url, alt });
  }
  return images;
}

/** What stands between URLs, which may have commas of their own, and bars if nothing else makes a list. */
// Each begins where white space begins, so that a long run of it is looked through once.
const BEFORE_URL = /(?<!\s)(?:\s*[|,]\s*|\s+)(?=(?:https?:)?\/\/)/i;
const AFTER_URL = /(?<!\s)(?:(?:\s*\|)+|(?:\s*,\s*|\s+)(?=(?:https?:)?\/\/))/i;
const BETWEEN_PATHS = /(?<!\s)(?:(?:\s*[|,])+|\s+(?=https?:\/\/))/i;

/** Like `imagesOf`, but texts may list several addresses with commas or bars between them. */
export function imageListOf(cell: unknown): ProductImage[] {
  const isList = Array.isArray(cell);
  return imagesOf(cell).flatMap((image) => {
    const { url } = image;
    const isUrl = /^(?:https?:)?\/\//i.test(url);
    // An element of a list is one address, as a rule.
    if (url.startsWith("data:") || (isList && !isUrl)) return [image];
    return url
      .split(isList ? BEFORE_URL : isUrl ? AFTER_URL : BETWEEN_PATHS)
      .map((one) => withoutEnd(one.trimStart()))
      .filter((one) => one !== "")
      .map((one) => ({ ...image, url: one }));
  });
}

/** Without the commas and bars that end a list. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\n|,".includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** Adds pictures that are not among them yet. */
export function addImages(images: ProductImage[], more: readonly ProductImage[]): void {
  for (const image of more) {
    if (images.length >= MAX_IMAGES) return;
    const known = images.find(({ url }) => url === image.url);
    if (known === undefined) images.push({ ...image });
    else if (known.alt === undefined && image.alt !== undefined) known.alt = image.alt;
  }
}

function firstText(object: object, keys: readonly string[]): string {
  for (const key of keys) {
    if (!Object.hasOwn(object, key)) continue;
    const text = plain(flat((object as Record<string, unknown>)[key])[0]);
    if (text !== "") return text;
  }
  return "";
}
