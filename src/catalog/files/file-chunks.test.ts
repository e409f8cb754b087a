/** Tests of the hashes of the pieces of long files. */
import { describe, expect, it } from "vitest";
import { CHUNK_BYTES, hashChunks, sha256Hex } from "../../lib/hash.ts";
import { MANIFEST_PATH } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/read-manifest.ts";
import { TEST_BINDING, testFiles, testSource, verifyFiles } from "../testing/source.testing.ts";
import type { FileRef } from "./file-ref.ts";
import { FileSet } from "./file-set.ts";

const long = Uint8Array.from({ length: 2 * CHUNK_BYTES + 7 }, (_, i) => (i * 31) ^ (i >> 13));

/** Reads a manifest whose model has this file, too. */
async function read(file: object): Promise<FileRef> {
  const binding = { ...TEST_BINDING, files: [file as FileRef, ...TEST_BINDING.files] };
  const files = await testFiles(testSource(3, binding));
  return parseManifest(new TextDecoder().decode(files.get(MANIFEST_PATH))).encoder.files[0]!;
}

describe("hashes of the pieces of a file", () => {
  it("are those of each 4 MiB, and absent for a file of one piece", async () => {
    const { chunks, sha256, bytes } = await new FileSet().add("items", long);
    expect({ sha256, bytes }).toEqual({ sha256: await sha256Hex(long), bytes: long.length });
    expect(chunks).toEqual([
      await sha256Hex(long.slice(0, 4 * 2 ** 20)),
      await sha256Hex(long.slice(4 * 2 ** 20, 8 * 2 ** 20)),
      await sha256Hex(long.slice(8 * 2 ** 20)),
    ]);
    expect(await new FileSet().add("items", long.slice(0, CHUNK_BYTES))).not.toHaveProperty(
      "chunks",
    );
  });

  it("pass the manifest, which may lack them", async () => {
    const plain = { path: "a.onnx", bytes: long.length, sha256: await sha256Hex(long) };
    const withChunks = { ...plain, ...(await hashChunks(long)) };
    expect(await read(plain)).toEqual(plain);
    expect(await read(withChunks)).toEqual(withChunks);
  });

  it("are refused if they do not fit the file's length, or are no hashes", async () => {
    const hash = "0".repeat(64);
    const file = { path: "a.onnx", bytes: long.length, sha256: hash };
    const wrong = [
      [],
      [hash, hash],
      [hash, hash, hash, hash],
      [hash, hash, "0"],
      [hash, hash, 7],
      new Array(100_000).fill(hash),
      "hash",
      null,
    ];
    for (const chunks of wrong) {
      await expect(read({ ...file, chunks })).rejects.toThrow(
        expect.objectContaining({ code: "catalog-invalid" }),
      );
    }
  });

  it("are verified with the catalog", async () => {
    const files = new Map(await testFiles(testSource(3)));
    const manifest = JSON.parse(new TextDecoder().decode(files.get(MANIFEST_PATH)));
    manifest.segments[0].data.chunks = ["0".repeat(64)];
    files.set(MANIFEST_PATH, new TextEncoder().encode(JSON.stringify(manifest)));
    expect((await verifyFiles(files)).problems).toEqual([
      expect.stringMatching(/expected the SHA-256 0{64} of its piece 0, got/),
    ]);
  });
});
