/** Tests of the rate at which bytes arrive. */
import { describe, expect, it } from "vitest";
import { Rate } from "./rate.ts";

/** Adds `bytes` every `step` milliseconds, for a time. */
function feed(rate: Rate, clock: { now: number }, bytes: number, step: number, duration: number) {
  for (const end = clock.now + duration; clock.now < end; ) {
    clock.now += step;
    rate.add(bytes);
  }
}

describe("Rate", () => {
  it("is 0 while unknown, then the rate of a steady stream, in chunks of any size", () => {
    for (const step of [1, 10, 40, 1000]) {
      const clock = { now: 5 };
      const rate = new Rate(() => clock.now);
      rate.add(0);
      expect(rate.current).toBe(0);
      feed(rate, clock, step * 2000, step, 3000);
      expect(rate.current).toBeCloseTo(2_000_000, -4);
    }
  });

  it("follows a change within some seconds, and smooths out a burst", () => {
    const clock = { now: 0 };
    const rate = new Rate(() => clock.now);
    feed(rate, clock, 10_000, 10, 5000);
    expect(rate.current).toBeCloseTo(1_000_000, -4);
    clock.now += 250;
    rate.add(1_000_000);
    expect(rate.current).toBeLessThan(1_500_000);
    feed(rate, clock, 1000, 10, 15_000);
    expect(rate.current).toBeLessThan(120_000);
  });
});
