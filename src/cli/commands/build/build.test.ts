/** `vitrine build`: its output, options and configuration file, its dry run, and updates. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { vitrine } from "../../run.testing.ts";
import { setUp } from "../catalog.testing.ts";

describe("vitrine build", () => {
  test("shows progress as lines, and a summary", async () => {
    const { args, folder, out } = await setUp("no,label,image\n1,Shirt,a.jpg\n2,Skirt,none.jpg\n");
    const flags = ["--map", "id=no", "--map", "title=label", "--name", "Shop"];
    // Of its own, so that the runtimes have not been compared before.
    flags.push("--cache", join(folder, "cache"));
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
    expect(wrong.err).toMatch(
      /^vitrine: \[invalid-argument\] Expected keys among .*, got the key "fed"/,
    );
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
