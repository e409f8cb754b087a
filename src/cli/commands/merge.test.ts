/** `vitrine merge`. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { vitrine } from "../run.testing.ts";
import { setUp } from "./catalog.testing.ts";

const NEEDED = ["--model", "m", "--out", "o"];

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
    expect(missing.err).toMatch(/^vitrine: \[catalog-invalid\] .*number 2 of 2\..*--shard 2\/2/);
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

  test("refuses what is no shard, and has examples", async () => {
    const wrong = await vitrine(["build", "a.csv", ...NEEDED, "--shard", "3/2"]);
    expect(wrong.err).toMatch(
      /^vitrine: \[invalid-argument\] Expected a part such as 2\/5, of at most 1000 as --shard/,
    );
    expect(wrong.code).toBe(2);
    expect((await vitrine(["merge", "--out", "o"])).code).toBe(2);
    expect((await vitrine(["merge", "--help"])).out).toMatch(/Examples:[\s\S]*\$ vitrine merge /);
  });
});
