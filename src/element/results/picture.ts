/** Which picture of a product a card shows. */
import type { Item } from "../../lib/types.ts";
import { webAddress } from "../text/untrusted.ts";

/**
 * The picture by which the product was found, so that visitors see why it is a hit; the first one if it was not found
 * by a query, or if the address is not safe to show.
 *
 * @param picture of the hit, as `Hit.picture`: 0 for `item.image`, `n` for `item.images[n - 1]`
 */
export function pictureOf(item: Item, picture = 0): string | undefined {
  const address = picture > 0 ? item.images?.[picture - 1] : item.image;
  return safeImage(address) ?? safeImage(item.image);
}

/** The address if a picture may be shown from it. A catalog's text may be anything. */
export function safeImage(address: string | undefined): string | undefined {
  return address?.startsWith("blob:") ? address : webAddress(address);
}
