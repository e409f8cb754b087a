/** Broken, cut off, huge and damaged feeds, and what is no feed: one clear error, or errors of rows. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { fromRoot, seeded } from "../../../encoder/testing.ts";
import { VisualSearchError } from "../../../lib/errors.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { openFeed } from "../feed.ts";
import type { FeedRow } from "../feed-record.ts";
import { MAX_LINE_LENGTH, splitLines } from "../source/text-lines.ts";
import { readDelimited } from "./delimited.ts";
import { readJson } from "./json.ts";
import { readJsonLines } from "./json-lines.ts";
import { openRecords } from "./open-records.ts";
import { readParquet } from "./parquet.ts";
import { readXml } from "./xml.ts";

const FIXTURES = fromRoot("src/build/feed/fixtures");

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

/** Titles of the products, errors of the rows, and notes. */
async function read(name: string, content: string | Uint8Array, encoding?: string) {
  const feed = await openFeed(
    await write(name, content),
    encoding === undefined ? {} : { encoding },
  );
  const titles: string[] = [];
  const errors: string[] = [];
  for await (const entry of feed.entries()) {
    if ("product" in entry) titles.push(entry.product.title);
    else errors.push(`${entry.at.line}: ${entry.error}`);
  }
  return { titles, errors, notes: feed.notes };
}

const rss = (items: string, declaration = "") =>
  `${declaration}<rss><channel>${items}</channel></rss>`;
const item = (id: string, title: string) =>
  `<item><g:id>${id}</g:id><title>${title}</title></item>`;

describe("the encoding of a feed", () => {
  test("is known by the byte order mark of UTF-8 or UTF-16", async () => {
    const text = "\ufeffid,title,image\r\n1,Ærø €,a.jpg\r\n";
    const little = Buffer.from(text, "utf16le");
    for (const bytes of [Buffer.from(text), little, Buffer.from(little).swap16()]) {
      expect(await read("a.csv", bytes)).toEqual({ titles: ["Ærø €"], errors: [], notes: [] });
    }
  });

  test("is UTF-16 without a mark, by its zero bytes", async () => {
    const little = Buffer.from("id,title,image\n1,Ærø,a.jpg\n", "utf16le");
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      expect((await read("a.csv", bytes)).titles).toEqual(["Ærø"]);
    }
  });

  test("is windows-1252 if it is not UTF-8, with a note", async () => {
    const bytes = Buffer.from("id,title,image\n1,Caf\xe9 \x80 5 \x96 \x93x\x94,a.jpg\n", "latin1");
    const { titles, notes } = await read("a.csv", bytes);
    expect(titles).toEqual(["Café € 5 – “x”"]);
    expect(notes).toEqual([expect.stringContaining("windows-1252")]);
  });

  test("is windows-1252, too, if the first such byte comes late", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},Title ${i},a.jpg\n`).join("");
    const bytes = Buffer.from(`id,title,image\n${rows}x,Caf\xe9,a.jpg\n`, "latin1");
    expect((await read("a.csv", bytes)).titles.at(-1)).toBe("Café");
  });

  test("is what the XML declaration or the caller says", async () => {
    const xml = rss(item("1", "Łódź"), '<?xml version="1.0" encoding="ISO-8859-2"?>');
    const latin2 = Buffer.from(xml.replace("Łódź", "\xa3\xf3d\xbc"), "latin1");
    expect(await read("a.xml", latin2)).toEqual({ titles: ["Łódź"], errors: [], notes: [] });
    const sjis = Buffer.concat([
      Buffer.from("id,title,image\n1,"),
      Buffer.from([0x83, 0x4e, 0x83, 0x8d]),
      Buffer.from(",a.jpg\n"),
    ]);
    expect((await read("a.csv", sjis, "shift_jis")).titles).toEqual(["クロ"]);
    const unknown = rss(item("1", "x"), '<?xml version="1.0" encoding="klingon"?>');
    await expect(read("a.xml", unknown)).rejects.toThrow(
      /Expected a known encoding .*, got "klingon"/,
    );
  });

  test("drops zero bytes within text", async () => {
    const { titles } = await read("a.csv", "id,title,image\n1,a\0b,a.jpg\n2,c,a.jpg\n");
    expect(titles.map((title) => title.replaceAll("\0", ""))).toEqual(["ab", "c"]);
  });
});

describe("a cell of 20 MB costs its row, and no more", () => {
  const huge = "x".repeat(20 * 2 ** 20);
  test.each([
    ["a.csv", `id,title,image\n1,${huge},a\n2,b,b.jpg\n`],
    ["quoted.csv", `id,title,image\n1,"${"x".repeat(999)}\n${huge}",a\n2,b,b.jpg\n`],
    ["a.tsv", `id\ttitle\timage\n1\t${huge}\ta\n2\tb\tb.jpg\n`],
    ["a.jsonl", `{"id":1,"title":"${huge}"}\n{"id":2,"title":"b"}\n`],
    ["a.json", `[{"id":1,"title":"${huge}"},{"id":2,"title":"b"}]`],
    ["a.xml", rss(item("1", huge) + item("2", "b"))],
    ["cdata.xml", rss(item("1", `<![CDATA[${huge}]]>`) + item("2", "b"))],
  ])("in %s", async (name, text) => {
    const { titles, errors } = await read(name, text);
    expect(titles).toEqual(["b"]);
    expect(errors.join()).toContain(`longer than ${MAX_LINE_LENGTH} characters`);
  });
});

describe("a feed that is cut off is refused", () => {
  test.each(["shopify-products-1.json", "google-rss.xml", "google-atom.xml", "product-group.json"])(
    "%s, wherever it ends",
    async (name) => {
      const whole = (await readFile(join(FIXTURES, name), "utf8")).trimEnd();
      const random = seeded(7);
      for (let i = 0; i < 40; i++) {
        const length = 10 + random(whole.length - 12);
        await expect(read(name, whole.slice(0, length)), `${length}`).rejects.toMatchObject({
          code: "feed-invalid",
        });
      }
    },
  );

  test("if it is gzip", async () => {
    const bytes = gzipSync(`id,title,image\n${"1,a,a.jpg\n".repeat(1000)}`);
    await expect(read("a.csv.gz", bytes.subarray(0, bytes.length - 9))).rejects.toThrow(
      /cannot be read to its end/,
    );
  });

  test("if it is Parquet", async () => {
    const path = join(await temporaryFolder(), "a.parquet");
    const column = { name: "id", data: ["a", "b"] };
    await parquetWriteFile({ filename: path, columnData: [column] });
    const bytes = await readFile(path);
    await expect(read("b.parquet", bytes.subarray(0, bytes.length - 20))).rejects.toThrow(
      /may be cut off/,
    );
  });
});

describe("a file that is no feed is refused with what it is", () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ["a.csv", '<!doctype html><html lang="en"><title>Login</title></html>', /HTML page.*"Login"/],
    ["a.xml", "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html><body/></html>", /HTML page/],
    ["a.xml", "<Error><Code>AccessDenied</Code></Error>", /its root is <Error>/],
    ["a.json", '{"errors":"Not Found"}', /got an object with errors/],
    ["a.csv", gzipSync(gzipSync("id")), /gzip file in a gzip file/],
    ["a.csv.gz", gzipSync(""), /got an empty file/],
    ["a", Uint8Array.from({ length: 500 }, (_, i) => (i * 7) % 32), /another binary file/],
    ["a.json", "[".repeat(100_000), /nested/],
    ["a.xml", rss("<a>".repeat(1000)), /deep/],
  ])("%s %#", async (name, content, message) => {
    await expect(read(name, content)).rejects.toMatchObject({
      code: "feed-invalid",
      message: expect.stringMatching(message),
    });
  });
});

async function* chunksOf(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

async function cellsOf(rows: AsyncIterable<FeedRow>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const row of rows)
    all.push("error" in row ? row.error : Object.fromEntries(row.record));
  return all;
}

describe("any table reads back as it was written, whatever the chunks", () => {
  const cell = fc.string({ unit: fc.constantFrom(..."ab é😀\"',;\t|\n<&>{}[]\\"), maxLength: 8 });
  const tables = fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 60 }))
    .chain(([columns, size]) =>
      fc.record({
        size: fc.constant(size),
        names: fc.constant(["a", "b", "c", "d", "e"].slice(0, columns)),
        rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
          minLength: 1,
          maxLength: 6,
        }),
      }),
    );
  const objects = (names: string[], rows: string[][]) =>
    rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]!])));

  test.each([",", "\t"])("delimited by %j", async (delimiter) => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ names, rows, size }) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const kept = rows.filter((row) => row.some((text) => text.trim() !== ""));
        const text = [names, ...kept].map((row) => row.map(quote).join(delimiter)).join("\n");
        const read = readDelimited(splitLines(chunksOf(text, size)), delimiter);
        expect(await cellsOf(read)).toEqual(objects(names, kept));
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test("as JSON, JSON documents in a row, and JSON lines", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ names, rows, size }) => {
        const values = objects(names, rows);
        const json = JSON.stringify(values);
        expect(await cellsOf(readJson(chunksOf(json, size)))).toEqual(values);
        const twice = `${json}\n{"products":${json}}`;
        expect(await cellsOf(readJson(chunksOf(twice, size)))).toEqual([...values, ...values]);
        const lines = values.map((value) => JSON.stringify(value)).join("\n");
        expect(await cellsOf(readJsonLines(splitLines(chunksOf(lines, size))))).toEqual(values);
      }),
      { seed: 12, numRuns: 150 },
    );
  });

  test("as XML", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ names, rows, size }) => {
        const escaped = (text: string) =>
          text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
        const items = rows.map((row, r) =>
          names
            .map((name, i) =>
              r % 2 && !row[i]!.includes("]")
                ? `<g:${name}><![CDATA[${row[i]}]]></g:${name}>`
                : `<${name}>${escaped(row[i]!)}</${name}>`,
            )
            .join("\n"),
        );
        const text = rss(items.map((inner) => `<item>${inner}</item>`).join(""));
        const expected = objects(names, rows).map((row) =>
          Object.fromEntries(
            Object.entries(row)
              .map(([name, text]) => [name, text.trim()])
              .filter(([, text]) => text !== ""),
          ),
        );
        expect(await cellsOf(readXml(chunksOf(text, size)))).toEqual(expected);
      }),
      { seed: 13, numRuns: 150 },
    );
  });

  test("as Parquet, whatever its row groups", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "a.parquet");
    await fc.assert(
      fc.asyncProperty(tables, async ({ names, rows, size }) => {
        const columnData = names.map((name, i) => ({ name, data: rows.map((row) => row[i]!) }));
        await parquetWriteFile({ filename: path, columnData, rowGroupSize: (size % 3) + 1 });
        expect(await cellsOf(readParquet(path))).toEqual(objects(names, rows));
      }),
      { seed: 14, numRuns: 100 },
    );
  });
});

describe("a damaged feed ends in rows, errors of rows, or one clear error", () => {
  /** Bytes changed, cut out, doubled or cut off, as chance has it. */
  function damage(bytes: Uint8Array, random: (bound: number) => number): Uint8Array {
    let damaged = Buffer.from(bytes);
    for (let n = 1 + random(4); n > 0; n--) {
      const at = random(damaged.length);
      const end = Math.min(damaged.length, at + 1 + random(40));
      const kind = random(4);
      if (kind === 0) damaged[at] = random(256);
      else if (kind === 1)
        damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(end)]);
      else if (kind === 2) {
        const piece = damaged.subarray(at, end);
        damaged = Buffer.concat([damaged.subarray(0, end), piece, damaged.subarray(end)]);
      } else damaged[at] = '"<>{}[],\n\t\\&\0'.charCodeAt(random(14));
      if (damaged.length === 0) break;
    }
    return damaged;
  }

  async function expectNoCrash(path: string, what: string): Promise<void> {
    try {
      const { rows } = await openRecords({ path });
      for await (const row of rows) expect("error" in row || row.record instanceof Map).toBe(true);
      const feed = await openFeed(path);
      for await (const entry of feed.entries()) expect(entry.at.line, what).toBeGreaterThan(0);
    } catch (error) {
      expect(error, what).toBeInstanceOf(VisualSearchError);
      expect(error, what).toMatchObject({ code: "feed-invalid" });
    }
  }

  const isDeep = Boolean(process.env.VITRINE_DEEP);
  const [fixtureTimes, parquetTimes] = isDeep ? [150, 1000] : [15, 100];

  test(`each fixture, ${fixtureTimes} times`, async () => {
    const path = join(await temporaryFolder(), "damaged");
    const random = seeded(2025);
    for (const name of await readdir(FIXTURES)) {
      const bytes = await readFile(join(FIXTURES, name));
      for (let i = 0; i < fixtureTimes; i++) {
        await writeFile(path, damage(i % 5 ? bytes : gzipSync(bytes), random));
        await expectNoCrash(path, `${name} ${i}`);
      }
    }
  });

  test(`a Parquet file, ${parquetTimes} times`, async () => {
    const folder = await temporaryFolder();
    const whole = join(folder, "whole.parquet");
    await parquetWriteFile({
      filename: whole,
      columnData: [
        { name: "id", data: Array.from({ length: 40 }, (_, i) => `p${i % 7}`) },
        { name: "title", data: Array.from({ length: 40 }, (_, i) => `Title ${i}`) },
        { name: "image", data: Array.from({ length: 40 }, (_, i) => [`${i}.jpg`, "b.jpg"]) },
      ],
      rowGroupSize: 15,
    });
    const bytes = await readFile(whole);
    const path = join(folder, "damaged.parquet");
    const random = seeded(31);
    for (let i = 0; i < parquetTimes; i++) {
      await writeFile(path, damage(bytes, random));
      await expectNoCrash(path, `${i}`);
    }
  });
});
