/** The file that `--rules` names. */
import { readFile } from "node:fs/promises";
import { invalidArgument } from "../../lib/checks.ts";
import { messageOf } from "../../lib/errors.ts";
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
    const expected = 'a file of JSON such as {"hide":[{"stock":{"max":0}}]}';
    throw invalidArgument("rules", expected, path, `It cannot be read: ${messageOf(cause)}.`);
  }
}
