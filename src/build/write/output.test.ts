/** Tests of the folder that a catalog is written to. */
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../temporary.testing.ts";
import { OutputFolder } from "./output.ts";

const text = (value: string) => new TextEncoder().encode(value);

function catalog(segment: string) {
  const path = `segments/${segment}.vtrn`;
  return [
    { path, bytes: text(segment) },
    {
      path: "manifest.json",
      bytes: text(JSON.stringify({ format: "vitrine-catalog", segments: [{ path }] })),
    },
  ];
}

async function list(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

/** A process id that no process has. */
const DEAD = 2 ** 22 + 1;

describe("OutputFolder", () => {
  test("makes the folder, and replaces its whole content", async () => {
    const parent = await temporaryFolder();
    const path = join(parent, "deep", "catalog");
    await (await OutputFolder.open(path)).replace(catalog("a"));
    expect(await list(path)).toEqual(["manifest.json", "segments", "segments/a.vtrn"]);
    await (await OutputFolder.open(path)).replace(catalog("b"));
    expect(await list(path)).toEqual(["manifest.json", "segments", "segments/b.vtrn"]);
    expect(await readdir(join(parent, "deep"))).toEqual(["catalog"]);
  });

  test("leaves the old catalog and nothing else after a failure", async () => {
    const parent = await temporaryFolder();
    const path = join(parent, "catalog");
    await (await OutputFolder.open(path)).replace(catalog("a"));
    const output = await OutputFolder.open(path);
    const broken = [...catalog("b"), { path: "manifest.json", bytes: text("twice") }];
    await expect(output.replace(broken)).rejects.toMatchObject({ code: "output-failed" });
    const abort = new AbortController();
    const stopped = output.replace(catalog("c"), abort.signal);
    abort.abort();
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(await list(path)).toEqual(["manifest.json", "segments", "segments/a.vtrn"]);
    expect(await readdir(parent)).toEqual(["catalog"]);
  });

  test("refuses a folder or file that is not a catalog", async () => {
    const parent = await temporaryFolder();
    const path = join(parent, "photos");
    await mkdir(path);
    await OutputFolder.open(path);
    await writeFile(join(path, "a.jpg"), "x");
    const refused = { code: "output-failed", message: expect.stringContaining("--out") };
    await expect(OutputFolder.open(path)).rejects.toMatchObject(refused);
    await writeFile(join(path, "manifest.json"), '{"name":"some web app"}');
    await expect(OutputFolder.open(path)).rejects.toMatchObject(refused);
    await expect(OutputFolder.open(join(path, "a.jpg"))).rejects.toMatchObject(refused);
    await expect(OutputFolder.open(join(path, "a.jpg", "b"))).rejects.toMatchObject({
      code: "output-failed",
    });
    expect(await list(path)).toEqual(["a.jpg", "manifest.json"]);
  });

  test("refuses a catalog with a file that would be lost, also if it came during the build", async () => {
    const path = join(await temporaryFolder(), "catalog");
    const output = await OutputFolder.open(path);
    await output.replace(catalog("a"));
    await writeFile(join(path, ".DS_Store"), "");
    await output.replace(catalog("b"));
    await writeFile(join(path, ".htaccess"), "mine");
    await expect(output.replace(catalog("c"))).rejects.toThrow(/\.htaccess is not part/);
    await rm(join(path, ".htaccess"));
    await writeFile(join(path, "index.html"), "mine");
    await expect(OutputFolder.open(path)).rejects.toThrow(/index.html is not part/);
    await expect(output.replace(catalog("c"))).rejects.toThrow(/index.html is not part/);
    expect(await readFile(join(path, "index.html"), "utf8")).toBe("mine");
  });

  test("keeps a link to a folder", async () => {
    const parent = await temporaryFolder();
    await mkdir(join(parent, "v1"));
    await symlink(join(parent, "v1"), join(parent, "current"));
    await (await OutputFolder.open(join(parent, "current"))).replace(catalog("a"));
    expect(await list(join(parent, "v1"))).toContain("manifest.json");
    expect((await readdir(parent)).sort()).toEqual(["current", "v1"]);
  });

  test("deletes what killed builds have left, and nothing else", async () => {
    const parent = await temporaryFolder();
    const path = join(parent, "catalog");
    await (await OutputFolder.open(path)).replace(catalog("a"));
    const dead = `.catalog.vitrine-new-${DEAD}-ab-${hostname()}`;
    const alive = `.catalog.vitrine-new-${process.pid}-ab-${hostname()}`;
    const elsewhere = `.catalog.vitrine-new-${DEAD}-ab-another-host`;
    for (const name of [dead, alive, elsewhere, ".catalog.other"]) await mkdir(join(parent, name));
    await OutputFolder.open(path);
    expect((await readdir(parent)).sort()).toEqual(
      [".catalog.other", alive, elsewhere, "catalog"].sort(),
    );
  });

  test("restores the catalog of a build that was killed between the renames", async () => {
    const parent = await temporaryFolder();
    const old = join(parent, `.catalog.vitrine-old-${DEAD}-ab-${hostname()}`);
    await (await OutputFolder.open(old)).replace(catalog("a"));
    await OutputFolder.open(join(parent, "catalog"));
    expect(await readdir(parent)).toEqual(["catalog"]);
    expect(await list(join(parent, "catalog"))).toContain("segments/a.vtrn");
  });
});
