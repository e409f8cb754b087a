import { stat } from "node:fs/promises";
import { join } from "node:path";
import { VisualSearchError } from "../../lib/errors.ts";
import { starterFolder } from "../package-files.ts";
import { findPreset } from "./presets.ts";

/** Where the presets of a project are looked for, below the working folder. */
const PRESETS_DIR = "models";

/**
 * The folder that a build means by its model: a path; or for a preset's name `models/<name>` below the
 * working folder, and for `starter` at last the one that comes with the package.
 *
 * @throws `model-invalid` where there is no such folder.
 */
export async function findModelFolder(model: string): Promise<string> {
  const preset = findPreset(model);
  const candidates = [model];
  if (preset) candidates.push(join(PRESETS_DIR, model));
  if (preset && preset.repository === undefined) candidates.push(starterFolder());
  for (const candidate of candidates) {
    // A folder of a preset's name may be something else.
    const path = preset ? join(candidate, "config.json") : candidate;
    const found = await stat(path).catch(() => undefined);
    if (preset ? found?.isFile() : found?.isDirectory()) return candidate;
  }
  throw new VisualSearchError(
    "model-invalid",
    `Expected a model's folder at ${candidates.join(" or ")}, and there is none. ` +
      (preset
        ? `Run vitrine model fetch ${model} --out ${join(PRESETS_DIR, model)} first.`
        : "Give the path of a folder, or fetch one with vitrine model fetch."),
  );
}
