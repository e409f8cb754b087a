/** Tests of the summary of a catalog's products. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseFacets } from "../../catalog/facets/facet-choice.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { summariseItems } from "./item-summary.ts";

const value = fc.constantFrom("a", "b", "__proto__", "", undefined);
const item = fc
  .record({
    price: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
    currency: fc.constantFrom("EUR", "USD", undefined),
    brand: value,
    material: fc.oneof(value, fc.subarray(["a", "b", "c"], { minLength: 2 })),
  })
  .map(({ price, currency, brand, material }): Omit<CatalogItem, "id"> => {
    return {
      title: "Product",
      ...(price !== undefined && { price }),
      ...(currency !== undefined && { currency }),
      ...(brand !== undefined && { brand }),
      attributes: material === undefined ? {} : { material },
    };
  });

test("counts of fields, facets and prices are those of the products", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), (list) => {
      const items = list.map((one, i) => ({ ...one, id: `p${i}` }));
      const { fields, facets, prices } = summariseItems(items, chooseFacets(items));
      for (const { field, present, missing, missingIds } of fields) {
        const lacking = items.filter(
          (one) => !Object.hasOwn(one, field) && !Object.hasOwn(one.attributes, field),
        );
        expect(missing).toBe(lacking.length);
        expect(present + missing).toBe(items.length);
        expect(missingIds).toEqual(lacking.slice(0, 10).map(({ id }) => id));
      }
      for (const { name, values = [], products } of facets) {
        const told = fields.find(({ field }) => field === name);
        expect(products).toBe(told?.present);
        for (const { value, count } of values) {
          const having = items.filter(({ attributes, brand }) =>
            [name === "material" ? attributes.material : brand].flat().includes(value),
          );
          expect(count).toBe(having.length);
        }
      }
      const priced = items.filter(({ price }) => price !== undefined);
      const counted = prices.reduce((sum, { prices: { count } }) => sum + count, 0);
      expect(counted).toBe(priced.length);
    }),
    { seed: 4 },
  );
});

test("stays small with any number of attributes and values", () => {
  const items = Array.from({ length: 5000 }, (_, i): CatalogItem => {
    const attributes = Object.fromEntries([
      [`name ${i}`, "x".repeat(1000)],
      ["kind", `${i % 900}`],
    ]);
    return { id: `p${i}`, title: "Product", attributes };
  });
  const summary = summariseItems(items, chooseFacets(items));
  expect(JSON.stringify(summary).length).toBeLessThan(50_000);
});
