/** What the starter model finds in the demo shop by text. */
import { queries } from "../demo/products/queries.ts";
import { expect, test } from "./fixtures.ts";

test("85 % of the first 10 hits of 60 texts are of the kind, colour and pattern that they name", async ({
  bare,
}) => {
  test.setTimeout(180_000);
  const found = await bare.evaluate(
    async (texts) => {
      await openSearch();
      const found: Record<string, string>[][] = [];
      for (const text of texts) {
        const hits = await search.query({ text }, { limit: 10 });
        found.push(
          hits.map(({ item }) => ({
            category: item.category ?? "",
            colour: item.colour ?? "",
            pattern: String(item.attributes.pattern),
          })),
        );
      }
      return found;
    },
    queries.map(({ text }) => text),
  );
  const right = found.map(
    (hits, i) =>
      hits.filter((hit) =>
        Object.entries(queries[i]!.where).every(([facet, values]) =>
          (values as readonly string[]).includes(hit[facet]!),
        ),
      ).length,
  );
  const share = right.reduce((sum, hits) => sum + hits, 0) / (10 * queries.length);
  process.stdout.write(`  right among the first 10: ${share.toFixed(3)}\n`);
  expect(share).toBeGreaterThanOrEqual(0.85);
});
