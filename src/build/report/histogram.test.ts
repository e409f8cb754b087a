/** Tests of histograms. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { histogramOf } from "./histogram.ts";

test("every value is in the bin whose edges enclose it", () => {
  const values = fc.array(
    fc.oneof(
      fc.integer({ min: -100, max: 3000 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: 0, max: 500, noNaN: true }),
    ),
    { minLength: 1, maxLength: 200 },
  );
  fc.assert(
    fc.property(values, (list) => {
      const histogram = histogramOf(list)!;
      const { edges, counts } = histogram;
      expect(counts).toHaveLength(edges.length - 1);
      expect(counts.length).toBeLessThanOrEqual(24);
      expect(histogram.min).toBe(list.reduce((a, b) => Math.min(a, b)));
      expect(edges[0]!).toBeLessThanOrEqual(histogram.min);
      expect(edges.at(-1)!).toBeGreaterThanOrEqual(histogram.max);
      for (const [i, count] of counts.entries()) {
        const isLast = i === counts.length - 1;
        const inside = list.filter(
          (value) =>
            value >= edges[i]! && (value < edges[i + 1]! || (isLast && value <= edges[i + 1]!)),
        );
        expect(count).toBe(inside.length);
      }
    }),
    { seed: 3, numRuns: 500 },
  );
});

test("years have a bin each, prices have bins of a round width, and an outlier does not flatten the rest", () => {
  const years = histogramOf([2010, 2011, 2011, 2018, Number.NaN])!;
  expect(years.edges).toEqual([2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019]);
  expect(years.counts).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 1]);
  const prices = histogramOf([...Array.from({ length: 99 }, (_, i) => i + 0.5), 1_000_000])!;
  expect(prices.edges.slice(0, 3)).toEqual([0, 5, 10]);
  expect(prices.edges.at(-1)).toBe(1_000_000);
  expect(prices.counts.at(-1)).toBe(1);
  expect(histogramOf([])).toBeUndefined();
  expect(histogramOf([7])).toEqual({
    count: 1,
    min: 7,
    median: 7,
    max: 7,
    edges: [7, 7],
    counts: [1],
  });
});
