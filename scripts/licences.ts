/** Collects the licences of the packages that a bundle contains. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

function packageFolder(moduleId: string): string | undefined {
  const at = moduleId.lastIndexOf("node_modules/");
  if (at < 0) return undefined;
  const parts = moduleId.slice(at + "node_modules/".length).split("/");
  const name = parts[0]!.startsWith("@") ? `${parts[0]}/${parts[1]}` : parts[0]!;
  return moduleId.slice(0, at) + join("node_modules", name);
}

/** The notices of every package among the modules, one after another. */
export function licenceNotices(moduleIds: Iterable<string>): string {
  const folders = new Set<string>();
  for (const id of moduleIds) {
    const folder = packageFolder(id);
    if (folder && existsSync(join(folder, "package.json"))) folders.add(folder);
  }
  const notices = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${license}`;
    return { name: `${name} ${version}`, text };
  });
  return notices
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, text }) => `${name}\n${"-".repeat(name.length)}\n\n${text}\n`)
    .join("\n\n");
}
