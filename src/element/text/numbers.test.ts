/** Tests how sizes in bytes are written. */
import { describe, expect, it } from "vitest";
import { numbersOf } from "./numbers.ts";

describe("bytes", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [12_345, "12.3 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [268_435_456, "268 MB"],
  ])("writes %i as %s", (value, expected) => {
    expect(numbersOf("en").bytes(value)).toBe(expected);
  });
});
