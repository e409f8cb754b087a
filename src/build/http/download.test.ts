/** Downloads are resumed, verified, and whole when they appear. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../temporary.testing.ts";
import { download } from "./download.ts";
import { HttpClient } from "./http-client.ts";

/** An ONNX file begins with its IR version. */
const BODY = Buffer.concat([Buffer.from([8]), Buffer.alloc(5000, "weights ")]);

let dir: string;
let url: string;
let answer: (range: string | undefined, response: ServerResponse, ifRange?: string) => void;
const ranges: (string | undefined)[] = [];

beforeEach(async () => {
  dir = await temporaryFolder();
  ranges.length = 0;
  const server: Server = createServer((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    answer(range, response, request.headers["if-range"] as string | undefined);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.onnx`;
});

function whole(response: ServerResponse, body = BODY, etag?: string): void {
  response.writeHead(200, { "content-length": body.length, ...(etag && { etag }) }).end(body);
}

function rest(from: number, response: ServerResponse): void {
  const body = BODY.subarray(from);
  const range = `bytes ${from}-${BODY.length - 1}/${BODY.length}`;
  response.writeHead(206, { "content-length": body.length, "content-range": range }).end(body);
}

function downloaded(http = new HttpClient({ retryDelayMs: 1 }), change: { bytes?: number } = {}) {
  const target = join(dir, "model.onnx");
  const options = { http, url, target, immutable: false, maxBytes: 10_000, onBytes: () => {} };
  return download({ ...options, ...change });
}

async function leave(bytes: Buffer, validator?: string): Promise<void> {
  await writeFile(join(dir, "model.onnx.partial"), bytes);
  await writeFile(join(dir, "model.onnx.partial.json"), JSON.stringify({ url, validator }));
}

async function expectWhole(body = BODY): Promise<void> {
  expect(await readdir(dir)).toEqual(["model.onnx"]);
  expect((await readFile(join(dir, "model.onnx"))).equals(body)).toBe(true);
}

describe("download", () => {
  test("resumes if a server falls silent", async () => {
    answer = (range, response) => {
      if (range) return rest(Number(/\d+/.exec(range)![0]), response);
      response.writeHead(200, { "content-length": BODY.length, etag: '"1"' });
      return void response.write(BODY.subarray(0, 2000));
    };
    await downloaded(new HttpClient({ retryDelayMs: 1, stallMs: 200 }));
    await expectWhole();
    expect(ranges).toEqual([undefined, "bytes=2000-"]);
  });

  test("starts again if the file has changed since", async () => {
    await leave(Buffer.alloc(2000, 1), '"old"');
    answer = (_, response, ifRange) => {
      expect(ifRange).toBe('"old"');
      whole(response, BODY, '"new"');
    };
    await downloaded();
    await expectWhole();
  });

  test("starts again if nothing shows whether it has changed", async () => {
    await leave(BODY.subarray(0, 2000));
    answer = (_, response) => whole(response);
    await downloaded();
    await expectWhole();
    expect(ranges).toEqual([undefined]);
  });

  test("takes over what a killed run had already fetched whole", async () => {
    await leave(BODY, '"1"');
    answer = (_, response) => {
      response.writeHead(416, { "content-range": `bytes */${BODY.length}` }).end();
    };
    await downloaded();
    await expectWhole();
  });

  test("starts again if the part is too long, or another range arrives", async () => {
    await leave(Buffer.concat([BODY, BODY]), '"1"');
    answer = (range, response) => {
      if (!range) return whole(response);
      return void response.writeHead(416, { "content-range": `bytes */${BODY.length}` }).end();
    };
    await downloaded();
    await expectWhole();
    await leave(BODY.subarray(0, 2000), '"1"');
    answer = (range, response) => (range ? rest(1000, response) : whole(response));
    await downloaded();
    await expectWhole();
  });

  test("waits as long as the server asks, and tries again", async () => {
    let asked = 0;
    answer = (_, response) => {
      if (asked++ === 0) response.writeHead(429, { "retry-after": "1" }).end();
      else whole(response);
    };
    const began = performance.now();
    await downloaded();
    expect(performance.now() - began).toBeGreaterThan(950);
    await expectWhole();
  });

  test("reads no more than the limit", async () => {
    answer = (_, response) => {
      response.writeHead(200);
      for (let i = 0; i < 100; i++) response.write(Buffer.alloc(1000, 8));
      response.end();
    };
    await expect(downloaded()).rejects.toMatchObject({ code: "integrity" });
    expect(await readdir(dir)).toEqual([]);
  });

  test("a status that will not pass fails at once", async () => {
    answer = (_, response) => void response.writeHead(403).end();
    await expect(downloaded()).rejects.toMatchObject({
      code: "network",
      message: expect.stringMatching(/status 403.*HF_TOKEN/),
    });
    expect(ranges).toHaveLength(1);
  });
});
