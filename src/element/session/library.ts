import type { OpenOptions, PlanOptions, VisualSearch } from "../../client/visual-search.ts";
import type { LoadPlan } from "../../lib/types.ts";

/** What of the library a session uses. */
export interface Library {
  openVisualSearch(options: OpenOptions): Promise<VisualSearch>;
  planVisualSearch(
    options: Pick<OpenOptions, "catalog" | "device" | "detector"> & PlanOptions,
  ): Promise<LoadPlan>;
  deleteStored(): Promise<void>;
}

let loading: Promise<Library> | undefined;

/** The library, fetched when something is first asked of it: a page that nobody searches on does without. */
export function loadLibrary(): Promise<Library> {
  loading ??= import("../../index.ts").catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
