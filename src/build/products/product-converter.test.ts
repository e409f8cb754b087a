/** Tests of turning feed products into products with pictures. */
import { describe, expect, test } from "vitest";
import type { FeedRecord } from "../feed/feed-record.ts";
import { ColumnLog } from "../feed/fields/column-log.ts";
import { ColumnMatcher } from "../feed/fields/column-matcher.ts";
import type { Field } from "../feed/fields/fields.ts";
import { TableReader } from "../feed/formats/table.ts";
import { Warnings } from "../report/warnings.ts";
import { typeAttributes } from "./catalog-items.ts";
import { type ConverterOptions, ProductConverter } from "./product-converter.ts";
import type { ProductWithPictures } from "./product-with-pictures.ts";

const BASE = { id: "1", title: "Shirt", image: "1.jpg" };

interface Options extends ConverterOptions {
  map?: Partial<Record<Field, string>>;
  currency?: string;
}

function readRecords(records: FeedRecord[], { map, currency, ...options }: Options = {}) {
  const warnings = new Warnings();
  const format = new TableReader(new ColumnMatcher(map));
  const converter = new ProductConverter(options, warnings);
  const rows = records.map((record, i) => {
    const line = i + 2;
    const [part] = format.read(record, {
      line,
      ...(currency === undefined ? {} : { currency }),
      now: new Date(0),
      columns: new ColumnLog(),
      warn: (id, message, found) => warnings.add(message, line, id, found),
    });
    return converter.convert({ line }, part!.product);
  });
  return { rows, warnings: warnings.list() };
}

function readAll(records: Record<string, unknown>[], options: Options = {}) {
  return readRecords(
    records.map((record) => new Map(Object.entries(record))),
    options,
  );
}

function readOne(record: Record<string, unknown>, options?: Options) {
  const { rows, warnings } = readAll([{ ...BASE, ...record }], options);
  const row = rows[0]!;
  if ("error" in row) throw new Error(row.error);
  return { ...row, warnings };
}

describe("products that one goes with", () => {
  test.each<[string, unknown, string[] | undefined]>([
    ["goes_with", "a b,c; d", ["a", "b", "c", "d"]],
    ["Goes With", " a ;; a , 1 ", ["a"]],
    ["outfit", "x", ["x"]],
    ["complementary", ["x", "y"], ["x", "y"]],
    ["goes_with", "1", undefined],
    ["goes_with", "", undefined],
  ])("of %s %j are %j", (column, cell, expected) => {
    const { goesWith, item } = readOne({ [column]: cell });
    expect(goesWith).toEqual(expected);
    expect(item.attributes).toEqual({});
  });

  test("are at most 100", () => {
    const { goesWith, warnings } = readOne({
      goes_with: Array.from({ length: 102 }, (_, i) => `p${i}`).join(" "),
    });
    expect(goesWith).toHaveLength(100);
    expect(warnings[0]!.message).toMatch(/100 products/);
  });
});

describe("columns", () => {
  test.each([
    [{ SKU: "a", "Product Name": "b", Photo: "c.jpg" }],
    [{ handle: "a", NAME: "b", image_link: "c.jpg" }],
    [{ "Item-ID": "a", productDisplayName: "b", imageUrl: "c.jpg" }],
  ])("are known by many names: %o", (record) => {
    const row = readAll([record]).rows[0] as ProductWithPictures;
    expect(row.item).toEqual({ id: "a", title: "b", attributes: {} });
    expect(row.pictures).toEqual([{ name: "c.jpg", address: undefined }]);
  });

  test("the likelier name wins, and the other column becomes an attribute", () => {
    const { item } = readOne({ sku: "S-1", vendor: "V", brand: "B", color: "red" });
    expect(item).toMatchObject({ id: "1", brand: "B", colour: "red" });
    expect(item.attributes).toEqual({ sku: "S-1", vendor: "V" });
  });

  test("a chosen column wins over every name", () => {
    const map = { title: "label", id: "Article No" };
    const { item } = readOne({ label: "Blouse", "article no": "77" }, { map });
    expect(item).toMatchObject({ id: "77", title: "Blouse" });
    expect(item.attributes).toEqual({ id: "1", title: "Shirt" });
  });

  test("a header without a needed or chosen column is refused", () => {
    const byName = new ColumnMatcher();
    expect(() => byName.checkHeader(["id", "title"])).toThrow(/column for image .* --map image=/);
    const mapped = new ColumnMatcher({ price: "cost" });
    expect(() => mapped.checkHeader(["id", "title", "image", "price"])).toThrow(/price \(cost\)/);
  });
});

describe("rows are rejected", () => {
  test.each([
    [{ id: " " }, "no id"],
    [{ title: "" }, "no title"],
    [{ image: null }, "no image"],
    [{ id: "x".repeat(201) }, "the id has 201 characters, at most 200"],
  ])("%o", (record, error) => {
    expect(readAll([{ ...BASE, ...record }]).rows[0]).toMatchObject({ error });
  });

  test("when an earlier row has the id", () => {
    const { rows } = readAll([BASE, { ...BASE, title: "Other" }, { ...BASE, id: "2" }]);
    expect(rows[1]).toEqual({ id: "1", error: "the id is that of line 2" });
    expect(rows[2]).toHaveProperty("item.id", "2");
  });
});

describe("prices", () => {
  test("amount and currency", () => {
    expect(readOne({ price: "12,50 €" }).item).toMatchObject({ price: 12.5, currency: "EUR" });
    expect(readOne({ price: "12.50" }, { currency: "GBP" }).item.currency).toBe("GBP");
    expect(readOne({ price: 12.345, currency: "usd" }).item).toMatchObject({
      price: 12.345,
      currency: "USD",
    });
  });

  test("one that cannot be read is left out with a warning", () => {
    const { item, warnings } = readOne({ price: "on request" });
    expect(item).not.toHaveProperty("price");
    expect(warnings).toEqual([
      {
        message: expect.stringContaining("price"),
        count: 1,
        examples: [{ line: 2, id: "1", found: "on request" }],
      },
    ]);
  });
});

describe("addresses", () => {
  test.each(["https://a.example/x", "/x?y=1", "x.html", "//a.example/x"])("keeps %s", (link) => {
    expect(readOne({ link }).item.link).toBe(link);
  });

  test.each([
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "data:text/html,x",
    "C:\\x",
    "http://",
  ])("drops %j with a warning", (link) => {
    const { item, warnings } = readOne({ link });
    expect(item).not.toHaveProperty("link");
    expect(warnings).toHaveLength(1);
  });

  test("the image column is kept if it is an address", () => {
    const { item, pictures } = readOne({ image: "https://a.example/p/a%20b.jpg?w=9" });
    expect(item.image).toBe("https://a.example/p/a%20b.jpg?w=9");
    expect(pictures.map(({ name }) => name)).toEqual(["https://a.example/p/a%20b.jpg?w=9"]);
    const secret = readOne({ image: "https://me:key@a.example/b.jpg" });
    expect(secret.item.image).toBe("https://a.example/b.jpg");
    expect(readOne({ image: "data:image/gif;base64,R0lG" }).item).not.toHaveProperty("image");
    expect(readOne({}).item).not.toHaveProperty("image");
  });

  test("the image's address can be made of a base and the file's name", () => {
    const { item } = readOne({ image: "sub\\a b#1.jpg" }, { imageBase: "/img/" });
    expect(item.image).toBe("/img/sub/a%20b%231.jpg");
  });
});

describe("attributes", () => {
  test("every other column, trimmed, without empty ones", () => {
    const { item, warnings } = readOne({
      " Season ": " Summer ",
      Sizes: ["S", " ", "M"],
      sale: true,
      empty: "",
      nested: { a: 1 },
    });
    expect(item.attributes).toEqual({ " Season ": "Summer", Sizes: ["S", "M"], sale: "true" });
    expect(warnings).toHaveLength(1);
  });

  test("__proto__ is harmless", () => {
    const record = new Map<string, unknown>([...Object.entries(BASE), ["__proto__", "x"]]);
    const { rows, warnings } = readRecords([record]);
    const row = rows[0] as ProductWithPictures;
    expect(Object.keys(row.item.attributes)).toEqual([]);
    expect(Object.getPrototypeOf(row.item.attributes)).toBe(Object.prototype);
    expect(warnings).toHaveLength(1);
  });

  test("long texts are cut, never inside a character", () => {
    const { item, warnings } = readOne({ title: `${"x".repeat(1999)}😀`, note: "y".repeat(2000) });
    expect(item.title).toBe("x".repeat(1999));
    expect(item.attributes.note).toHaveLength(1000);
    expect(warnings.map(({ message }) => message)).toEqual([
      "title is cut to 2000 characters",
      '"note" is cut to 1000 characters',
    ]);
  });

  test("a column of numbers alone becomes numeric", () => {
    const columns: Record<string, unknown>[] = [
      { year: "2011", weight: "1.5", mixed: "5", code: "007", gtin: "98765432109876543210" },
      { year: 2013, weight: "", mixed: "five", code: "12", gtin: "98765432109876543210" },
      { year: "-1", weight: "2e2", mixed: "6", code: "13", gtin: "98765432109876543210" },
    ];
    const items = columns.map((record) => readOne(record).item);
    expect(typeAttributes(items).map((item) => item.attributes)).toEqual([
      { year: 2011, weight: 1.5, mixed: "5", code: "007", gtin: "98765432109876543210" },
      { year: 2013, mixed: "five", code: "12", gtin: "98765432109876543210" },
      { year: -1, weight: 200, mixed: "6", code: "13", gtin: "98765432109876543210" },
    ]);
  });
});

test("control characters and half surrogates do not reach the catalog", () => {
  const { item } = readOne({ title: "a\u0000b\ud800" });
  expect(item.title).toBe("ab\ufffd");
});
