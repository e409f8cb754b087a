/** Reads attributes, which are text that anybody may have written: a value that makes no sense counts as not set. */
import type { DevicePreference } from "../lib/types.ts";

/** A picture that visitors without a photo of their own can try the search with. */
export interface Sample {
  /** Address of the picture, on the page's own origin or on one that allows it (CORS). */
  src: string;
  /** What the picture shows, for screen readers. */
  label?: string;
}

/** Number of hits for a query if a page does not say. */
export const DEFAULT_LIMIT = 120;

/** The number of hits, or the default if it is not an integer from 1 to 1000. */
export function limitOf(value: number): number {
  return Number.isInteger(value) && value >= 1 && value <= 1000 ? value : DEFAULT_LIMIT;
}

export function deviceOf(value: string | undefined): DevicePreference | undefined {
  return (["auto", "webgpu", "wasm"] as const).find((known) => known === value);
}

/** Names separated by commas. */
export const names = {
  fromAttribute: (value: string | null): string[] | undefined =>
    value?.split(",").flatMap((name) => name.trim() || []),
};

/** Addresses of pictures separated by spaces, or the property's value as JSON. */
export const samples = {
  fromAttribute(value: string | null): Sample[] {
    const text = value?.trim() ?? "";
    if (!text.startsWith("[")) {
      return text.split(/\s+/).flatMap((src) => (src ? { src } : []));
    }
    const parsed = parseJson(text);
    if (!Array.isArray(parsed)) return [];
    return parsed.flatMap((sample: unknown) => {
      if (typeof sample === "string") return { src: sample };
      const { src, label } = (sample ?? {}) as Partial<Record<string, unknown>>;
      if (typeof src !== "string") return [];
      return { src, ...(typeof label === "string" && { label }) };
    });
  },
};

/** An object as JSON. */
export const json = {
  fromAttribute(value: string | null): object | undefined {
    const parsed = value === null ? undefined : parseJson(value);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  },
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
