/** Fetches the library when something is first asked of it: a page that nobody searches on does without it. */
import type { OpenOptions, VisualSearch } from "../../client/visual-search.ts";
import type { LoadPlan, PlanOptions } from "../../lib/types.ts";

/** The part of the library that a session uses. */
export interface Library {
  openVisualSearch(options: OpenOptions): Promise<VisualSearch>;
  planVisualSearch(
    options: Pick<OpenOptions, "catalog" | "device" | "detector"> & PlanOptions,
  ): Promise<LoadPlan>;
  deleteStored(): Promise<void>;
}

let loading: Promise<Library> | undefined;

/** The library. After a failure the next call tries again. */
export function loadLibrary(): Promise<Library> {
  loading ??= import("../../index.ts").catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
