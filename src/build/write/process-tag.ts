import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { hostname } from "node:os";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A name that says whose a file is: "pid-random-host", different on every call. */
export function processTag(): string {
  return [process.pid, randomBytes(4).toString("hex"), hostname()].join("-");
}

/**
 * Whether the process that made what is at `path` has ended, by the tag in its name. Of another machine's,
 * as on a shared disk, that is known by its age alone: a day.
 */
export async function isAbandoned(path: string, tag: string): Promise<boolean> {
  const [pid, , ...host] = tag.split("-");
  if (host.join("-") === hostname()) return !isAlive(Number(pid));
  const state = await stat(path).catch(() => undefined);
  return state !== undefined && Date.now() - state.mtimeMs > DAY_MS;
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
