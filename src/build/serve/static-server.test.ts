/** Tests of the web server for static files. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../temporary.testing.ts";
import { StaticServer } from "./static-server.ts";

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

async function setUp() {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "public", "deep"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "public", "a.webp"), BYTES);
  await writeFile(join(folder, "public", "é b.json"), "{}");
  await writeFile(join(folder, "public", "empty"), "");
  await writeFile(join(folder, "public", "deep", "b.js"), "export {};");
  await symlink(join(folder, "secret.txt"), join(folder, "public", "link.txt"));
  const server = new StaticServer({
    folders: { "/": join(folder, "public"), "/other/": join(folder, "public", "deep") },
    texts: { "/": "<p>page", "/page.js": "1;" },
    headers: { "x-test": "yes" },
  });
  const url = await server.listen(0, "127.0.0.1");
  onTestFinished(() => server.close());
  return { url, folder, server };
}

/** Asks for a path as it stands: fetch would tidy it up. */
function statusOf(url: string, path: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on("error", reject)
      .end();
  });
}

describe("a static server", () => {
  test("sends files and texts with their types and the site's headers", async () => {
    const { url } = await setUp();
    for (const [path, type, body] of [
      ["", "text/html; charset=utf-8", "<p>page"],
      ["page.js", "text/javascript; charset=utf-8", "1;"],
      ["deep/b.js", "text/javascript; charset=utf-8", "export {};"],
      ["other/b.js", "text/javascript; charset=utf-8", "export {};"],
      ["%C3%A9%20b.json?v=1", "application/json", "{}"],
      ["empty", "application/octet-stream", ""],
    ]) {
      const response = await fetch(url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe(type);
      expect(response.headers.get("x-test")).toBe("yes");
      expect(await response.text()).toBe(body);
    }
    const head = await fetch(`${url}a.webp`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe("1000");
    expect(await head.text()).toBe("");
  });

  test.each([
    ["bytes=0-9", 0, 10],
    ["bytes=990-", 990, 1000],
    ["bytes=-10", 990, 1000],
    ["bytes=-5000", 0, 1000],
    ["bytes=500-5000", 500, 1000],
  ])("sends the range %s", async (range, start, end) => {
    const { url } = await setUp();
    const response = await fetch(`${url}a.webp`, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/1000`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES.slice(start, end));
  });

  test("refuses ranges beyond the file, and sends the whole file for anything that is not a range", async () => {
    const { url } = await setUp();
    for (const range of ["bytes=1000-", "bytes=-0"]) {
      const response = await fetch(`${url}a.webp`, { headers: { range } });
      expect(response.status).toBe(416);
      expect(response.headers.get("content-range")).toBe("bytes */1000");
    }
    for (const range of ["bytes=9-1", "bytes=0-1,5-6", "lines=0-1", "bytes=-"]) {
      const response = await fetch(`${url}a.webp`, { headers: { range } });
      expect(response.status).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBe(1000);
    }
  });

  test("answers 304 for what the reader has", async () => {
    const { url, folder } = await setUp();
    const etag = (await fetch(`${url}a.webp`)).headers.get("etag")!;
    const ask = (headers: HeadersInit) => fetch(`${url}a.webp`, { headers });
    expect((await ask({ "if-none-match": etag })).status).toBe(304);
    expect((await ask({ "if-range": etag, range: "bytes=0-1" })).status).toBe(206);
    await writeFile(join(folder, "public", "a.webp"), BYTES.slice(1));
    expect((await ask({ "if-none-match": etag })).status).toBe(200);
    expect((await ask({ "if-range": etag, range: "bytes=0-1" })).status).toBe(200);
  });

  test.each([
    ["/../secret.txt", 404],
    ["/%2e%2e/secret.txt", 404],
    ["/%2e%2e%2fsecret.txt", 404],
    ["/other/..%2f..%2fsecret.txt", 404],
    ["/link.txt", 404],
    ["/deep", 404],
    ["/deep/", 404],
    ["/none", 404],
    ["/a%00.webp", 400],
    ["/%ff", 400],
    ["//", 400],
  ])("%s has the status %i", async (path, status) => {
    const { url } = await setUp();
    expect(await statusOf(url, path)).toBe(status);
  });

  test("answers only GET and HEAD, and names a port that is taken", async () => {
    const { url, server } = await setUp();
    const response = await fetch(url, { method: "POST", body: "x" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const other = new StaticServer({ folders: {}, texts: {}, headers: {} });
    const port = Number(new URL(url).port);
    await expect(other.listen(port, "127.0.0.1")).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining(String(port)),
    });
    await server.close();
    await expect(fetch(url)).rejects.toThrow();
  });
});
