/** A feed that is piped in, and interrupted. */
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { openFeed } from "../feed.ts";

describe("a feed that is piped in", () => {
  const ROW = "id,title,image\n1,Shirt,a.jpg\n";
  const read = async (input: Readable, signal: AbortSignal) => {
    const feed = await openFeed("-", { input, signal });
    for await (const _ of feed.entries());
  };

  test("is given up as soon as it is aborted, though nothing comes", async () => {
    const input = new Readable({ read() {} });
    input.push(ROW);
    const abort = new AbortController();
    const reading = read(input, abort.signal);
    setTimeout(() => abort.abort(), 20);
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });

  test("is not taken for whole if it ends because everything was interrupted", async () => {
    const abort = new AbortController();
    async function* rows() {
      yield Buffer.from(ROW);
      abort.abort();
    }
    const reading = read(Readable.from(rows()), abort.signal);
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });
});
