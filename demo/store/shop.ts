/** The shop's catalog, which the widget opens and the whole store uses. */
import { type VisualSearch, VisualSearchError } from "vitrine";
import type { VisualSearchElement } from "vitrine/element";
import { byId } from "./parts/dom.ts";

/** URL of the catalog's folder, relative to the page. */
export const CATALOG = "demo/catalog/";

let loading: Promise<VisualSearchElement> | undefined;

/** The widget, whose script is fetched after the first view has been painted. */
export function widget(): Promise<VisualSearchElement> {
  loading ??= import("vitrine/element").then(
    () => byId("widget", HTMLElement) as VisualSearchElement,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Errors of a search that has ended: everything stored was deleted, or the worker died. The widget opens another. */
const ENDINGS: readonly string[] = ["closed", "worker-died"];

/** Runs a task on the widget's search, so that the catalog is opened once and one worker serves both. */
export async function ask<T>(
  task: (search: VisualSearch) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const element = await widget();
  signal.throwIfAborted();
  try {
    return await task(await element.search);
  } catch (error) {
    if (!(error instanceof VisualSearchError && ENDINGS.includes(error.code))) throw error;
    signal.throwIfAborted();
    return task(await element.search);
  }
}
