/** Tests of reading manifests that may come from anywhere. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testFiles, testSource } from "../testing/source.testing.ts";
import { MANIFEST_PATH } from "./manifest.ts";
import { parseManifest } from "./read-manifest.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

async function manifestText(): Promise<string> {
  return new TextDecoder().decode((await testFiles(testSource(5))).get(MANIFEST_PATH));
}

describe("a manifest", () => {
  it("offers the weights that this reader knows, and refuses an unknown first", async () => {
    const json = JSON.parse(await manifestText());
    const [q8] = json.encoder.weights;
    const fp16 = { ...q8, dtype: "fp16", textDtype: "q4f16" };
    json.encoder.weights = [q8, { ...q8, dtype: "fp4" }, { ...q8, textDtype: "fp4" }, fp16];
    const { weights } = parseManifest(JSON.stringify(json)).encoder;
    expect(weights).toEqual([q8, fp16]);
    json.encoder.weights.shift();
    expect(() => parseManifest(JSON.stringify(json))).toThrow(code("catalog-unsupported"));
  });

  const broken = (change: (json: Record<string, unknown>) => void) => async () => {
    const json = JSON.parse(await manifestText());
    change(json);
    return parseManifest(JSON.stringify(json));
  };

  it.each<[string, (json: any) => void]>([
    ["another format", (json) => (json.format = "other")],
    ["no encoder", (json) => delete json.encoder],
    ["a path out of the folder", (json) => (json.segments[0].data.path = "../secret")],
    ["an absolute path", (json) => (json.segments[0].data.path = "/secret")],
    ["a URL as path", (json) => (json.segments[0].data.path = "https://example.com/x")],
    ["a path with a query", (json) => (json.segments[0].data.path = "x?y")],
    ["a negative size", (json) => (json.segments[0].data.bytes = -1)],
    ["a huge size", (json) => (json.segments[0].data.bytes = 2 ** 40)],
    ["a short hash", (json) => (json.segments[0].facets.sha256 = "ab")],
    ["another number of items", (json) => (json.items = 6)],
    ["another dim", (json) => (json.spaces.image.dim = 17)],
    ["a short canary", (json) => json.encoder.weights[0].canary.image.pop()],
    ["no weights", (json) => (json.encoder.weights = [])],
    ["too many weights", (json) => (json.encoder.weights = new Array(33).fill({}))],
    ["weights that are no file of the model", (json) => (json.encoder.weights[0].text = "x.onnx")],
    ["weights without a dtype", (json) => delete json.encoder.weights[0].dtype],
    ["segments that are no list", (json) => (json.segments = {})],
    ["no segment", (json) => (json.segments = [])],
    ["too many segments", (json) => (json.segments = new Array(65).fill(json.segments[0]))],
    ["fewer items than rows and no changes", (json) => json.segments.push(json.segments[0])],
    ["fewer vectors than items", (json) => (json.segments[0].vectors = 4)],
    ["too many vectors", (json) => (json.segments[0].vectors = 2 ** 32)],
    ["vectors that are no number", (json) => (json.segments[0].vectors = "9")],
    ["changes that are no file", (json) => (json.segments[0].changes = "x")],
    ["no facets", (json) => delete json.facets],
    ["a facet of an unknown kind", (json) => (json.facets[0].kind = "date")],
  ])("with %s is refused", async (_, change) => {
    await expect(broken(change)()).rejects.toThrow(code("catalog-invalid"));
  });

  it("of a newer version asks for a newer library", async () => {
    const newer = broken((json) => {
      json.version = 2;
    });
    await expect(newer()).rejects.toThrow(code("catalog-unsupported"));
  });

  it("that is no JSON is refused", () => {
    expect(() => parseManifest("<!doctype html>")).toThrow(code("catalog-invalid"));
  });

  it("of very many levels is refused, wherever they are", async () => {
    // Ten times what overflows the stack of a recursion.
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const text = await manifestText();
    for (const broken of [
      deep,
      `{"format":${deep}}`,
      text.replace('"version": 1', `"version": ${deep}`),
      text.replace('"name": "Test shop"', `"name": ${deep}`),
      text.replace('"facets": [', `"rules": { "onePer": ${deep} }, "facets": [`),
    ]) {
      expect(() => parseManifest(broken)).toThrow(
        expect.objectContaining({
          name: "VisualSearchError",
          message: expect.stringMatching(/^.{1,300}$/),
        }),
      );
    }
    // What a reader does not know may be of any depth.
    expect(parseManifest(text.replace("{", `{ "later": ${deep},`))).toEqual(parseManifest(text));
  });

  it("with any two values swapped is refused or sound", async () => {
    const manifest: unknown = JSON.parse(await manifestText());
    const places: { owner: Record<string, unknown>; key: string }[] = [];
    const collect = (value: unknown) => {
      if (typeof value !== "object" || value === null) return;
      for (const key of Object.keys(value)) {
        places.push({ owner: value as Record<string, unknown>, key });
        // One number of an embedding is as good as another.
        if (key !== "canary") collect((value as Record<string, unknown>)[key]);
      }
    };
    collect(manifest);
    const text = JSON.stringify(manifest);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...places), (one, other) => {
        const [a, b] = [one.owner[one.key], other.owner[other.key]];
        const contains = (x: unknown, y: unknown) => JSON.stringify(x).includes(JSON.stringify(y));
        if (contains(a, b) || contains(b, a)) return;
        one.owner[one.key] = b;
        other.owner[other.key] = a;
        const changed = JSON.stringify(manifest);
        one.owner[one.key] = a;
        other.owner[other.key] = b;
        try {
          const read = parseManifest(changed);
          // What is accepted is read as it was written, and can be read again.
          expect(parseManifest(JSON.stringify(read))).toEqual(read);
        } catch (error) {
          expect(error).toMatchObject({ name: "VisualSearchError" });
        }
      }),
      { seed: 14, numRuns: 1000 },
    );
    expect(JSON.stringify(manifest)).toBe(text);
  });

  it("never throws anything but its own errors, whatever the JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseManifest(text)).toThrow(
          expect.objectContaining({ name: "VisualSearchError" }),
        );
      }),
      { seed: 4 },
    );
  });
});
