import type { BrowseResult, Hit, VisualQuery, VisualSearch } from "vitrine";
import { isQuery, type View } from "./state.ts";

/** The most that the library gives at once. */
const MAX_LIMIT = 1000;

export type Answer =
  | ({ kind: "browse" } & BrowseResult)
  /** `more`: there may be further hits. */
  | { kind: "hits"; hits: Hit[]; more: boolean };

/** The products that belong to a view. */
export async function answer(
  search: VisualSearch,
  view: View,
  signal: AbortSignal,
): Promise<Answer> {
  const { photo, text, like, where } = view;
  const limit = Math.min(view.limit, MAX_LIMIT);
  if (!isQuery(view)) {
    return { kind: "browse", ...(await search.browse({ limit, where, signal })) };
  }
  const query: VisualQuery = {
    ...(photo && { image: photo.source }),
    ...(text && { text }),
    ...(like && { like: like.id }),
  };
  const hits = await search.query(query, { limit, where, signal });
  return { kind: "hits", hits, more: hits.length === limit && limit < MAX_LIMIT };
}

/** Runs one task at a time: a new one aborts the one before. */
export class Latest {
  #controller = new AbortController();

  /** The task's result, or `undefined` where a later task has taken its place. */
  async run<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.#controller.abort();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    try {
      const result = await task(signal);
      return signal.aborted ? undefined : result;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }
}
