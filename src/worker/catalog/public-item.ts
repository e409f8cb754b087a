/** Items as the public API has them: a catalog may come from anywhere, so only http(s) addresses leave it. */
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import type { Item } from "../../lib/types.ts";

/** @param base what relative addresses are relative to: the manifest's URL */
export function publicItem(item: CatalogItem, base: string): Item {
  const { link, image, images, imageSource, imageSources, ...rest } = item;
  const safeLink = webUrl(link, base);
  const safeImage = webUrl(image, base);
  const safeSource = webUrl(imageSource, base);
  // None is left out, because a hit names a picture by its place.
  const inPlace = (urls: readonly string[]) =>
    urls.map((url) => (url === "" ? "" : (webUrl(url, base) ?? "")));
  return {
    ...rest,
    ...(safeLink !== undefined && { link: safeLink }),
    ...(safeImage !== undefined && { image: safeImage }),
    ...(images && { images: inPlace(images) }),
    ...(safeSource !== undefined && { imageSource: safeSource }),
    ...(imageSources && { imageSources: inPlace(imageSources) }),
  };
}

/** The absolute http(s) URL, or `undefined` for any other. */
export function webUrl(url: string | undefined, base: string): string | undefined {
  if (url === undefined) return undefined;
  try {
    const absolute = new URL(url, base);
    return /^https?:$/.test(absolute.protocol) ? absolute.href : undefined;
  } catch {
    return undefined;
  }
}
