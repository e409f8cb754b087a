/** The file that `--rules` names. */
import { readFile } from "node:fs/promises";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { Rules } from "../../lib/types.ts";

/**
 * What a JSON file of rules says; the build checks it.
 *
 * @throws VisualSearchError `invalid-argument` if it cannot be read or is no JSON
 * @example
 * const rules = await readRulesFile("rules.json"); // { hide: [{ stock: { max: 0 } }] }
 */
export async function readRulesFile(path: string): Promise<Rules> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new VisualSearchError(
      "invalid-argument",
      `Expected a file of JSON such as {"hide":[{"stock":{"max":0}}]} as rules, got ${path}, which cannot be ` +
        `read: ${messageOf(cause)}.`,
      { cause },
    );
  }
}
