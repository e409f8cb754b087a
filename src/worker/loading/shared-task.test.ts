/** Tests of tasks that several callers share. */
import { describe, expect, it } from "vitest";
import { SharedTask } from "./shared-task.ts";

/** A task that ends on command, and how often it was started and aborted. */
function controlled() {
  const log = { starts: 0, aborts: 0 };
  let end: { resolve: (value: string) => void; reject: (error: unknown) => void };
  const task = new SharedTask((signal) => {
    log.starts++;
    signal.addEventListener("abort", () => log.aborts++);
    return new Promise<string>((resolve, reject) => {
      end = { resolve, reject };
    });
  });
  return { task, log, end: () => end };
}

const abort = expect.objectContaining({ name: "AbortError" });

describe("SharedTask", () => {
  it("runs once for all callers, and again only after a failure", async () => {
    const { task, log, end } = controlled();
    const both = [task.get(), task.get()];
    await Promise.resolve();
    end().reject(new Error("no"));
    for (const one of both) await expect(one).rejects.toThrow("no");
    const again = task.get();
    await Promise.resolve();
    end().resolve("yes");
    expect(await again).toBe("yes");
    expect(await task.get()).toBe("yes");
    expect(log).toEqual({ starts: 2, aborts: 0 });
  });

  it("is aborted once all callers have given up, not before", async () => {
    const { task, log, end } = controlled();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = task.get(one.signal);
    const second = task.get(two.signal);
    one.abort();
    await expect(first).rejects.toThrow(abort);
    expect(log.aborts).toBe(0);
    two.abort();
    await expect(second).rejects.toThrow(abort);
    expect(log.aborts).toBe(1);
    // A caller who comes before it has ended waits for that, and starts it again.
    const third = task.get();
    expect(log.starts).toBe(1);
    end().reject(new Error("aborted"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(log.starts).toBe(2);
    end().resolve("done");
    expect(await third).toBe("done");
  });

  it("is not started for a caller who has given up already, and stays done for ever", async () => {
    const { task, log, end } = controlled();
    await expect(task.get(AbortSignal.abort())).rejects.toThrow(abort);
    expect(log.starts).toBe(0);
    const controller = new AbortController();
    const got = task.get(controller.signal);
    await Promise.resolve();
    end().resolve("done");
    expect(await got).toBe("done");
    controller.abort();
    expect(await task.get()).toBe("done");
    expect(log).toEqual({ starts: 1, aborts: 0 });
  });
});
