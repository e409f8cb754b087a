/** Finds the folder of a model by its path or the name of a preset. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { VisualSearchError } from "../../lib/errors.ts";
import { starterFolder } from "../package-files.ts";
import { findPreset } from "./presets.ts";

/** Folder below the working folder that is searched for presets. */
const PRESETS_DIR = "models";

/**
 * The folder that a build's option `model` names. It is a path, or the name of a preset that is in `models/<name>`
 * below the working folder. `starter` comes with the package, and need not be fetched.
 *
 * @throws `model-invalid` if there is no such folder
 */
export async function findModelFolder(model: string): Promise<string> {
  const preset = findPreset(model);
  const candidates = [model];
  if (preset) candidates.push(join(PRESETS_DIR, model));
  if (preset && preset.repository === undefined) candidates.push(starterFolder());
  for (const candidate of candidates) {
    // A folder with the name of a preset may be something else.
    const path = preset ? join(candidate, "config.json") : candidate;
    const found = await stat(path).catch(() => undefined);
    if (preset ? found?.isFile() : found?.isDirectory()) return candidate;
  }
  throw new VisualSearchError(
    "model-invalid",
    `Expected the folder of a model at ${candidates.join(" or ")}, got nothing. ` +
      (preset
        ? `Run vitrine model fetch ${model} --out ${join(PRESETS_DIR, model)} first.`
        : "Give the path of a folder, or fetch a model with vitrine model fetch."),
  );
}
