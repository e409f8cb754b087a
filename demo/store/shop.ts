import { type VisualSearch, VisualSearchError } from "vitrine";
import type { VisualSearchElement } from "vitrine/element";
import { byId } from "./parts/dom.ts";

/** The address of the catalog's folder, relative to the page. */
export const CATALOG = "demo/catalog/";

let loading: Promise<VisualSearchElement> | undefined;

/** The widget, whose script comes after the first view has been painted. */
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

/** What ends a handle, which the widget then replaces: everything stored was deleted, or the worker has died. */
const ENDINGS: readonly string[] = ["closed", "worker-died"];

/**
 * Asks the catalog something. The widget's handle is the store's as well, so that the catalog is opened once and
 * one worker serves both.
 */
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
