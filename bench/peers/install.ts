/** Installs the libraries that the vector bench compares with, from a lock file of their own. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { messageOf } from "../../src/lib/errors.ts";

export const PEERS_FOLDER = "bench/peers";
const LOCK = `${PEERS_FOLDER}/package-lock.json`;
const STAMP = `${PEERS_FOLDER}/node_modules/.vitrine-installed`;

/**
 * Installs the peers from their lock file, unless that has been done. Returns why it failed, if it did. Native ones are
 * compiled for the processor at hand (AVX if it has it), because the package's own flags stop at SSE: the peer at its
 * best.
 */
export function installPeers(log: (line: string) => void): string | undefined {
  const lock = readFileSync(LOCK, "utf8");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return undefined;
  log("installing the peers (npm ci, native ones with -O3 -march=native)");
  try {
    execFileSync("npm", ["ci", "--prefix", PEERS_FOLDER, "--no-audit", "--no-fund"], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, CXXFLAGS: "-O3 -march=native", npm_config_loglevel: "error" },
    });
    writeFileSync(STAMP, lock);
    return undefined;
  } catch (error) {
    const stderr = (error as { stderr?: Buffer }).stderr?.toString().trim().split("\n").at(-1);
    return `npm ci --prefix ${PEERS_FOLDER} failed: ${stderr || messageOf(error)}`;
  }
}
