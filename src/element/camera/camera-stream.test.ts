/** Tests which problem an error of the camera is, and which camera comes next. */
import { describe, expect, it } from "vitest";
import { otherCamera, problemOf } from "./camera-stream.ts";

describe("problemOf", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "no-device"],
    ["OverconstrainedError", "no-device"],
    ["NotReadableError", "in-use"],
    ["AbortError", "in-use"],
    ["TypeError", "failed"],
  ])("calls %s %s", (name, problem) => {
    expect(problemOf(new DOMException("Why.", name))).toBe(problem);
  });

  it("calls anything else a failure", () => {
    expect(problemOf("no")).toBe("failed");
  });
});

describe("otherCamera", () => {
  const cameras = [{ deviceId: "a" }, { deviceId: "b" }, { deviceId: "c" }];

  it("is on the other side of a phone", () => {
    expect(otherCamera({ facingMode: "environment", deviceId: "a" }, cameras)).toEqual([
      { facingMode: { exact: "user" } },
      { deviceId: { exact: "b" } },
      { deviceId: { exact: "a" } },
    ]);
    expect(otherCamera({ facingMode: "user", deviceId: "a" }, cameras)[0]).toEqual({
      facingMode: { exact: "environment" },
    });
  });

  it("is the next one in the list of a computer, and the first after the last", () => {
    expect(otherCamera({ deviceId: "b" }, cameras)[0]).toEqual({ deviceId: { exact: "c" } });
    expect(otherCamera({ deviceId: "c" }, cameras)[0]).toEqual({ deviceId: { exact: "a" } });
  });

  it("is only known by its side if the browser hides the ids", () => {
    expect(otherCamera({ facingMode: "user" }, [{ deviceId: "" }, { deviceId: "" }])).toEqual([
      { facingMode: { exact: "environment" } },
    ]);
  });
});
