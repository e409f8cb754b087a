import type { Item, Where } from "vitrine";
import { type Photo, releasePhoto } from "./photo.ts";

/** Number of products that one page of results adds. */
export const PAGE = 30;

/** What the shopper asks for at this moment. */
export interface View {
  photo: Photo | undefined;
  text: string;
  like: Item | undefined;
  where: Where;
  /** Number of products to show. */
  limit: number;
}

const NOTHING: View = { photo: undefined, text: "", like: undefined, where: {}, limit: PAGE };

/** True where there is something to search with, and not merely a shop to look round. */
export function isQuery({ photo, text, like }: View): boolean {
  return photo !== undefined || text !== "" || like !== undefined;
}

/** The one place where the shopper's wishes are kept; everything else listens to it. */
export class ViewState {
  #view = NOTHING;
  readonly #listeners: ((view: View) => void)[] = [];

  get view(): View {
    return this.#view;
  }

  /** Any change but that of `limit` itself starts again from the first page. */
  change(changes: Partial<View>): void {
    const before = this.#view;
    this.#view = { ...before, limit: PAGE, ...changes };
    if (before.photo && before.photo !== this.#view.photo) releasePhoto(before.photo);
    for (const listener of this.#listeners) listener(this.#view);
  }

  subscribe(listener: (view: View) => void): void {
    this.#listeners.push(listener);
    listener(this.#view);
  }
}
