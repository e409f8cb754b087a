import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import sharp from "sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import { vitrine } from "./run.testing.ts";
import { run } from "./run.ts";

const MODEL = "public/models/starter";

async function setUp(feed: string) {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const images = join(folder, "images");
  await mkdir(images);
  const create = { width: 40, height: 50, channels: 3 as const, background: "#a33" };
  await sharp({ create }).jpeg().toFile(join(images, "a.jpg"));
  await writeFile(join(folder, "products.csv"), feed);
  const out = join(folder, "catalog");
  const args = ["build", join(folder, "products.csv")];
  args.push("--images", images, "--model", MODEL, "--out", out);
  args.push("--cache", join(folder, "cache"));
  return { folder, args, out };
}

describe("vitrine build", () => {
  test("shows progress as lines, and a summary", async () => {
    const { args, out } = await setUp("no,label,image\n1,Shirt,a.jpg\n2,Skirt,none.jpg\n");
    const flags = ["--map", "id=no", "--map", "title=label", "--name", "Shop"];
    const result = await vitrine([...args, ...flags]);
    expect(result.err).toMatch(
      /Reading rows\nComparing with browsers: 2\nEmbedding images: 2\n[\s\S]*Writing the catalog$/,
    );
    expect(result.out).toContain("1 product of 2 rows");
    expect(result.out).toContain("line 3 (2): the image file is not in the images folder");
    expect(result.out).toContain(`Report: ${out}.report.json, ${out}.report.html`);
    expect(result.code).toBe(0);
    const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
    expect(manifest).toMatchObject({ name: "Shop", items: 1 });
  });

  test("--quiet writes nothing", async () => {
    const { args, folder } = await setUp("id,title,image\n1,Shirt,a.jpg\n");
    const report = join(folder, "r.json");
    expect(await vitrine([...args, "--quiet", "--report", report])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(JSON.parse(await readFile(report, "utf8")).ok).toBe(true);
  });

  test("--no-html leaves out the page, and so does the configuration file", async () => {
    const { args, folder } = await setUp("id,title,image\n1,Shirt,a.jpg\n");
    const config = join(folder, "config.json");
    await writeFile(config, JSON.stringify({ html: false }));
    for (const flags of [["--no-html"], ["--config", config]]) {
      const { out, code } = await vitrine([...args, ...flags]);
      expect(code).toBe(0);
      expect(out).toMatch(/Report: .*report\.json$/);
      expect(await readdir(folder)).not.toContain("catalog.report.html");
    }
    await vitrine(args);
    expect(await readdir(folder)).toContain("catalog.report.html");
  });

  test("SOURCE_DATE_EPOCH is the time of the build", async () => {
    const { args, out } = await setUp("id,title,image\n1,Shirt,a.jpg\n");
    process.env.SOURCE_DATE_EPOCH = "1700000000";
    onTestFinished(() => void delete process.env.SOURCE_DATE_EPOCH);
    await vitrine([...args, "-q"]);
    const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
    expect(manifest.created).toBe("2023-11-14T22:13:20.000Z");
    process.env.SOURCE_DATE_EPOCH = "yesterday";
    expect((await vitrine([...args, "-q"])).code).toBe(2);
  });

  test("makes the spaces that are asked for", async () => {
    const { args, out } = await setUp("id,title,image,fit\n1,Shirt,a.jpg,slim\n");
    const flags = ["--spaces", "image,text,fused", "--fuse", "image=0.6,text=.4"];
    flags.push("--text-fields", "title,fit", "--max-images", "3");
    const result = await vitrine([...args, ...flags]);
    expect(result.err).toContain("Embedding texts: 1");
    const shown = await vitrine(["inspect", out]);
    expect(shown.out).toContain("Space image: 256 dimensions, cosine\n");
    expect(shown.out).toContain("Space text: 256 dimensions, cosine, of title, fit\n");
    expect(shown.out).toContain("Space fused: 256 dimensions, cosine, image 0.6 and text 0.4");
    expect((await vitrine(["verify", out])).code).toBe(0);
    for (const wrong of [
      ["--fuse", "image:1"],
      ["--fuse", "image=1"],
      ["--spaces", "text"],
      ["--max-images", "many"],
    ]) {
      expect((await vitrine([...args, ...flags, ...wrong])).code, wrong.join(" ")).toBe(2);
    }
  });

  test("a failure is one line with its code; --verbose tells where", async () => {
    const { args } = await setUp("id,title,image\n1,Shirt,none.jpg\n");
    const result = await vitrine([...args, "--quiet"]);
    expect(result.code).toBe(1);
    expect(result.err).toMatch(/^vitrine: \[feed-empty\] [^\n]+$/);
    const verbose = await vitrine([...args, "--quiet", "--verbose"]);
    expect(verbose.err).toMatch(/^vitrine: \[feed-empty\] [\s\S]*\n {4}at /);
  });

  test("an interruption changes nothing and has its own code", async () => {
    const { args } = await setUp("id,title,image\n1,Shirt,a.jpg\n");
    const result = await vitrine(args, AbortSignal.abort());
    expect(result).toEqual({ code: 130, out: "", err: expect.stringContaining("interrupted") });
  });

  test.each([["inspect"], ["verify"], ["detector", "check"]])(
    "%s %s that is interrupted ends at once",
    async (...command) => {
      const { folder } = await setUp("id,title,image\n1,Shirt,a.jpg\n");
      const result = await vitrine([...command, folder], AbortSignal.abort());
      expect(result).toEqual({ code: 130, out: "", err: expect.stringContaining("interrupted") });
    },
  );
});

describe("vitrine inspect and verify", () => {
  test("tell what is in a catalog, and that it is right", async () => {
    const { args, out } = await setUp("id,title,image,size\n1,Shirt,a.jpg,M\n2,Skirt,a.jpg,L\n");
    await vitrine([...args, "--quiet", "--name", "Shop"]);
    const shown = await vitrine(["inspect", out]);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain("2 products in 1 segment: 2 rows, 0 gone, 0 patched");
    expect(shown.out).toContain("Facets: size (category)");
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
    const { args, out } = await setUp("id,title,image\n1,Shirt,a.jpg\n");
    await vitrine([...args, "--quiet"]);
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
    const { folder } = await setUp("");
    for (const command of ["inspect", "verify"]) {
      const result = await vitrine([command, folder]);
      expect(result.code).toBe(1);
      expect(result.err).toMatch(/^vitrine: \[catalog-invalid\] Expected a catalog/);
    }
  });
});

describe("vitrine build --previous", () => {
  test("says what was taken over", async () => {
    const { args, folder, out } = await setUp("id,title,image\n1,Shirt,a.jpg\n2,Skirt,a.jpg\n");
    await vitrine([...args, "--quiet"]);
    await writeFile(join(folder, "products.csv"), "id,title,image\n1,Shirt!,a.jpg\n3,Hat,a.jpg\n");
    const result = await vitrine([...args, "--previous", out]);
    expect(result.out).toMatch(
      /1 kept \(1 with new data\), 1 embedded, 1 removed; .* new, .* reused/,
    );
    expect(result.err).toContain("Comparing images: 2");
    expect(result.code).toBe(0);
  });
});

describe("vitrine merge", () => {
  test("joins shards, says so, and names what is missing", async () => {
    const rows = Array.from({ length: 6 }, (_, i) => `${i},Product ${i},a.jpg`);
    const { args, folder, out } = await setUp(["id,title,image", ...rows].join("\n"));
    const shards = ["1", "2"].map((number) => join(folder, `shard-${number}`));
    for (const [i, shard] of shards.entries()) {
      const built = await vitrine([...args, "--shard", `${i + 1}/2`, "--out", shard]);
      expect(built.out).toContain(`${shard} (shard ${i + 1}/2): `);
    }
    expect((await vitrine(["inspect", shards[1]!])).out).toContain("Shard 2 of 2");
    const missing = await vitrine(["merge", shards[0]!, "--out", out]);
    expect(missing.err).toMatch(/^vitrine: \[catalog-invalid\] .*2 is missing.*--shard 2\/2/);
    expect(missing.code).toBe(1);

    const merged = await vitrine(["merge", ...shards, "--out", out]);
    expect(merged.out).toMatch(/6 products of 6 rows[\s\S]*From 2 shards, built in /);
    expect(merged.err).toContain("Joining shards: 6");
    expect(merged.code).toBe(0);
    const json = await vitrine(["merge", ...shards, "--out", out, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: true,
      shards: [{ number: 1 }, { number: 2 }],
    });
    expect(json.err).toBe("");
    expect((await vitrine(["verify", out])).code).toBe(0);
    expect((await vitrine(["merge", ...shards, "--out", out, "--quiet"])).out).toBe("");
  });

  test("refuses shards that are none, and has examples", async () => {
    const wrong = await vitrine(["build", "a.csv", ...NEEDED, "--shard", "3/2"]);
    expect(wrong.err).toMatch(/^vitrine: \[invalid-argument\] The option shard/);
    expect(wrong.code).toBe(2);
    expect((await vitrine(["merge", "--out", "o"])).code).toBe(2);
    expect((await vitrine(["merge", "--help"])).out).toMatch(/Examples:[\s\S]*\$ vitrine merge /);
  });
});

describe("vitrine build --dry-run", () => {
  const FEED =
    "no,label,image,size\n1,Shirt,a.jpg,M\n1,Again,a.jpg,L\n2,,a.jpg,S\n3,Hat,none.jpg,S\n";
  const MAP = ["--map", "id=no", "--map", "title=label"];

  test("shows the mapping, counts and first products, and writes nothing", async () => {
    const { folder } = await setUp(FEED);
    const before = await readdir(folder);
    const feed = join(folder, "products.csv");
    const result = await vitrine(["build", feed, "--dry-run", ...MAP]);
    expect(result.code).toBe(0);
    expect(result.out).toContain(
      "csv; 2 products of 4 rows with 0 variants and 2 images; 2 left out",
    );
    expect(result.out).toMatch(/^label +title$/m);
    expect(result.out).toMatch(/^image +image$/m);
    expect(result.out).toMatch(/1 time: no title\n {4}line 4 \(2\): no title \[2 \| a\.jpg \| S\]/);
    expect(result.out).toMatch(/^3 +Hat .* size=S$/m);
    expect(await readdir(folder)).toEqual(before);

    const json = JSON.parse((await vitrine(["build", feed, "--dry-run", "--json", ...MAP])).out);
    expect(json).toMatchObject({
      feed: { path: feed, format: "csv" },
      counts: { rows: 4, products: 2, variants: 0, images: 2, rejected: 2, warnings: 0 },
      first: [{ line: 2, item: { id: "1", title: "Shirt" }, images: ["a.jpg"] }, { line: 5 }],
    });
    expect(json.columns).toContainEqual({ column: "no", role: "id" });
    expect(json.rejected.map(({ reason }: { reason: string }) => reason)).toEqual([
      "the id is that of line N",
      "no title",
    ]);
  });

  test("a configuration file holds the options, and flags stand before it", async () => {
    const { folder } = await setUp(FEED);
    const config = join(folder, "shop.json");
    const feed = join(folder, "products.csv");
    await writeFile(config, JSON.stringify({ feed, map: { id: "no", title: "size" } }));
    const args = ["build", "--config", config, "--dry-run", "--json"];
    const titleOf = async (flags: string[]) =>
      JSON.parse((await vitrine([...args, ...flags])).out).first[0].item.title;
    expect(await titleOf([])).toBe("M");
    expect(await titleOf(["--map", "title=label"])).toBe("Shirt");
    const lists = { label: "i", size: "/" };
    await writeFile(config, JSON.stringify({ feed, map: { id: "no", title: "no" }, lists }));
    const labelOf = async (flags: string[]) =>
      JSON.parse((await vitrine([...args, ...flags])).out).first[0].item.attributes.label;
    expect(await labelOf([])).toEqual(["Sh", "rt"]);
    expect(await labelOf(["--list", "label=h"])).toEqual(["S", "irt"]);
    await writeFile(config, '{"fed":"x"}');
    const wrong = await vitrine(args);
    expect(wrong.err).toMatch(/^vitrine: \[invalid-argument\] .*has the key "fed"/);
    expect(wrong.code).toBe(2);
  });

  test("--json of a build is its report", async () => {
    const { args } = await setUp("id,title,image\n1,Shirt,a.jpg\n");
    const result = await vitrine([...args, "--json"]);
    expect(JSON.parse(result.out)).toMatchObject({
      ok: true,
      feed: { format: "csv", images: 1 },
      counts: { items: 1 },
    });
    expect(result.err).toBe("");
  });
});

describe("vitrine query", () => {
  test("shows a table of the hits, or JSON", async () => {
    const { args, out } = await setUp("id,title,image,price\n1,Shirt,a.jpg,9\n2,Hat,a.jpg,20\n");
    expect((await vitrine([...args, "--quiet"])).code).toBe(0);
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
    const { folder, args, out } = await setUp("id,title,image\n1,Shirt,a.jpg\n");
    expect((await vitrine([...args, "--quiet"])).code).toBe(0);
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
    expect(manifest).toMatchObject({ items: 1 });
    expect((await fetch(`${url}vitrine/model/config.json`)).status).toBe(200);
    interruption.abort();
    expect(await done).toBe(0);
    await expect(fetch(url!)).rejects.toThrow();
    const elsewhere = await vitrine(["serve", out, "--root", join(folder, "images")]);
    expect(elsewhere).toMatchObject({ code: 2, err: expect.stringContaining("with the catalog") });
  });
});

const NEEDED = ["--model", "m", "--out", "o"];

describe("the command line", () => {
  test.each([
    [["build", ...NEEDED], /Missing required argument 'feed'/],
    [["build", "a.csv"], /Required option '--model <dir>'/],
    [["biuld"], /Unknown command 'biuld'/],
    [["build", "a.csv", ...NEEDED, "--nope"], /Unknown option '--nope'/],
    [["build", "a.csv", "--map", "nonsense=x"], /field=column/],
    [["build", "a.csv", "--list", "size"], /column=separator/],
    [["build", "a.csv", "--list", "size="], /column=separator/],
    [["build", "a.csv", "--threads", "many"], /whole number/],
    [["build", "a.csv", "--cache-size", "1.5"], /whole number/],
  ])("%j is a usage error", async (args, message) => {
    const result = await vitrine(args);
    expect(result.err).toMatch(message);
    expect(result.err).toMatch(
      /^vitrine: \[invalid-argument\] [^\n]+ See vitrine [a-z ]*--help\.$/,
    );
    expect(result.code).toBe(2);
  });

  test("wrong values of options are usage errors, too", async () => {
    const { args } = await setUp("id,title,image\n");
    const result = await vitrine([...args, "--dtype", "int3"]);
    expect(result.err).toMatch(/^vitrine: \[invalid-argument\] The option dtype should be one of/);
    expect(result.code).toBe(2);
    const several = await vitrine([...args, "--dtypes", "q8,int3"]);
    expect(several.err).toMatch(/The option dtypes should be one or more of/);
  });

  test("help has examples and exit codes", async () => {
    const help = await vitrine(["build", "--help"]);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/Examples:[\s\S]*\$ vitrine build [\s\S]*Exit codes: 0 done/);
    expect((await vitrine(["--help"])).out).toContain("build");
    expect((await vitrine(["--version"])).out).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe("vitrine export", () => {
  const setUpCatalog = async () => {
    const set = await setUp("id,title,image\n1,Shirt,a.jpg\n2,Skirt,a.jpg\n");
    expect((await vitrine([...set.args, "--quiet"])).code).toBe(0);
    return { ...set, file: join(set.folder, "items.jsonl") };
  };

  test("writes a file, and says what is in it", async () => {
    const { out, file } = await setUpCatalog();
    const result = await vitrine(["export", out, "--out", file]);
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
    const json = await vitrine(["export", out, "--out", file, "--no-vectors", "--json"]);
    expect(json.err).toBe("");
    const { size } = await stat(file);
    expect(JSON.parse(json.out)).toEqual({
      out: file,
      format: "jsonl",
      items: 2,
      rows: 2,
      bytes: size,
    });
    expect(await vitrine(["export", out, "--out", file, "--quiet"])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  });

  test("writes to standard output nothing but the rows", async () => {
    const { out } = await setUpCatalog();
    const lines = await vitrine(["export", out, "--out", "-", "--json"]);
    expect(lines).toMatchObject({ code: 0, out: "" });
    expect(JSON.parse(lines.err)).toMatchObject({ rows: 2, bytes: lines.bytes!.length });
    expect(lines.bytes!.toString().match(/\n/g)).toHaveLength(2);
    const parquet = await vitrine(["export", out, "--out", "-", "--format", "parquet", "-q"]);
    expect(parquet).toMatchObject({ code: 0, out: "", err: "" });
    expect(parquet.bytes!.subarray(-4).toString()).toBe("PAR1");
  });

  test("ends with 1 where it fails, with 2 where the command line is wrong, 130 if interrupted", async () => {
    const { folder, out, file } = await setUpCatalog();
    const failed = [
      { args: [folder], code: 1, name: "catalog-invalid" },
      { args: [out, "--space", "text"], code: 1, name: "space-unknown" },
      { args: [out, "--format", "csv"], code: 2, name: "invalid-argument" },
      { args: [out, "--no-vectors", "--space", "image"], code: 2, name: "invalid-argument" },
    ];
    for (const { args, code, name } of failed) {
      const result = await vitrine(["export", ...args, "--out", file, "--quiet"]);
      expect(result, name).toMatchObject({
        code,
        out: "",
        err: expect.stringContaining(`[${name}]`),
      });
    }
    expect((await vitrine(["export", out])).code).toBe(2);
    expect((await vitrine(["export", out, "--out", file], AbortSignal.abort())).code).toBe(130);
    expect(await readdir(folder)).not.toContain("items.jsonl");
    const help = await vitrine(["export", "--help"]);
    expect(help.out).toMatch(/--no-vectors[\s\S]*Examples:[\s\S]*Exit codes:/);
  });
});
