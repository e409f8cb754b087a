/** Draws samples that are the same in every build. */
import { mulberry32 } from "../../lib/random.ts";

/**
 * Some of the numbers below `count`: different ones, in ascending order, and the same for the same seed. By Floyd's
 * method (Bentley and Floyd, "A sample of brilliance", 1987).
 */
export function drawSome(count: number, size: number, seed: number): number[] {
  const random = mulberry32(seed);
  const drawn = new Set<number>();
  for (let last = Math.max(0, count - size); last < count; last++) {
    const one = random() % (last + 1);
    drawn.add(drawn.has(one) ? last : one);
  }
  return [...drawn].sort((a, b) => a - b);
}
