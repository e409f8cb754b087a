/** `vitrine export`. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { vitrine } from "../run.testing.ts";
import { setUp } from "./catalog.testing.ts";

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
