/** Which fields and attributes become facets. */
import { expect, test } from "vitest";
import { chooseFacets, MAX_FACETS } from "./facet-choice.ts";

const item = (id: string, attributes: Record<string, string>) => ({ id, title: id, attributes });

test("attributes are chosen in the order in which they first appear, up to the limit", () => {
  const items = Array.from({ length: 40 }, (_, i) =>
    item(`p${i}`, { colour2: `c${i % 3}`, [`own${i % 300}`]: "x", pattern: `p${i % 2}` }),
  );
  const names = chooseFacets(items).map(({ name }) => name);
  expect(names.slice(0, 4)).toEqual(["colour2", "own0", "pattern", "own1"]);
});

test("half a million names in 1,000 items are looked through once", () => {
  const items = Array.from({ length: 1000 }, (_, i) =>
    item(
      `p${i}`,
      Object.fromEntries(Array.from({ length: 490 }, (_, k) => [`a${i * 490 + k}`, "x"])),
    ),
  );
  expect(chooseFacets(items)).toHaveLength(MAX_FACETS);
});
