/** Makes an example's app in a folder outside of the checkout, so that nothing is found in its packages. */
import { execFile, execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { App } from "./apps.ts";

const execute = promisify(execFile);

/** Packs what is built into this folder, and returns the tarball's path and the files in it. */
export function pack(folder: string): { tarball: string; files: string[] } {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const report = JSON.parse(execFileSync("npm", args, { encoding: "utf8" }));
  // npm 11 gives an object of packages; older versions give a list.
  const [{ filename, files }] = Array.isArray(report) ? report : Object.values(report);
  return {
    tarball: join(folder, filename),
    files: files.map(({ path }: { path: string }) => path),
  };
}

/** Copies the example as it is, without what somebody has built or installed in it. */
export function copyExample(example: string, folder: string): void {
  cpSync(join("examples", example), folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist|out|\.next)$/.test(path),
  });
}

/** Runs a command in the app's folder and returns what it printed. */
export async function run(folder: string, [command, ...args]: string[]): Promise<string> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: undefined };
  try {
    return (await execute(command!, args, { cwd: folder, env, encoding: "utf8" })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout ?? ""}${stderr ?? ""}`, {
      cause: error,
    });
  }
}

/** Copies an example, installs its packages and the tarball instead of the published package, and builds it. */
export async function makeApp(folder: string, app: App, tarball: string): Promise<void> {
  copyExample(app.example, folder);
  for (const [path, file] of Object.entries(app.wrong ?? {})) {
    cpSync(join("scripts/apps/wrong", file), join(folder, path));
  }
  const path = join(folder, "package.json");
  const description = JSON.parse(readFileSync(path, "utf8"));
  const { vitrine: _, ...others } = description.dependencies;
  description.dependencies = { ...others, vitrine: `file:${tarball}` };
  writeFileSync(path, JSON.stringify(description));
  const offline = Object.keys(others).length === 0 ? "--offline" : "--prefer-offline";
  await run(folder, ["npm", "install", "--no-audit", "--no-fund", offline]);
  if (app.build) await run(folder, app.build);
}
