/** Records of each syntax, and which syntax a file has. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../temporary.testing.ts";
import { openFeed } from "../feed.ts";
import type { FeedRow } from "../feed-record.ts";
import { MAX_LINE_LENGTH, splitLines } from "../source/text-lines.ts";
import { readDelimited } from "./delimited.ts";
import { openRecords } from "./open-records.ts";

type Plain = { line: number; error: string } | ({ line: number } & Record<string, unknown>);

async function read(name: string, content: string | Uint8Array): Promise<Plain[]> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  const { rows } = await openRecords({ path });
  return await collect(rows);
}

async function collect(rows: AsyncIterable<FeedRow>): Promise<Plain[]> {
  const plain: Plain[] = [];
  for await (const row of rows) {
    plain.push(
      "error" in row ? row : { line: row.line, ...Object.fromEntries([...row.record.entries()]) },
    );
  }
  return plain;
}

async function* chunksOf(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

describe("CSV", () => {
  test("reads quoted cells, and tells where each row begins", async () => {
    expect(await read("a.csv", 'id,title\n1,"a, b"\n\n2,"two\nlines ""x"""\n3,c')).toEqual([
      { line: 2, id: "1", title: "a, b" },
      { line: 4, id: "2", title: 'two\nlines "x"' },
      { line: 6, id: "3", title: "c" },
    ]);
  });

  test.each(["\r\n", "\r"])("takes the line end %j", async (end) => {
    const text = ["id,title", '1,"a', 'b"', "2,c", ""].join(end);
    expect(await read("a.csv", text)).toEqual([
      { line: 2, id: "1", title: "a\nb" },
      { line: 4, id: "2", title: "c" },
    ]);
  });

  test("leaves out the byte order mark", async () => {
    expect(await read("a.csv", "\ufeffid,title\n1,é")).toEqual([{ line: 2, id: "1", title: "é" }]);
  });

  test("decodes UTF-16 by its mark", async () => {
    const little = Buffer.from("\ufeffid,title\n1,é", "utf16le");
    expect(await read("a.csv", little)).toEqual([{ line: 2, id: "1", title: "é" }]);
    expect(await read("a.csv", Buffer.from(little).swap16())).toEqual([
      { line: 2, id: "1", title: "é" },
    ]);
  });

  test("rejects only the rows that are not UTF-8, if others are", async () => {
    const text = Buffer.concat([
      Buffer.from("id,title\n0,thé\n"),
      Buffer.from("1,caf\xe9\n2,b\n", "latin1"),
    ]);
    expect(await read("a.csv", text)).toEqual([
      { line: 2, id: "0", title: "thé" },
      { line: 3, error: expect.stringContaining("UTF-8"), sample: "1 | caf\ufffd" },
      { line: 4, id: "2", title: "b" },
    ]);
  });

  test("rejects ragged rows, but not empty cells at the end", async () => {
    expect(await read("a.csv", "id,title\n1\n2,b,c\n3,d,,\n4,e")).toEqual([
      { line: 2, error: "expected 2 cells as in the header, got 1", sample: "1" },
      { line: 3, error: "expected 2 cells as in the header, got 3", sample: "2 | b | c" },
      { line: 4, id: "3", title: "d" },
      { line: 5, id: "4", title: "e" },
    ]);
  });

  test("keeps literal quotes, and loses one row to a quote that never closes", async () => {
    const text = 'id,title\n1,a 5" pipe\n2,b\n3,"open\n4,c\n5,d';
    expect(await read("a.csv", text)).toEqual([
      { line: 2, id: "1", title: 'a 5" pipe' },
      { line: 3, id: "2", title: "b" },
      { line: 4, error: "a quoted cell is never closed", sample: '3,"open' },
      { line: 5, id: "4", title: "c" },
      { line: 6, id: "5", title: "d" },
    ]);
  });

  test("rejects a line that is longer than any product needs, without holding it", async () => {
    const text = `id,title\n1,${"x".repeat(3 * MAX_LINE_LENGTH)}\n2,b\n`;
    expect(await read("a.csv", text)).toEqual([
      {
        line: 2,
        error: `the line is longer than ${MAX_LINE_LENGTH} characters`,
        sample: `1,${"x".repeat(198)}`,
      },
      { line: 3, id: "2", title: "b" },
    ]);
  });

  test("finds the delimiter in the header", async () => {
    expect(await read("a.csv", 'id;title;price\n1;"a,b";12,50')).toEqual([
      { line: 2, id: "1", title: "a,b", price: "12,50" },
    ]);
  });

  test("keeps repeated columns apart and leaves out nameless ones", async () => {
    expect(await read("a.csv", "id,size,, size ,__proto__\n1,S,x,M,p")).toEqual([
      expect.objectContaining({ line: 2, id: "1", size: "S", "size 2": "M" }),
    ]);
  });

  test("numbers 50,000 columns of one name", async () => {
    const [row] = await read("a.csv", `${"size,".repeat(50_000)}id\n${"S,".repeat(50_000)}1`);
    expect(row).toMatchObject({ id: "1", size: "S", "size 50000": "S" });
  });

  test.each([1, 2, 3, 7])("does not depend on chunks of %i characters", async (size) => {
    const text = 'id,title\r\n1,"a\r\nb"\r\n2,c\r\n';
    expect(await collect(readDelimited(splitLines(chunksOf(text, size))))).toEqual([
      { line: 2, id: "1", title: "a\nb" },
      { line: 4, id: "2", title: "c" },
    ]);
  });

  test.each(["\n\n", ",,\n1,2,3", '"id,title\n'])("refuses a missing header: %j", async (text) => {
    await expect(read("a.csv", text)).rejects.toMatchObject({ code: "feed-invalid" });
  });
});

test("TSV keeps commas and semicolons", async () => {
  expect(await read("a.tsv", "id\ttitle;x\n1\ta,b")).toEqual([
    { line: 2, id: "1", "title;x": "a,b" },
  ]);
});

describe("JSON", () => {
  test.each(["[%]", '{"products":[%]}'])("reads %s", async (shape) => {
    const text = shape.replace("%", '{"id":1,"title":" a ","tags":["x"]},7');
    expect(await read("a.json", text)).toEqual([
      { line: 1, id: 1, title: " a ", tags: ["x"] },
      { line: 2, error: "expected a JSON object, got a number", sample: "7" },
    ]);
  });

  test.each(["[", "{}", '"x"', "null", '{"products":{}}'])("refuses %s", async (text) => {
    await expect(read("a.json", text)).rejects.toMatchObject({ code: "feed-invalid" });
  });

  test("a __proto__ key stays data", async () => {
    const path = join(await temporaryFolder(), "a.json");
    await writeFile(path, '[{"id":"1","__proto__":{"polluted":true}}]');
    const { rows } = await openRecords({ path });
    const { value } = await rows.next();
    expect(value.record.get("__proto__")).toEqual({ polluted: true });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("JSONL", () => {
  test("rejects only the broken lines", async () => {
    expect(await read("a.jsonl", '{"id":"1"}\r\n\r\n{"id":\r\n[1]\r\n{"id":"2"}')).toEqual([
      { line: 1, id: "1" },
      { line: 3, error: expect.stringContaining("not valid JSON"), sample: '{"id":' },
      { line: 4, error: "expected a JSON object, got an array", sample: "[1]" },
      { line: 5, id: "2" },
    ]);
  });
});

describe("the content decides the syntax, whatever the extension", () => {
  test.each([
    ["csv", "id,title\n1,a"],
    ["json", '[{"id":"1","title":"a"}]'],
    ["json", '{\n"products":[{"id":"1","title":"a"}]}'],
    ["json", '{"products":[{"id":"1","title":"a"}]}'],
    ["jsonl", '{"id":"1","title":"a"}\n{"id":"2","title":"b"}'],
  ])("%s: %s", async (format, text) => {
    const path = join(await temporaryFolder(), "feed.txt");
    await writeFile(path, text);
    const { syntax, rows } = await openRecords({ path });
    expect(syntax).toBe(format);
    expect((await collect(rows))[0]).toMatchObject({ id: "1", title: "a" });
  });
});

describe("a path that is no feed is refused", () => {
  test.each([
    ["an empty file", "a.csv", ""],
    ["HTML", "a", "<!doctype html><html>"],
    ["a spreadsheet", "a.csv", Buffer.from("PK\u0003\u0004....")],
    ["gzip", "a.csv", Buffer.from([0x1f, 0x8b, 8, 0])],
  ])("%s", async (_, name, content) => {
    await expect(read(name, content)).rejects.toMatchObject({
      name: "VisualSearchError",
      code: "feed-invalid",
    });
  });

  test("a folder, or nothing at all", async () => {
    const folder = await temporaryFolder();
    await expect(openFeed(folder)).rejects.toMatchObject({ code: "feed-invalid" });
    await expect(openFeed(join(folder, "none.csv"))).rejects.toMatchObject({
      code: "feed-invalid",
    });
  });
});
