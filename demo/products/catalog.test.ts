import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { feed, products } from "./catalog.ts";

describe("the demo shop", () => {
  const list = products();

  it("has at least 400 products with ids of their own, and at least 10 of each kind", () => {
    expect(list.length).toBeGreaterThanOrEqual(400);
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    const counts = new Map<string, number>();
    for (const { category } of list) counts.set(category, (counts.get(category) ?? 0) + 1);
    expect(counts.size).toBeGreaterThanOrEqual(16);
    for (const count of counts.values()) expect(count).toBeGreaterThanOrEqual(10);
  });

  it("is the same every time, pictures included", () => {
    const again = products();
    list.forEach((product, i) => {
      const { draw, ...rest } = product;
      const { draw: drawAgain, ...restAgain } = again[i]!;
      expect(restAgain).toEqual(rest);
      if (i % 20 === 0) expect(drawAgain()).toBe(draw());
    });
  });

  it("describes what it shows", () => {
    for (const { title, colour, category, pattern } of list) {
      expect(title).toContain(` in ${colour}`);
      const name = category === "hat" ? /hat|cap|beanie/ : new RegExp(category);
      expect(title.toLowerCase()).toMatch(name);
      if (pattern !== "plain") expect(title).toContain(pattern);
    }
  });

  it("has a feed that parses back to the same rows", () => {
    const rows: Record<string, string>[] = parse(feed(list), { columns: true });
    expect(rows).toHaveLength(list.length);
    rows.forEach((row, i) => {
      const { draw: _, ...product } = list[i]!;
      const texts = Object.entries(product).map(([name, value]) => [
        name,
        typeof value === "number" ? String(Number(value.toFixed(2))) : value,
      ]);
      expect(row).toEqual(Object.fromEntries(texts));
    });
  });
});
