/** Tests what is read of the browser's entries, and how a worker's bytes add up. */
import { describe, expect, it } from "vitest";
import { FetchedBytes, readRequests } from "./network-log.ts";

const ORIGIN = "https://shop.example";
const entry = (name: string, parts: object = {}) => ({
  name,
  initiatorType: "img",
  startTime: 10,
  transferSize: 300,
  encodedBodySize: 200,
  responseStart: 12,
  ...parts,
});
const read = (...entries: ReturnType<typeof entry>[]) => readRequests(entries, 0, ORIGIN);

describe("the page's requests", () => {
  it("are those over http since a moment, without photos on display", () => {
    const entries = [
      entry(`${ORIGIN}/before.webp`, { startTime: 4 }),
      entry(`${ORIGIN}/at.webp`, { startTime: 5 }),
      entry("blob:https://shop.example/1", { startTime: 6 }),
      entry("data:image/png;base64,AA", { startTime: 7 }),
      entry("https://cdn.example/after.webp", { startTime: 8 }),
    ];
    expect(readRequests(entries, 5, ORIGIN).map(({ name }) => name)).toEqual([
      "/at.webp",
      "cdn.example/after.webp",
    ]);
  });

  it("have readable names without queries, which may be secret", () => {
    const [asked] = read(entry(`${ORIGIN}/bilder/gr%C3%BCn.webp?token=secret#part`));
    expect(asked?.name).toBe("/bilder/grün.webp");
    expect(read(entry(`${ORIGIN}/%FF.webp`))[0]?.name).toBe("/%FF.webp");
  });

  it("have the bytes received, 0 from a cache, and undefined if another site hides them", () => {
    const none = { transferSize: 0 };
    const hidden = { ...none, encodedBodySize: 0, responseStart: 0 };
    const asked = read(
      entry(`${ORIGIN}/a`),
      entry(`${ORIGIN}/b`, none),
      entry("https://cdn.example/c", hidden),
    );
    expect(asked.map(({ bytes }) => bytes)).toEqual([300, 0, undefined]);
  });

  it("could have carried a photo only if a script chose their body", () => {
    const kinds = ["img", "css", "link", "script", "fetch", "xmlhttprequest", "beacon", ""];
    const asked = read(...kinds.map((initiatorType) => entry(`${ORIGIN}/a`, { initiatorType })));
    expect(asked.filter(({ canSend }) => canSend).map(({ kind }) => kind)).toEqual([
      "fetch",
      "xmlhttprequest",
      "beacon",
      "other",
    ]);
  });
});

describe("FetchedBytes", () => {
  it("adds up all phases, without bytes from the device's own store", () => {
    const fetched = new FetchedBytes();
    fetched.report({ phase: "catalog", loadedBytes: 100, storedBytes: 60 });
    fetched.report({ phase: "runtime", loadedBytes: 10, storedBytes: 0 });
    fetched.report({ phase: "catalog", loadedBytes: 150, storedBytes: 60 });
    expect(fetched.total).toBe(100);
  });

  it("goes on adding if a phase is loaded again", () => {
    const fetched = new FetchedBytes();
    fetched.report({ phase: "catalog", loadedBytes: 100, storedBytes: 0 });
    fetched.report({ phase: "catalog", loadedBytes: 0, storedBytes: 0 });
    fetched.report({ phase: "catalog", loadedBytes: 30, storedBytes: 0 });
    expect(fetched.total).toBe(130);
  });
});
