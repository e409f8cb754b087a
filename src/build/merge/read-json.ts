/** Reads JSON of a shard by a schema. */
import { shown } from "../../lib/checks.ts";
import { messageOf } from "../../lib/errors.ts";
import { type GenericSchema, type InferOutput, read } from "../../lib/schema.ts";

/** @param refuse makes the error for what was expected and what came instead */
export function readJson<S extends GenericSchema>(
  schema: S,
  text: string,
  refuse: (expected: string, got: unknown) => Error,
): InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse("JSON", messageOf(error));
  }
  const outcome = read(schema, json);
  if ("value" in outcome) return outcome.value;
  const { expected, path, got } = outcome.problem;
  throw refuse(path === "" ? expected : `${expected} at ${path}`, shown(got));
}
