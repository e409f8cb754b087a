/** Pictures of web servers: requests, limits, redirects, credentials and the cache. */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../temporary.testing.ts";
import { DiskCache } from "../caches/disk-cache.ts";
import { HttpCache } from "./http-cache.ts";
import { HttpSource, type HttpSourceOptions } from "./http-source.ts";
import { type Answer, shopServer } from "./shop-server.testing.ts";

let jpeg: Buffer;

beforeAll(async () => {
  const create = { width: 64, height: 64, channels: 3 as const, background: "#a33" };
  jpeg = await sharp({ create }).jpeg().toBuffer();
});

const send: Answer = (_, response) => void response.end(jpeg);

interface SetUp extends HttpSourceOptions {
  cache?: string;
  cacheBytes?: number;
}

async function sourceOf({ cache, cacheBytes, ...options }: SetUp = {}) {
  const root = cache ?? join(await temporaryFolder(), "cache");
  const disk = new DiskCache(root, cacheBytes);
  const source = new HttpSource(new HttpCache(disk), { retryDelayMs: 1, ...options });
  const read = async (url: string) => Buffer.from(await (await source.find(url)).read());
  return { source, read, root, disk };
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

describe("fetches", () => {
  test("a picture, once, as vitrine and without cookies", async () => {
    const server = await shopServer({
      "/a.jpg": (_, response) => void response.setHeader("set-cookie", "a=b").end(jpeg),
    });
    const { source, read } = await sourceOf();
    const url = `${server.origin}/a.jpg`;
    const [first, second] = await Promise.all([read(url), read(url)]);
    expect(first).toEqual(jpeg);
    expect(second).toEqual(jpeg);
    expect(await read(url)).toEqual(jpeg);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]!.headers["user-agent"]).toMatch(/^vitrine/);
    expect(server.requests[0]!.headers.cookie).toBeUndefined();
    expect(source.counts).toMatchObject({ requests: 1, fetched: 1, bytes: jpeg.length, failed: 0 });
  });

  test("again after failures that may pass, as often as allowed", async () => {
    const server = await shopServer({
      "/503.jpg": (_, response, time) =>
        void (time < 2 ? response.writeHead(time ? 522 : 503).end() : response.end(jpeg)),
      "/cut.jpg": (request, response, time) => {
        if (time > 0) return void response.end(jpeg);
        response.writeHead(200, { "content-length": jpeg.length }).write(jpeg.subarray(0, 100));
        setTimeout(() => request.socket.destroy(), 20);
      },
      "/never.jpg": (_, response) => void response.writeHead(500).end(),
    });
    const { read, source } = await sourceOf({ attempts: 3 });
    expect(await read(`${server.origin}/503.jpg`)).toEqual(jpeg);
    expect(await read(`${server.origin}/cut.jpg`)).toEqual(jpeg);
    await expect(read(`${server.origin}/never.jpg`)).rejects.toThrow(/answered 500, 3 times$/);
    // What has failed is not asked for once more.
    await expect(read(`${server.origin}/never.jpg`)).rejects.toThrow(/answered 500, 3 times$/);
    expect(server.requests).toHaveLength(3 + 2 + 3);
    expect(source.counts).toMatchObject({ fetched: 2, failed: 1, requests: 8 });
  });

  test("no sooner than a server asks for, the whole host", async () => {
    const times: number[] = [];
    const server = await shopServer({
      "/a.jpg": (_, response, time) => {
        times.push(Date.now());
        if (time > 0) response.end(jpeg);
        else response.writeHead(429, { "retry-after": "1" }).end();
      },
      "/b.jpg": (_, response) => {
        times.push(Date.now());
        response.end(jpeg);
      },
      "/late.jpg": (_, response) => void response.writeHead(503, { "retry-after": "3600" }).end(),
    });
    const { read } = await sourceOf({ perHost: 1 });
    const first = read(`${server.origin}/a.jpg`);
    await expect.poll(() => times.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([first, read(`${server.origin}/b.jpg`)]);
    for (const time of times.slice(1)) expect(time - times[0]!).toBeGreaterThan(900);
    await expect(read(`${server.origin}/late.jpg`)).rejects.toThrow(/asks to wait 3600 s/);
  });

  test("no more pictures at a time than allowed, of each host and of all", async () => {
    /** Answers nothing until three requests wait at once, then each a little later. */
    const patient = (): Answer => {
      let waiting: (() => void)[] | undefined = [];
      return (_, response) => {
        const answer = () => void setTimeout(() => response.end(jpeg), 5);
        if (!waiting) return answer();
        waiting.push(answer);
        if (waiting.length < 3) return;
        for (const one of waiting) one();
        waiting = undefined;
      };
    };
    const servers = [await shopServer({ "*": patient() }), await shopServer({ "*": patient() })];
    const { read } = await sourceOf({ concurrency: 5, perHost: 3 });
    const urls = servers.flatMap(({ origin }) =>
      Array.from({ length: 12 }, (_, i) => `${origin}/${i}.jpg`),
    );
    await Promise.all(urls.map(read));
    for (const { mostAtOnce, requests } of servers) {
      expect(mostAtOnce).toBe(3);
      expect(requests).toHaveLength(12);
    }
  });

  test("a host that is down is not asked four times for every picture", async () => {
    const server = await shopServer({ "*": (request) => request.socket.destroy() });
    const { read } = await sourceOf({ perHost: 1 });
    for (let i = 0; i < 20; i++) {
      await expect(read(`${server.origin}/${i}.jpg`)).rejects.toThrow(/did not answer/);
    }
    expect(server.requests).toHaveLength(10 * 4 + 10);
  });
});

describe("fails with a reason", () => {
  test("if redirects lead in a circle, are too many, or lead elsewhere", async () => {
    const to = (location: string): Answer => {
      return (_, response) => void response.writeHead(302, { location }).end();
    };
    const server = await shopServer({
      "/a": to("/b"),
      "/b": to("/a"),
      "/file": to("file:///etc/passwd"),
      "/good": to("/good/1.jpg"),
      "/good/1.jpg": send,
      ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`/${i}`, to(`/${i + 1}`)])),
    });
    const { read } = await sourceOf();
    await expect(read(`${server.origin}/a`)).rejects.toThrow(/redirects in a circle/);
    await expect(read(`${server.origin}/0`)).rejects.toThrow(/more than 5 redirects/);
    await expect(read(`${server.origin}/file`)).rejects.toThrow(
      /redirects to what is no http\(s\) address/,
    );
    expect(await read(`${server.origin}/good`)).toEqual(jpeg);
  });

  test.each<[string, Answer, RegExp, HttpSourceOptions?]>([
    ["404", (_, response) => void response.writeHead(404).end("<html>"), /answered 404$/],
    ["a page", (_, response) => void response.end("\n<!DOCTYPE html><p>Hi"), /is an HTML page/],
    ["nothing", (_, response) => void response.end(), /is empty/],
    ["304 unasked", (_, response) => void response.writeHead(304).end(), /304/],
    [
      "too much, as announced",
      (_, response) => void response.writeHead(200, { "content-length": "99999" }).end(),
      /has 99999 bytes, at most 5000/,
    ],
    [
      "too much, unannounced",
      (_, response) => {
        for (let i = 0; i < 9; i++) response.write(Buffer.alloc(1000, 0xff));
        response.end();
      },
      /more than 5000 bytes/,
    ],
    [
      "fewer bytes than announced",
      (request, response) => {
        response.writeHead(200, { "content-length": "4000" }).write(jpeg);
        setTimeout(() => request.socket.destroy(), 10);
      },
      /cut the connection.*, 2 times/,
    ],
    ["no answer", () => {}, /did not answer within 0\.2 s, 2 times/, { answerMs: 200 }],
    [
      "a stall",
      (_, response) => void response.writeHead(200).write(jpeg.subarray(0, 50)),
      /sent nothing for 0\.2 s, 2 times/,
      { idleMs: 200 },
    ],
    [
      "a trickle",
      (_, response) => {
        const timer = setInterval(() => response.write("x"), 40);
        response.on("close", () => clearInterval(timer));
      },
      /took longer than 0\.5 s, 2 times/,
      { totalMs: 500 },
    ],
  ])("for %s", async (_, answer, reason, limits = {}) => {
    const server = await shopServer({ "/a.jpg": answer });
    // Long limits, so that a busy machine runs into none but the one that is tested.
    const patient = { answerMs: 20_000, idleMs: 20_000, totalMs: 40_000 };
    const { read, root } = await sourceOf({ attempts: 2, maxBytes: 5000, ...patient, ...limits });
    await expect(read(`${server.origin}/a.jpg`)).rejects.toThrow(reason);
    // No part of it is left.
    const kept = (await filesOf(root).catch(() => [])).filter((file) => /[0-9a-f]{10}/.test(file));
    expect(kept.map((file) => file.slice(root.length))).toEqual([]);
  });

  test("for a host that is not there, and an abort for one that is slow", async () => {
    const { read } = await sourceOf({ attempts: 1 });
    await expect(read("http://127.0.0.1:9/a.jpg")).rejects.toThrow(/127\.0\.0\.1:9 did not answer/);
    await expect(read("http://[/a.jpg")).rejects.toThrow(/not a URL/);
    const server = await shopServer({ "/a.jpg": () => {} });
    const abort = new AbortController();
    const slow = await sourceOf({ signal: abort.signal });
    const aborted = slow.read(`${server.origin}/a.jpg`);
    setTimeout(() => abort.abort(), 30);
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("credentials go to their own origin alone, and into no file", async () => {
  const other = await shopServer({ "/a.jpg": send });
  const server = await shopServer({
    "/own": (_, response) => void response.writeHead(302, { location: "/own.jpg" }).end(),
    "/own.jpg": send,
    "/away": (_, response) =>
      void response.writeHead(302, { location: `http://x:y@127.0.0.1:${other.port}/a.jpg` }).end(),
  });
  const { read, root } = await sourceOf();
  const url = (path: string) => `http://me:s3cret%21@127.0.0.1:${server.port}${path}`;
  expect(await read(url("/own"))).toEqual(jpeg);
  expect(await read(url("/away"))).toEqual(jpeg);
  const basic = `Basic ${Buffer.from("me:s3cret!").toString("base64")}`;
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
    basic,
    basic,
    basic,
  ]);
  expect(other.requests[0]!.headers.authorization).toBeUndefined();
  for (const file of await filesOf(root)) {
    expect((await readFile(file)).includes("s3cret")).toBe(false);
  }
});

describe("the cache", () => {
  /** Answers with `now.jpeg`, or 304 to who has it. */
  async function tagged() {
    const now = { jpeg, tag: '"1"', isDown: false };
    const server = await shopServer({
      "/a.jpg": (request, response) => {
        if (now.isDown) return void response.writeHead(503).end();
        const same = request.headers["if-none-match"] === now.tag;
        response.setHeader("etag", now.tag);
        if (same) response.writeHead(304).end();
        else response.end(now.jpeg);
      },
    });
    return { now, server, url: `${server.origin}/a.jpg` };
  }

  test("asks whether a picture has changed, once in a build", async () => {
    const { now, server, url } = await tagged();
    const { read, root } = await sourceOf();
    await read(url);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const next = await sourceOf({ cache: root });
    expect(await next.read(url)).toEqual(jpeg);
    expect(await next.read(url)).toEqual(jpeg);
    expect(next.source.counts).toMatchObject({ requests: 1, unchanged: 1, fetched: 0 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    now.tag = '"2"';
    now.jpeg = Buffer.concat([jpeg, Buffer.alloc(1)]);
    const third = await sourceOf({ cache: root });
    expect(await third.read(url)).toEqual(now.jpeg);
    expect(third.source.counts).toMatchObject({ unchanged: 0, fetched: 1 });
    expect(server.requests).toHaveLength(3);
  });

  test("serves pictures if the server fails, and offline", async () => {
    const { now, server, url } = await tagged();
    const { read, root } = await sourceOf();
    await read(url);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now.isDown = true;
    const down = await sourceOf({ cache: root, attempts: 1 });
    expect(await down.read(url)).toEqual(jpeg);
    expect(down.source.counts).toMatchObject({ stale: 1, failed: 0 });
    const asked = server.requests.length;
    const offline = await sourceOf({ cache: root, offline: true });
    expect(await offline.read(url)).toEqual(jpeg);
    await expect(offline.read(`${server.origin}/b.jpg`)).rejects.toThrow(/not in the cache/);
    expect(server.requests).toHaveLength(asked);
    expect(offline.source.counts).toMatchObject({ unasked: 1, failed: 0, requests: 0 });
  });

  test("damage costs a request, and never gives other bytes", async () => {
    const { url } = await tagged();
    const { read, root } = await sourceOf();
    await read(url);
    for (const damage of [
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])]),
      (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
      () => Buffer.alloc(0),
      undefined,
    ]) {
      for (const shelf of ["pictures", "addresses"]) {
        const [file] = await filesOf(join(root, shelf));
        if (damage) await writeFile(file!, damage(await readFile(file!)));
        else await rm(file!);
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(await (await sourceOf({ cache: root })).read(url)).toEqual(jpeg);
      }
    }
  });

  test("stays within its bound, keeping what was used last; two builds share it", async () => {
    const server = await shopServer({
      "*": (request, response) =>
        void response.end(Buffer.concat([jpeg, Buffer.alloc(20_000), Buffer.from(request.url!)])),
    });
    const bound = 200_000;
    const first = await sourceOf({ cacheBytes: bound });
    const second = await sourceOf({ cacheBytes: bound, cache: first.root });
    const urls = Array.from({ length: 40 }, (_, i) => `${server.origin}/${i}.jpg`);
    const check = async (read: typeof first.read) => {
      for (const [i, url] of urls.entries()) {
        expect((await read(url)).subarray(-`/${i}.jpg`.length).toString()).toBe(`/${i}.jpg`);
      }
    };
    await Promise.all([check(first.read), check(second.read)]);
    await first.disk.evict();
    const sizes = await Promise.all(
      (await filesOf(first.root)).map(async (file) => (await readFile(file)).length),
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(bound + 1000);
    const offline = await sourceOf({ cache: first.root, offline: true });
    expect((await offline.read(urls[39]!)).length).toBeGreaterThan(20_000);
    await expect(offline.read(urls[0]!)).rejects.toThrow(/not in the cache/);
  });
});
