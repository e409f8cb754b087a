/** Waiting in tests, for as long as a busy machine may need. */
import { vi } from "vitest";

/** Resolves once `check` no longer throws. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 50_000 });
}
