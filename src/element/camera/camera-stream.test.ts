import { describe, expect, it } from "vitest";
import { otherCamera, problemOf } from "./camera-stream.ts";

describe("a camera's error", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "no-device"],
    ["OverconstrainedError", "no-device"],
    ["NotReadableError", "in-use"],
    ["AbortError", "in-use"],
    ["TypeError", "failed"],
  ])("of the name %s is %s", (name, problem) => {
    expect(problemOf(new DOMException("It is said why.", name))).toBe(problem);
  });

  it("that is none is a failure all the same", () => {
    expect(problemOf("no")).toBe("failed");
  });
});

describe("the other camera", () => {
  const cameras = [{ deviceId: "a" }, { deviceId: "b" }, { deviceId: "c" }];

  it("of a phone is on its other side", () => {
    expect(otherCamera({ facingMode: "environment", deviceId: "a" }, cameras)).toEqual([
      { facingMode: { exact: "user" } },
      { deviceId: { exact: "b" } },
      { deviceId: { exact: "a" } },
    ]);
    expect(otherCamera({ facingMode: "user", deviceId: "a" }, cameras)[0]).toEqual({
      facingMode: { exact: "environment" },
    });
  });

  it("of a computer is the next of the list, and after the last the first", () => {
    expect(otherCamera({ deviceId: "b" }, cameras)[0]).toEqual({ deviceId: { exact: "c" } });
    expect(otherCamera({ deviceId: "c" }, cameras)[0]).toEqual({ deviceId: { exact: "a" } });
  });

  it("of a browser that hides the ids is one by its side alone", () => {
    expect(otherCamera({ facingMode: "user" }, [{ deviceId: "" }, { deviceId: "" }])).toEqual([
      { facingMode: { exact: "environment" } },
    ]);
  });
});
