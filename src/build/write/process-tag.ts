/** Marks temporary files with their owner, so that what killed processes leave can be deleted. */
import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { hostname } from "node:os";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A name for a temporary file that tells its owner: "pid-random-host", different on every call. */
export function processTag(): string {
  return [process.pid, randomBytes(4).toString("hex"), hostname()].join("-");
}

/**
 * Whether the owner of a temporary file has ended, by the tag in the file's name. If the owner runs on another machine,
 * as with a shared disk, it counts as ended after a day.
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
