/** `vitrine inspect` and `vitrine verify`. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { vitrine } from "../run.testing.ts";
import { setUp } from "./catalog.testing.ts";

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
