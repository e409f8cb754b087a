/** The one form of the error for a catalog's file that is not what its format says. */
import { VisualSearchError } from "../../lib/errors.ts";
import { type GenericSchema, type InferOutput, parseJson } from "../../lib/schema.ts";

const REMEDY = "Build the catalog again.";

/** `Expected ${expected}, got ${got}. Build the catalog again.` */
export function invalidFile(expected: string, got: string, cause?: unknown): VisualSearchError {
  const message = `Expected ${expected}, got ${got}. ${REMEDY}`;
  return new VisualSearchError("catalog-invalid", message, { cause });
}

/**
 * The JSON in a section of a file, as its schema has it.
 *
 * @param name of the section, as a message has it
 * @throws VisualSearchError `catalog-invalid`
 */
export function readJsonSection<S extends GenericSchema>(
  bytes: Uint8Array,
  schema: S,
  name: string,
): InferOutput<S> {
  const source = { name, code: "catalog-invalid", remedy: REMEDY } as const;
  return parseJson(schema, new TextDecoder().decode(bytes), source);
}
