/** Tests the keys of the crop box. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { regionAfterKey } from "./region-keys.ts";

const box = { x: 0.3, y: 0.3, width: 0.4, height: 0.4 };
const least = { width: 0.05, height: 0.05 };
const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
const press = (key: string, held: Partial<typeof none> = {}) =>
  regionAfterKey(box, { key, ...none, ...held }, least);

describe("a key on the crop box", () => {
  it.each([
    ["ArrowLeft", { x: 0.29 }],
    ["ArrowRight", { x: 0.31 }],
    ["ArrowUp", { y: 0.29 }],
    ["ArrowDown", { y: 0.31 }],
  ])("%s moves it by 1 %", (key, change) => {
    expect(press(key)).toEqual({ ...box, ...change });
  });

  it.each([
    ["ArrowLeft", "width", 0.39],
    ["ArrowRight", "width", 0.41],
    ["ArrowUp", "height", 0.39],
    ["ArrowDown", "height", 0.41],
  ] as const)("Shift and %s change its %s", (key, side, size) => {
    const resized = press(key, { shiftKey: true });
    expect(resized?.[side]).toBeCloseTo(size, 12);
    expect(resized).toMatchObject({ x: box.x, y: box.y });
  });

  it("takes steps of 10 % with Ctrl or Alt", () => {
    for (const held of [{ ctrlKey: true }, { altKey: true }]) {
      expect(press("ArrowRight", held)?.x).toBeCloseTo(0.4, 12);
      expect(press("ArrowUp", { ...held, shiftKey: true })?.height).toBeCloseTo(0.3, 12);
    }
  });

  it("leaves all other keys to the page and the system", () => {
    expect(press("ArrowLeft", { metaKey: true })).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (key) => {
        fc.pre(!key.startsWith("Arrow"));
        expect(press(key)).toBeUndefined();
      }),
      { seed: 5 },
    );
  });
});
