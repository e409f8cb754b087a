import { readFile } from "node:fs/promises";
import { messageOf, VisualSearchError } from "../../lib/errors.ts";
import type { Rules } from "../../lib/types.ts";

/**
 * What a file of rules says; the build checks it.
 *
 * @throws `invalid-argument` where it cannot be read or is no JSON
 */
export async function readRulesFile(path: string): Promise<Rules> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new VisualSearchError(
      "invalid-argument",
      `The option rules should be a file of JSON such as {"hide":[{"stock":{"max":0}}]}, and ${path} ` +
        `cannot be read: ${messageOf(cause)}.`,
      { cause },
    );
  }
}
