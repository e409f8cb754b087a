/** Tests what a query needs, and the changes that visitors make to it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  addTerm,
  EMPTY_QUERY,
  isQuery,
  LIMITS,
  modalitiesOf,
  type QueryState,
  toggleConcept,
  toggleValue,
  valuesOf,
  weightsOf,
} from "./query-state.ts";

const photo = { blob: new Blob(["photo"]), name: "" };

it("needs an encoder only for photos and texts, which the catalog has no embeddings of", () => {
  const needs = (changes: Partial<QueryState>) => modalitiesOf({ ...EMPTY_QUERY, ...changes });
  const concepts = [{ facet: "colour", value: "red", weight: 1 }];
  expect(needs({})).toEqual([]);
  expect(needs({ like: { id: "a" }, concepts })).toEqual([]);
  expect(needs({ photo })).toEqual(["image"]);
  expect(needs({ text: "red" })).toEqual(["text"]);
  expect(needs({ photo, not: ["long sleeves"] })).toEqual(["image", "text"]);
  // Saying only what to leave out is not a search.
  expect(needs({ not: ["long sleeves"] })).toEqual([]);
  expect(isQuery({ ...EMPTY_QUERY, concepts: [{ ...concepts[0]!, weight: -1 }] })).toBe(false);
});

it("adds a value to a filter and removes it again, whatever the names", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), fc.string(), (facet, values, value) => {
      const where = { [facet]: values, other: "x" };
      const before = values.includes(value);
      const once = toggleValue(where, facet, value);
      expect(valuesOf(once, facet).includes(value)).toBe(!before);
      if (facet !== "other") expect(once.other).toBe("x");
      if (!before) {
        expect(valuesOf(toggleValue(once, facet, value), facet)).toEqual(
          values.filter((other) => other !== value),
        );
      }
    }),
    { seed: 1 },
  );
});

it("looks for a value until it is tapped again", () => {
  const once = toggleConcept([], "colour", "red");
  expect(once).toEqual([{ facet: "colour", value: "red", weight: 1 }]);
  expect(toggleConcept(once, "colour", "red", -1)).toEqual([]);
  const many = Array.from({ length: 40 }, (_, i) => `${i}`).reduce<typeof once>(
    (concepts, value) => toggleConcept(concepts, "size", value),
    [],
  );
  expect(many.length).toBe(LIMITS.concepts);
  expect(many.at(-1)?.value).toBe("39");
});

it("trims and shortens terms, and takes none twice", () => {
  expect(addTerm([], "  long sleeves ")).toEqual(["long sleeves"]);
  expect(addTerm(["a"], "a")).toEqual(["a"]);
  expect(addTerm(["a"], "   ")).toEqual(["a"]);
  expect(addTerm([], "x".repeat(10_000))[0]?.length).toBe(LIMITS.text);
});

it("weighs picture and words so that at either end only one of them counts", () => {
  expect(weightsOf({ ...EMPTY_QUERY, balance: 0.5 })).toEqual({ image: 1, like: 1, text: 1 });
  expect(weightsOf({ ...EMPTY_QUERY, balance: 0 })).toMatchObject({ image: 2, text: 0 });
  expect(weightsOf({ ...EMPTY_QUERY, balance: 1 })).toMatchObject({ image: 0, text: 2 });
});
