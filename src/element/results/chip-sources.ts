import type { VisualSearch } from "../../client/types.ts";
import type { ChipSource } from "./chips.ts";

/** Values whose text vectors the catalog carries, so that leaning towards them needs no encoder. */
export async function chipSourcesOf(handle: VisualSearch & Conceptual): Promise<ChipSource[]> {
  return (await handle.concepts?.()) ?? [];
}

interface Conceptual {
  concepts?(): Promise<ChipSource[]>;
}
