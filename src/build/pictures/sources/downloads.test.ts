/** A build of pictures at addresses, and its cache. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { type BuildOptions, buildCatalog } from "../../index.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { shopServer } from "./shop-server.testing.ts";

test("pictures at addresses are fetched, remembered, checked again, and built offline", async () => {
  const folder = await temporaryFolder();
  const images = join(folder, "images");
  await mkdir(images);
  const draw = (background: string) =>
    sharp({ create: { width: 120, height: 90, channels: 3, background } })
      .jpeg()
      .toBuffer();
  const files = new Map([
    ["/a.jpg", await draw("#a00")],
    ["/b.jpg", await draw("#0a0")],
    ["/c.jpg", await draw("#00a")],
  ]);
  await writeFile(join(images, "local.jpg"), await draw("#aa0"));
  const server = await shopServer({
    ...Object.fromEntries(
      [...files.keys()].map((path) => [
        path,
        (request, response) => {
          const etag = `"${files.get(path)!.length}-${files.get(path)!.at(-3)}"`;
          response.setHeader("etag", etag);
          if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
          else response.end(files.get(path));
        },
      ]),
    ),
    "/page.jpg": (_, response) => void response.end("<!doctype html><title>Sorry</title>"),
    "/loop.jpg": (_, response) => void response.writeHead(301, { location: "/loop.jpg" }).end(),
  });
  const feed = join(folder, "feed.csv");
  const data = `data:image/png;base64,${(
    await sharp(await draw("#0aa"))
      .png()
      .toBuffer()
  ).toString("base64")}`;
  const rows = [
    `a,${server.origin}/a.jpg`,
    `b,http://me:key@127.0.0.1:${server.port}/b.jpg`,
    `c,${server.origin}/c.jpg`,
    `d,"${data}"`,
    "e,local.jpg",
    `f,${server.origin}/page.jpg`,
    `g,http://me:key@127.0.0.1:${server.port}/loop.jpg`,
    `h,${server.origin}/none.jpg`,
  ];
  const untitled = `i,http://me:key@127.0.0.1:${server.port}/a.jpg,`;
  const lines = ["id,image,title", ...rows.map((row) => `${row},Product`), untitled];
  await writeFile(feed, lines.join("\n"));
  const options: BuildOptions = {
    feed,
    images,
    model: "public/models/starter",
    out: join(folder, "catalog"),
    cache: join(folder, "cache"),
    created: new Date("2025-01-02T03:04:05Z"),
  };
  const first = await buildCatalog(options);
  expect(first.counts).toMatchObject({ rows: 9, items: 5, rejected: 4 });
  expect(first.rejected.map(({ id, reason }) => [id, reason])).toEqual([
    ["f", `the image file is an HTML page (${server.origin}/page.jpg)`],
    ["g", `127.0.0.1:${server.port} redirects in a circle (${server.origin}/loop.jpg)`],
    ["h", `127.0.0.1:${server.port} answered 404 (${server.origin}/none.jpg)`],
    ["i", "no title"],
  ]);
  expect(first.downloads).toMatchObject({ fetched: 3, failed: 3, requests: 6 });
  expect(first.remembered).toBe(0);
  expect(first.pictures).toMatchObject({ checked: 5, tooSmall: { count: 5 }, blank: { count: 5 } });
  expect(JSON.stringify(first)).not.toContain("key@");

  // No picture is decoded or embedded again, though no previous catalog is named.
  const second = await buildCatalog({ ...options, out: join(folder, "second") });
  expect(second.remembered).toBe(5);
  expect(second.downloads).toMatchObject({ fetched: 0, unchanged: 3 });
  expect(second.pictures).toEqual(first.pictures);

  files.set("/b.jpg", await draw("#fff"));
  const third = await buildCatalog({
    ...options,
    previous: options.out,
    out: join(folder, "third"),
  });
  expect(third.downloads).toMatchObject({ fetched: 1, unchanged: 2 });
  expect(third.update).toMatchObject({ kept: 4, embedded: 1 });

  const asked = server.requests.length;
  const offline = await buildCatalog({ ...options, offline: true, out: join(folder, "offline") });
  expect(server.requests).toHaveLength(asked);
  expect(offline.counts).toMatchObject({ items: 5, rejected: 4 });
  expect(offline.rejected[2]!.reason).toMatch(/not in the cache/);
  expect(offline.remembered).toBe(5);
});

test("an abort ends the downloads, too", async () => {
  const folder = await temporaryFolder();
  const server = await shopServer({ "*": () => {} });
  const feed = join(folder, "feed.csv");
  await writeFile(feed, `id,title,image\na,A,${server.origin}/a.jpg\n`);
  const abort = new AbortController();
  const build = buildCatalog({
    feed,
    model: "public/models/starter",
    out: join(folder, "catalog"),
    cache: join(folder, "cache"),
    signal: abort.signal,
  });
  const poll = setInterval(() => server.requests.length > 0 && abort.abort(), 10);
  await expect(build).rejects.toMatchObject({ name: "AbortError" });
  clearInterval(poll);
});
