/** Makes an app in a folder of its own, outside of the checkout, so that nothing is found in its packages. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { App } from "./apps.ts";

/** Packs what is built into this folder, and returns the tarball's path and the files in it. */
export function pack(folder: string): { tarball: string; files: string[] } {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const report = JSON.parse(execFileSync("npm", args, { encoding: "utf8" }));
  // npm 11 gives an object of packages where others give a list.
  const [{ filename, files }] = Array.isArray(report) ? report : Object.values(report);
  return {
    tarball: join(folder, filename),
    files: files.map(({ path }: { path: string }) => path),
  };
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function run(folder: string, command: string, args: string[]): void {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: undefined };
  try {
    execFileSync(command, args, { cwd: folder, env, stdio: "pipe", encoding: "utf8" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout ?? ""}${stderr ?? ""}`, {
      cause: error,
    });
  }
}

/** Writes an app, installs its packages and the tarball, and builds it. */
export function makeApp(folder: string, app: App, tarball: string): void {
  writeFiles(folder, {
    "package.json": JSON.stringify({
      name: "shop",
      private: true,
      type: "module",
      dependencies: { ...app.packages, vitrine: `file:${tarball}` },
    }),
    ...app.files,
  });
  const offline = Object.keys(app.packages).length === 0 ? ["--offline"] : ["--prefer-offline"];
  run(folder, "npm", ["install", "--no-audit", "--no-fund", ...offline]);
  for (const command of app.commands) run(folder, "npx", ["--no-install", ...command]);
}
