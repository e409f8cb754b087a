/** `vitrine serve`. */
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { vitrine } from "../run.testing.ts";
import { run } from "../run.ts";
import { MODEL, setUp } from "./catalog.testing.ts";

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
