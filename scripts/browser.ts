/** Finds a Chromium for tests and benches, and installs one where there is none. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type LaunchOptions } from "@playwright/test";

/** Names an executable to use before any other. */
const VARIABLE = "VITRINE_CHROMIUM";
const SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

function onPath(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** The executable by the variable, the system's, or Playwright's own, in this order. */
function findChromium(): string | undefined {
  const named = process.env[VARIABLE];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`${VARIABLE} names ${named}, which does not exist.`);
  }
  const system = SYSTEM_NAMES.map(onPath).find((file) => file !== undefined);
  if (system) return system;
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}

function installChromium(): void {
  const options = { stdio: "inherit" } as const;
  if (process.getuid?.() === 0 && onPath("apt-get")) {
    process.stdout.write("No Chromium found: installing Debian's package chromium.\n");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-qq"], { ...options, env });
    execFileSync("apt-get", ["install", "-y", "-qq", "chromium"], { ...options, env });
  } else {
    process.stdout.write("No Chromium found: installing Playwright's.\n");
    execFileSync("npx", ["playwright", "install", "chromium"], options);
  }
}

/** Path of a Chromium; installs one if need be. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  installChromium();
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(`No Chromium could be installed. Install one, or name one with ${VARIABLE}.`);
}

/** How tests and benches start the browser. */
export function launchOptions(executablePath = ensureChromium()): LaunchOptions {
  return {
    executablePath,
    args: [
      // Containers and root have no user namespaces for the sandbox.
      ...(process.getuid?.() === 0 || process.env.CI ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-domain-reliability",
      "--no-pings",
    ],
  };
}
