/** Tests of fetching models. */
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { FetchModelOptions } from "../../options/tables/model-options.ts";
import { temporaryFolder } from "../../temporary.testing.ts";
import { checkModel } from "../model-check.ts";
import { readModelRecord, readSums } from "../model-record.ts";
import { MODEL_PRESETS } from "../presets.ts";
import { COMMIT, cut, sha256, TestHub } from "./hub.testing.ts";
import { choosePaths, fetchModel } from "./model-fetch.ts";
import { readSource } from "./source-spec.ts";

const CONFIG = [
  "config.json",
  "preprocessor_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
];
const Q8 = ["onnx/text_model_quantized.onnx", "onnx/vision_model_quantized.onnx"];
const FP16 = ["onnx/text_model_fp16.onnx", "onnx/vision_model_fp16.onnx"];
const VISION = "onnx/vision_model_quantized.onnx";

let hub: TestHub;
let out: string;

beforeEach(async () => {
  hub = await TestHub.start();
  onTestFinished(() => hub.stop());
  out = join(await temporaryFolder(), "model");
});

function fetched(change: Partial<FetchModelOptions> = {}) {
  const options = { model: "owner/model", out, baseUrl: hub.base, retryDelayMs: 1 };
  return fetchModel({ ...options, ...change });
}

async function expectWhole(paths: readonly string[]): Promise<void> {
  const found = (await readdir(out, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
  expect(found.sort()).toEqual([...paths, "SHA256SUMS", "vitrine-model.json"].sort());
  const sums = await readSums(out);
  for (const path of paths) {
    const bytes = await readFile(join(out, path));
    expect(bytes.equals(hub.files.get(path)!)).toBe(true);
    expect(sums?.get(path)).toBe(sha256(bytes));
  }
}

describe("fetchModel", () => {
  test("fetches configuration and q8 and fp16 of a commit, with sums and a record", async () => {
    const seen: number[] = [];
    const report = await fetched({ onProgress: ({ done }) => seen.push(done) });
    await expectWhole([...CONFIG, ...Q8, ...FP16]);
    expect(report).toMatchObject({
      repository: "owner/model",
      source: hub.base,
      commit: COMMIT,
      licence: "apache-2.0",
      available: { image: ["fp32", "fp16", "q8"], text: ["fp32", "fp16", "q8"] },
      fetchedBytes: report.bytes,
      notes: [],
    });
    expect(seen.at(-1)).toBe(report.bytes);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    // The branch is looked up once; every file is of the commit that it meant then.
    const branch = hub.requests.filter(({ path }) => path.includes("/resolve/main/"));
    expect(branch.map(({ method }) => method)).toEqual(["HEAD"]);
    expect((await checkModel(out)).problems).toEqual([]);
  });

  test("a second run asks for nothing, and a later one adds formats", async () => {
    await fetched({ dtypes: ["q8"] });
    const asked = hub.requests.length;
    const again = await fetched({ dtypes: ["q8"] });
    expect(again.fetchedBytes).toBe(0);
    expect(hub.requests).toHaveLength(asked);
    await fetched({ dtypes: ["fp16"] });
    await expectWhole([...CONFIG, ...Q8, ...FP16]);
    expect(hub.downloads().filter((path) => path.includes("quantized"))).toHaveLength(4);
  });

  test("fetches again what was changed or removed in the meantime", async () => {
    await fetched({ dtypes: ["q8"] });
    await writeFile(join(out, VISION), "damaged");
    await rm(join(out, "config.json"));
    const before = hub.requests.length;
    await fetched({ dtypes: ["q8"] });
    await expectWhole([...CONFIG, ...Q8]);
    const gone = hub.requests
      .slice(before)
      .filter(({ host, method }) => host === "cdn" && method === "GET");
    expect(gone).toHaveLength(1);
  });

  test("stays at the commit of the first run, and never mixes two", async () => {
    await fetched({ dtypes: ["q8"] });
    hub.commit = "b".repeat(40);
    expect((await fetched({ dtypes: ["q8"] })).commit).toBe(COMMIT);
    const refused = expect.objectContaining({ code: "output-failed" });
    await expect(fetched({ revision: "main" })).rejects.toEqual(refused);
    await expect(fetched({ revision: hub.commit })).rejects.toThrow(/not mixed/);
    await expect(fetched({ model: "other/model" })).rejects.toEqual(refused);
    await expect(fetched({ model: "starter", baseUrl: undefined as never })).rejects.toEqual(
      refused,
    );
    // That commit's files are not there any more.
    await expect(fetched({ dtypes: ["fp16"] })).rejects.toMatchObject({
      code: expect.stringMatching(/^(network|model-invalid)$/),
    });
    await expectWhole([...CONFIG, ...Q8]);
  });

  test("resumes a cut connection where it was cut", async () => {
    let cuts = 0;
    hub.trouble = (request, response) =>
      request.url!.startsWith(`/cdn/${VISION}`) &&
      cuts++ === 0 &&
      cut(hub.files.get(VISION)!, response);
    await fetched({ dtypes: ["q8"] });
    await expectWhole([...CONFIG, ...Q8]);
    const half = hub.files.get(VISION)!.length >> 1;
    const ranges = hub.requests.filter(({ host, path }) => host === "cdn" && path.endsWith(VISION));
    expect(ranges.map(({ range }) => range)).toEqual([undefined, `bytes=${half}-`]);
  });

  test("continues what an interrupted run has left", async () => {
    const interruption = new AbortController();
    hub.trouble = (request, response) => {
      if (!request.url!.startsWith(`/cdn/${VISION}`)) return false;
      const body = hub.files.get(VISION)!;
      response.writeHead(200, {
        "content-length": body.length,
        etag: `"${sha256(body).slice(0, 16)}"`,
      });
      response.write(body.subarray(0, 1000), () => setTimeout(() => interruption.abort(), 50));
      return true;
    };
    await expect(fetched({ dtypes: ["q8"], signal: interruption.signal })).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect((await stat(join(out, `${VISION}.partial`))).size).toBe(1000);
    await expect(stat(join(out, VISION))).rejects.toThrow();
    await expect(stat(join(out, "SHA256SUMS"))).rejects.toThrow();
    hub.trouble = () => false;
    const before = hub.requests.length;
    const report = await fetched({ dtypes: ["q8"] });
    await expectWhole([...CONFIG, ...Q8]);
    expect(hub.requests.slice(before).map(({ range }) => range)).toContain("bytes=1000-");
    expect(report.fetchedBytes).toBeLessThan(report.bytes);
  });

  test("starts again if the server has no ranges", async () => {
    hub.ranges = false;
    let cuts = 0;
    hub.trouble = (request, response) =>
      request.url!.startsWith(`/cdn/${VISION}`) &&
      cuts++ < 2 &&
      cut(hub.files.get(VISION)!, response);
    await fetched({ dtypes: ["q8"] });
    await expectWhole([...CONFIG, ...Q8]);
  });

  test("gives up after five failures, and says that nothing is lost", async () => {
    hub.trouble = (request, response) => {
      if (!request.url!.startsWith("/cdn/")) return false;
      response.writeHead(503).end();
      return true;
    };
    await expect(fetched()).rejects.toMatchObject({
      code: "network",
      message: expect.stringMatching(/5 attempts failed: .* answered 503.*is kept/),
    });
    const tries = hub.requests.filter(({ host }) => host === "cdn");
    expect(tries).toHaveLength(5);
  });

  test("asks for each file if the hub has no list", async () => {
    hub.api = false;
    const report = await fetched();
    await expectWhole([...CONFIG, ...Q8, ...FP16]);
    expect(report.commit).toBe(COMMIT);
    expect(report.licence).toBeUndefined();
  });

  test("sends the token to the hub and not to its CDN", async () => {
    await fetched({ token: "secret", dtypes: ["q8"] });
    const tokens = (host: string) =>
      new Set(hub.requests.filter((entry) => entry.host === host).map(({ token }) => token));
    expect(tokens("hub")).toEqual(new Set(["Bearer secret"]));
    expect(tokens("cdn")).toEqual(new Set([undefined]));
  });

  test("sends HF_TOKEN of the environment to no other hub", async () => {
    process.env.HF_TOKEN = "secret";
    onTestFinished(() => void delete process.env.HF_TOKEN);
    await fetched({ dtypes: ["q8"] });
    expect(hub.requests.every(({ token }) => token === undefined)).toBe(true);
  });

  test.each<[string, RegExp, (body: Buffer) => Buffer]>([
    [
      "a Git LFS pointer",
      /Git LFS pointer/,
      () => Buffer.from("version https://git-lfs.github.com/spec/v1\n"),
    ],
    ["a page", /web page/, () => Buffer.from("<!doctype html><title>Sign in</title>")],
    ["other bytes", /bytes that begin/, () => Buffer.from("PK\u0003\u0004")],
  ])("refuses %s instead of weights", async (_, message, change) => {
    hub.files.set(VISION, change(hub.files.get(VISION)!));
    await expect(fetched({ dtypes: ["q8"] })).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringMatching(message),
    });
    expect((await readdir(join(out, "onnx"))).filter((name) => name.startsWith("vision"))).toEqual(
      [],
    );
  });

  test.each<[string, (body: Buffer) => Buffer]>([
    ["too long", (body) => Buffer.concat([body, body])],
    ["too short", (body) => body.subarray(0, 100)],
    ["of other content", (body) => Buffer.from(body).fill(7, 100)],
  ])("refuses a file that is %s, twice", async (_, change) => {
    hub.trouble = (request, response) => {
      if (!request.url!.startsWith(`/cdn/${VISION}`)) return false;
      const body = change(hub.files.get(VISION)!);
      response.writeHead(200, { "content-length": body.length }).end(body);
      return true;
    };
    await expect(fetched({ dtypes: ["q8"] })).rejects.toMatchObject({ code: "integrity" });
    await expect(stat(join(out, VISION))).rejects.toThrow();
  });

  test("names what is missing", async () => {
    await expect(fetched({ model: "no/model" })).rejects.toMatchObject({ code: "network" });
    await expect(fetched({ dtypes: ["q4"] })).rejects.toThrow(/an image half in fp32, fp16, q8/);
    hub.files.delete("tokenizer.json");
    await rm(out, { recursive: true });
    await expect(fetched()).rejects.toThrow(/lacks tokenizer\.json/);
  });

  test("leaves a folder with other files alone", async () => {
    await fetched({ dtypes: ["q8"] });
    await rm(join(out, "vitrine-model.json"));
    await expect(fetched()).rejects.toMatchObject({ code: "output-failed" });
    await writeFile(join(out, "vitrine-model.json"), "{}");
    await expect(fetched()).rejects.toMatchObject({ code: "model-invalid" });
  });

  test("takes the URL of a folder, in the hub's layout or not", async () => {
    const url = `${hub.base}/owner/model/resolve/${COMMIT}`;
    const report = await fetchModel({ model: url, out, dtypes: "all", retryDelayMs: 1 });
    expect(report).toMatchObject({ repository: "owner/model", source: `${url}/`, commit: COMMIT });
    expect(report.files).toHaveLength(10);
    expect((await fetchModel({ model: url, out, dtypes: "all" })).fetchedBytes).toBe(0);
  });

  test("refuses redirects to anything but http", async () => {
    hub.trouble = (request, response) => {
      if (!request.url!.includes("config.json")) return false;
      response.writeHead(302, { location: "file:///etc/passwd" }).end();
      return true;
    };
    await expect(fetched()).rejects.toMatchObject({ code: "network" });
    hub.trouble = (request, response) => {
      response.writeHead(302, { location: request.url! }).end();
      return true;
    };
    await expect(fetched()).rejects.toThrow(/more than 8 redirects/);
  });

  test("has the starter model without a network", async () => {
    const report = await fetchModel({ model: "starter", out });
    expect(report).toMatchObject({ repository: "starter", licence: "MIT" });
    expect(report.bytes).toBeGreaterThan(9e6);
    expect(await readModelRecord(out)).toMatchObject({ repository: "starter" });
    expect((await fetchModel({ model: "starter", out })).fetchedBytes).toBe(0);
    expect(hub.requests).toEqual([]);
  });

  test.each<[string, Partial<FetchModelOptions>]>([
    ["no folder", { out: "" }],
    ["a model that is no source", { model: "../models" }],
    ["a URL that is not http", { model: "file:///models/" }],
    ["a URL with a password", { model: "https://user:secret@example.com/m/" }],
    ["a hub that is not http", { baseUrl: "ftp://hub.example" }],
    ["a revision that is none", { revision: "a b" }],
    ["a revision of a URL", { model: "https://example.com/m/", revision: "main" }],
    ["an unknown format", { dtypes: ["int3" as never] }],
    ["no format", { dtypes: [] }],
  ])("refuses %s", async (_, change) => {
    await expect(fetched(change)).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

describe("the presets", () => {
  test.each(Object.entries(MODEL_PRESETS))(
    "%s is of a repository at a commit",
    async (name, preset) => {
      const { repository, revision, licence } = preset;
      if (repository === undefined) {
        expect(readSource({ model: name })).toEqual({ kind: "package", name, licence });
        return;
      }
      expect(revision).toMatch(/^([0-9a-f]{40}|main)$/);
      const source = { kind: "hub", base: "https://huggingface.co", repository, licence };
      expect(readSource({ model: name })).toEqual({ ...source, revision, asked: false });
      expect(readSource({ model: name, revision: "v2", baseUrl: "https://hub.example/" })).toEqual({
        ...source,
        base: "https://hub.example",
        revision: "v2",
        asked: true,
      });
    },
  );
});

describe("choosePaths", () => {
  const paths = (...args: Parameters<typeof choosePaths>) => choosePaths(...args).slice(4);

  test("fetches the text half that goes with each image half", () => {
    const available = { image: ["fp16", "q8"] as const, text: ["q4f16"] as const };
    expect(paths({ image: [...available.image], text: [...available.text] }, undefined)).toEqual([
      "onnx/vision_model_fp16.onnx",
      "onnx/vision_model_quantized.onnx",
      "onnx/text_model_q4f16.onnx",
    ]);
  });

  test("takes every format if there is no preferred one", () => {
    expect(paths({ image: ["fp32"], text: ["fp32"] }, undefined)).toEqual([
      "onnx/vision_model.onnx",
      "onnx/text_model.onnx",
    ]);
  });
});
