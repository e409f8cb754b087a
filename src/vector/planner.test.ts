/** Tests of the planner: when the graph is used, when it is left for a scan, and when a result is not trusted. */
import { describe, expect, it } from "vitest";
import { choosePlan, EXACT, isTrustworthy, type PlanInput } from "./planner.ts";

const LARGE: PlanInput = {
  dim: 512,
  rows: 100_000,
  passing: 100_000,
  k: 10,
  ef: 80,
  signs: true,
  bounded: false,
  isSketch: false,
};

describe("choosePlan", () => {
  const methodOf = (change: Partial<PlanInput>) => choosePlan({ ...LARGE, ...change }).method;

  it("uses the graph of a large index", () => {
    expect(choosePlan(LARGE)).toMatchObject({ method: "graph", ef: 80 });
  });

  it("searches the graph wider if k is large or a filter lets fewer rows through", () => {
    expect(choosePlan({ ...LARGE, k: 100 }).ef).toBe(200);
    expect(choosePlan({ ...LARGE, passing: 50_000 }).ef).toBe(160);
  });

  it.each<[string, Partial<PlanInput>]>([
    ["there is no graph", { ef: undefined }],
    ["a filter lets less than 30 % of the rows through", { passing: 29_000 }],
    ["the graph would have to be searched wider than 1,000", { ef: 1001 }],
    ["a filter makes it as wide", { ef: 400, passing: 39_000 }],
  ])("leaves the graph for a scan of sign bits if %s", (_, change) => {
    expect(methodOf(change)).toBe("signs");
    expect(methodOf({ ...change, signs: false })).toBe("exact");
  });

  it("scans all codes if at most 3,000 rows pass, which takes no time", () => {
    expect(methodOf({ passing: 3000 })).toBe("exact");
    expect(methodOf({ passing: 3001, rows: 3001 })).toBe("graph");
  });

  it("scans few rows by sign bits only if hits must have a score", () => {
    expect(methodOf({ passing: 100, bounded: true })).toBe("signs");
    expect(methodOf({ passing: 99, bounded: true })).toBe("exact");
  });

  it("scores all codes if a shortlist by sign bits would be nearly as long", () => {
    expect(methodOf({ ef: undefined, passing: 3999 })).toBe("exact");
    expect(methodOf({ ef: undefined, passing: 4000 })).toBe("signs");
    expect(methodOf({ ef: undefined, passing: 4000, dim: 256 })).toBe("exact");
  });

  it("has no choice as long as there are sign bits alone", () => {
    expect(methodOf({ isSketch: true })).toBe("sketch");
  });
});

describe("isTrustworthy", () => {
  const outcome = { found: 0, margin: Infinity };

  it("trusts a graph search that found about as many passing rows as expected", () => {
    const input = { ...LARGE, passing: 50_000 };
    const plan = choosePlan(input);
    // Half of the 160 best are expected to pass.
    expect(isTrustworthy(plan, input, { ...outcome, found: 64 })).toBe(true);
    expect(isTrustworthy(plan, input, { ...outcome, found: 63 })).toBe(false);
  });

  it("wants k rows of a graph search, if so many pass", () => {
    const plan = { method: "graph", ef: 10, shortlist: 0 } as const;
    const input = { ...LARGE, k: 20 };
    expect(isTrustworthy(plan, input, { ...outcome, found: 19 })).toBe(false);
    expect(isTrustworthy(plan, { ...input, passing: 19 }, { ...outcome, found: 19 })).toBe(true);
  });

  it("trusts a shortlist if its worst hit is clearly better than what was left out", () => {
    const plan = choosePlan({ ...LARGE, ef: undefined });
    expect(isTrustworthy(plan, LARGE, { found: 10, margin: 0.9 })).toBe(true);
    expect(isTrustworthy(plan, LARGE, { found: 10, margin: 0.89 })).toBe(false);
  });

  it("always trusts an exact scan", () => {
    expect(isTrustworthy(EXACT, LARGE, { found: 0, margin: 0 })).toBe(true);
  });
});
