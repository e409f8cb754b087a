/** Tests of the last few values. */
import { expect, it } from "vitest";
import { Recent } from "./recent.ts";

it("keeps what was asked for most recently", () => {
  const recent = new Recent<number>(2);
  recent.set("a", 1);
  recent.set("b", 2);
  expect(recent.get("a")).toBe(1);
  recent.set("c", 3);
  expect(recent.get("b")).toBeUndefined();
  expect([recent.get("a"), recent.get("c")]).toEqual([1, 3]);
  recent.set("a", 4);
  expect(recent.get("a")).toBe(4);
  expect(recent.get("c")).toBe(3);
});
