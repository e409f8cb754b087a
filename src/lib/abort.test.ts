/** Tests of waiting that a signal can end. */
import { describe, expect, it, vi } from "vitest";
import { sleep, unlessAborted } from "./abort.ts";

describe("unlessAborted", () => {
  it("gives the outcome of a promise that settles first", async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
    expect(await unlessAborted(Promise.resolve(2), undefined)).toBe(2);
  });

  it("rejects with the reason of a signal that is aborted before or meanwhile", async () => {
    const never = new Promise(() => {});
    await expect(unlessAborted(never, AbortSignal.abort("before"))).rejects.toBe("before");
    const controller = new AbortController();
    const waiting = unlessAborted(never, controller.signal);
    controller.abort("meanwhile");
    await expect(waiting).rejects.toBe("meanwhile");
  });

  it("reports nothing about a promise that fails after the abort", async () => {
    const controller = new AbortController();
    let fail = (_: Error) => {};
    const late = new Promise((_, reject) => {
      fail = reject;
    });
    const waiting = unlessAborted(late, controller.signal);
    controller.abort("first");
    fail(new Error("later"));
    await expect(waiting).rejects.toBe("first");
  });

  it("leaves no listener on a signal that lives on", async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, "removeEventListener");
    const added = vi.spyOn(signal, "addEventListener");
    await unlessAborted(Promise.resolve(), signal);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

describe("sleep", () => {
  it("ends after its time, or with the signal's reason", async () => {
    vi.useFakeTimers();
    try {
      const controller = new AbortController();
      const whole = sleep(1000, controller.signal);
      await vi.advanceTimersByTimeAsync(1000);
      await whole;
      const cut = sleep(1000, controller.signal);
      controller.abort("enough");
      await expect(cut).rejects.toBe("enough");
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
