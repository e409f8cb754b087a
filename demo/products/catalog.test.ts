/** Tests that the demo shop has what it promises, and that its drawings stay the same. */
import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { brands } from "./brands.ts";
import { type Product, products, shopProducts } from "./catalog.ts";
import { feed } from "./feed.ts";
import { kinds } from "./kinds/index.ts";
import { wearable } from "./outfits.ts";
import { queries } from "./queries.ts";

const list = shopProducts();
const byId = new Map(list.map((product) => [product.id, product]));

describe("the demo shop", () => {
  it("has at least 2,000 products of at least 40 kinds, each with its own id", () => {
    expect(list.length).toBeGreaterThanOrEqual(2000);
    expect(byId.size).toBe(list.length);
    expect(kinds.length).toBeGreaterThanOrEqual(40);
    const counts = new Map<string, number>();
    for (const { category } of list) counts.set(category, (counts.get(category) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(kinds.map(({ category }) => category).sort());
    for (const count of counts.values()) expect(count).toBeGreaterThanOrEqual(30);
  });

  it("describes what it shows", () => {
    for (const { title, description, category, colour, pattern, material } of list) {
      expect(title).toContain(` in ${colour}`);
      expect(description).toContain(` in ${colour} `);
      expect(description).toContain(material);
      const kind = kinds.find((kind) => kind.category === category)!;
      const nouns = kind.styles.map(({ noun }) => noun);
      expect(nouns.some((noun) => title.includes(` ${noun} in `))).toBe(true);
      if (pattern !== "plain") {
        expect(title).toContain(pattern);
        expect(description.toLowerCase()).toContain(pattern);
      }
    }
  });

  it("sells a design in one to three colours that differ in nothing else", () => {
    const families = new Map<string, typeof list>();
    for (const product of list) {
      families.set(product.family, [...(families.get(product.family) ?? []), product]);
    }
    expect(families.size).toBeGreaterThan(list.length / 3);
    for (const variants of families.values()) {
      expect(variants.length).toBeLessThanOrEqual(3);
      expect(new Set(variants.map(({ colour }) => colour)).size).toBe(variants.length);
      for (const same of ["category", "brand", "pattern", "material", "price", "sleeve"] as const)
        expect(new Set(variants.map((product) => product[same])).size, same).toBe(1);
    }
  });
});

describe("brands", () => {
  it("are at least ten, and sell only their own patterns", () => {
    expect(brands.length).toBeGreaterThanOrEqual(10);
    for (const { brand, pattern } of list)
      expect(brands.find(({ name }) => name === brand)!.patterns).toContain(pattern);
    expect(new Set(list.map(({ brand }) => brand)).size).toBe(brands.length);
  });
});

describe("the queries", () => {
  it("are 60, each with at least 10 products of its category, colour and pattern", () => {
    expect(new Set(queries.map(({ text }) => text)).size).toBe(60);
    for (const { text, where } of queries) {
      const hits = list.filter(
        ({ category, colour, pattern }) =>
          where.category.includes(category) &&
          where.colour.includes(colour) &&
          where.pattern.includes(pattern),
      );
      expect(hits.length, text).toBeGreaterThanOrEqual(10);
    }
  });
});

describe("outfits", () => {
  it("have 3 to 8 products of other categories that one person could wear together", () => {
    for (const product of list) {
      const outfit = product.goesWith.map((id) => byId.get(id)!);
      expect(outfit.length, product.title).toBeGreaterThanOrEqual(3);
      expect(outfit.length).toBeLessThanOrEqual(8);
      const all = [product, ...outfit];
      for (const [i, a] of all.entries()) {
        const misfits = all.slice(i + 1).filter((b) => !wearable(a, b));
        expect(misfits).toEqual([]);
      }
    }
  });
});

describe("the feed", () => {
  it("parses back to the same rows", () => {
    const rows: Record<string, string>[] = parse(feed(list), { columns: true });
    expect(rows).toHaveLength(list.length);
    rows.forEach((row, i) => {
      const { id, title, price, salePrice, size, goesWith, description } = list[i]!;
      expect(row).toMatchObject({ id, title, size, description });
      expect(Number(row.price)).toBeCloseTo(price, 2);
      expect(row.sale_price).toBe(salePrice === undefined ? "" : salePrice.toFixed(2));
      expect(row.goes_with).toBe(goesWith.join(" "));
      if (salePrice !== undefined) expect(salePrice).toBeLessThanOrEqual(price);
    });
  });
});

describe("seeded products", () => {
  const other = () => products({ seed: "another", perKind: 4 });

  it("are the same every time, pictures included", () => {
    const again = other();
    other().forEach(({ draw, drawAlone: _, ...rest }, i) => {
      const { draw: drawAgain, drawAlone: _again, ...restAgain } = again[i]!;
      expect(restAgain).toEqual(rest);
      if (i % 10 === 0) expect(drawAgain()).toBe(draw());
    });
  });

  it("have the pictures that the model and the tests were made with", () => {
    const pictures = (made: readonly Product[]) =>
      ["v01001", "v09002", "v14003", "v21002", "v28001", "v33001", "v42002", "v46001"].map((id) => {
        const { draw } = made.find((product) => product.id === id)!;
        return createHash("sha256").update(draw()).digest("hex").slice(0, 12);
      });
    expect(list).toHaveLength(2123);
    expect(pictures(list)).toEqual([
      "d469f92725ae",
      "3f894c7e280f",
      "24135db66181",
      "c91b91ce44d9",
      "3e888feb2a7d",
      "a38b6cb8cc3a",
      "be4d16d3db54",
      "d6f852846191",
    ]);
    expect(pictures(other())).toEqual([
      "dfadef59c573",
      "954dfc8a77c9",
      "1d036b3a6804",
      "0d7093e00899",
      "140311daed55",
      "9d8949fda51b",
      "ad97e8df7f5d",
      "c1cd87089e18",
    ]);
  });

  it("are as many of each kind as asked for, and different from the shop's", () => {
    const made = other();
    expect(made).toHaveLength(kinds.length * 4);
    const pictures = new Set(list.filter(({ id }) => id.endsWith("001")).map(({ draw }) => draw()));
    expect(pictures.size).toBe(kinds.length);
    for (const { draw } of made) expect(pictures.has(draw())).toBe(false);
  });
});
