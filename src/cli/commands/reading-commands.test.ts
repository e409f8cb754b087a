/** The commands that read a catalog: inspect, verify, query, serve and export, on one that is built once. */
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { vitrine } from "../run.testing.ts";
import { run } from "../run.ts";
import { MODEL, sharedCatalog } from "./catalog.testing.ts";

const catalog = sharedCatalog("id,title,image,price,size\n1,Shirt,a.jpg,9,M\n2,Hat,a.jpg,20,L\n");

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("vitrine inspect and verify", () => {
  test("tell what is in a catalog, and that it is right", async () => {
    const { out } = catalog;
    const shown = await vitrine(["inspect", out]);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain("2 products in 1 segment: 2 rows, 0 gone, 0 patched");
    expect(shown.out).toContain("Facets: price (number), size (category)");
    expect(shown.out).toContain("Space image: 256 dimensions, cosine");
    expect(shown.out).toContain("Weights: q8 10.4 MB");
    const { out: json } = await vitrine(["inspect", out, "--json"]);
    const inspection = JSON.parse(json);
    expect(inspection).toMatchObject({
      name: "Shop",
      rows: 2,
      live: 2,
      tombstones: 0,
      patches: 0,
      bytes: { changes: 0 },
      encoder: { id: "starter", weights: [{ dtype: "q8" }] },
      segments: [{ rows: 2 }],
    });
    expect(inspection.bytes.index).toBeGreaterThan(500);
    expect(await vitrine(["verify", out])).toEqual({
      code: 0,
      out: `${out}: every byte is right`,
      err: "",
    });
    expect((await vitrine(["verify", out, "-q"])).out).toBe("");
  });

  test("list every problem, and end with exit code 1", async () => {
    const out = join(await newFolder(), "catalog");
    await cp(catalog.out, out, { recursive: true });
    const { segments } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
    const index = join(out, segments[0].index.image.path);
    const bytes = await readFile(index);
    bytes[100]! ^= 1;
    await writeFile(index, bytes);
    await rm(join(out, segments[0].facets.path));
    await writeFile(join(out, "stray.txt"), "x");
    const result = await vitrine(["verify", out]);
    expect(result.code).toBe(1);
    const lines = result.err.split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain("SHA-256");
    expect(lines[1]).toMatch(/facets-.*no such file/);
    expect(lines[2]).toMatch(/stray\.txt.*does not name/);
    expect(lines[3]).toMatch(/^vitrine: \[catalog-invalid\].*3 problems/);
  });

  test("refuse a folder without a catalog", async () => {
    const folder = await newFolder();
    for (const command of ["inspect", "verify"]) {
      const result = await vitrine([command, folder]);
      expect(result.code).toBe(1);
      expect(result.err).toMatch(/^vitrine: \[catalog-invalid\] Expected a catalog/);
    }
  });
});

describe("vitrine query", () => {
  test("shows a table of the hits, or JSON", async () => {
    const { out } = catalog;
    const query = ["query", out, "--like", "2", "--where", "price=..15"];
    const shown = await vitrine(query);
    expect(shown.err).toBe("");
    expect(shown.out).toMatch(
      /^ +score +id +price +category +picture +title\n1 +\d\.\d{3} +1 +9 .*Shirt$/,
    );
    const hits = JSON.parse((await vitrine([...query, "--json"])).out);
    expect(hits).toMatchObject([{ id: "1", picture: 0, item: { title: "Shirt" } }]);
    const none = await vitrine(["query", out, "--like", "1", "--where", "price=..15"]);
    expect(none.out).toBe("No product meets the conditions.");
    const wrong = await vitrine(["query", out, "--like", "1", "--where", "price=cheap"]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("price=cheap") });
    expect((await vitrine(["query", out])).code).toBe(2);
  });
});

describe("vitrine serve", () => {
  test("serves until it is interrupted", async () => {
    const { folder, out } = catalog;
    const interruption = new AbortController();
    const lines: string[] = [];
    const terminal = {
      out: (line: string) => void lines.push(line),
      err: () => {},
      stream: new PassThrough(),
      bar: undefined,
    };
    const serve = ["serve", out, "--model", MODEL, "--port", "0", "--root", folder];
    const done = run(serve, terminal, interruption.signal);
    await expect.poll(() => lines, { timeout: 30_000 }).toHaveLength(1);
    const [, url] = / at (http:\/\/127\.0\.0\.1:\d+\/)$/.exec(lines[0]!)!;
    expect(await (await fetch(url!)).text()).toContain('data-catalog="/catalog/"');
    const manifest = await (await fetch(`${url}catalog/manifest.json`)).json();
    expect(manifest).toMatchObject({ items: 2 });
    expect((await fetch(`${url}vitrine/model/config.json`)).status).toBe(200);
    interruption.abort();
    expect(await done).toBe(0);
    await expect(fetch(url!)).rejects.toThrow();
    const elsewhere = await vitrine(["serve", out, "--root", join(folder, "images")]);
    expect(elsewhere).toMatchObject({ code: 2, err: expect.stringContaining("with the catalog") });
  });
});

describe("vitrine export", () => {
  const target = async () => join(await newFolder(), "items.jsonl");

  test("writes a file, and says what is in it", async () => {
    const file = await target();
    const result = await vitrine(["export", catalog.out, "--out", file]);
    expect(result).toMatchObject({
      code: 0,
      err: expect.stringContaining("Exporting products: 2"),
    });
    expect(result.out).toContain(
      `${file}: 2 vectors of 2 products in the space image, 256 dimensions (starter); jsonl, `,
    );
    const rows = (await readFile(file, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ id, picture, vector }) => [id, picture, vector.length])).toEqual([
      ["1", 0, 256],
      ["2", 0, 256],
    ]);
    const json = await vitrine(["export", catalog.out, "--out", file, "--no-vectors", "--json"]);
    expect(json.err).toBe("");
    const { size } = await stat(file);
    expect(JSON.parse(json.out)).toEqual({
      out: file,
      format: "jsonl",
      items: 2,
      rows: 2,
      bytes: size,
    });
    expect(await vitrine(["export", catalog.out, "--out", file, "--quiet"])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  });

  test("writes to standard output nothing but the rows", async () => {
    const lines = await vitrine(["export", catalog.out, "--out", "-", "--json"]);
    expect(lines).toMatchObject({ code: 0, out: "" });
    expect(JSON.parse(lines.err)).toMatchObject({ rows: 2, bytes: lines.bytes!.length });
    expect(lines.bytes!.toString().match(/\n/g)).toHaveLength(2);
    const parquet = await vitrine([
      "export",
      catalog.out,
      "--out",
      "-",
      "--format",
      "parquet",
      "-q",
    ]);
    expect(parquet).toMatchObject({ code: 0, out: "", err: "" });
    expect(parquet.bytes!.subarray(-4).toString()).toBe("PAR1");
  });

  test("ends with 1 if it fails, with 2 if the command line is wrong, with 130 if it is interrupted", async () => {
    const file = await target();
    const folder = dirname(file);
    const failed = [
      { args: [folder], code: 1, name: "catalog-invalid" },
      { args: [catalog.out, "--space", "text"], code: 1, name: "space-unknown" },
      { args: [catalog.out, "--format", "csv"], code: 2, name: "invalid-argument" },
      {
        args: [catalog.out, "--no-vectors", "--space", "image"],
        code: 2,
        name: "invalid-argument",
      },
    ];
    for (const { args, code, name } of failed) {
      const result = await vitrine(["export", ...args, "--out", file, "--quiet"]);
      expect(result, name).toMatchObject({
        code,
        out: "",
        err: expect.stringContaining(`[${name}]`),
      });
    }
    expect((await vitrine(["export", catalog.out])).code).toBe(2);
    expect((await vitrine(["export", catalog.out, "--out", file], AbortSignal.abort())).code).toBe(
      130,
    );
    expect(await readdir(folder)).not.toContain("items.jsonl");
    const help = await vitrine(["export", "--help"]);
    expect(help.out).toMatch(/--no-vectors[\s\S]*Examples:[\s\S]*Exit codes:/);
  });
});
