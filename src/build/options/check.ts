/** Checks values against a table of options, and adds its defaults. */
import { invalidArgument } from "../../lib/checks.ts";
import type { AnyOption, AnyTable, WithDefaults } from "./option.ts";

/**
 * The options with the table's defaults. What stands under a former key stands under today's.
 *
 * @throws VisualSearchError `invalid-argument` if a value is not of its kind, or a required one is missing
 */
export function checkOptions<Options extends object, Table extends AnyTable>(
  table: Table,
  options: Options,
): WithDefaults<Options, Table> {
  const values = renameFormerKeys(table, options) as Record<string, unknown>;
  for (const [key, option] of Object.entries(table)) {
    const value = values[key];
    // What a former key had has been checked, and may have been converted.
    if (value === (options as Record<string, unknown>)[key]) checkOption(key, option, value);
    if (value !== undefined) continue;
    if (option.required) throw invalidArgument(key, option.kind.expected, undefined);
    if (option.default !== undefined) values[key] = option.default;
    else delete values[key];
  }
  return values as WithDefaults<Options, Table>;
}

/** @throws VisualSearchError `invalid-argument` if the value is there and not of the option's kind */
export function checkOption(key: string, { kind }: Pick<AnyOption, "kind">, value: unknown): void {
  if (value !== undefined && !kind.accepts(value)) throw invalidArgument(key, kind.expected, value);
}

/**
 * A copy of the options in which what stands under a former key stands under today's.
 *
 * @throws VisualSearchError `invalid-argument` if both keys are there, or a value is not of the former kind
 */
export function renameFormerKeys<Options extends object>(
  table: AnyTable,
  options: Options,
): Options {
  const values = { ...options } as Record<string, unknown>;
  for (const [key, { formerly }] of Object.entries(table)) {
    const former = formerly && values[formerly.key];
    if (!formerly || former === undefined) continue;
    if (values[key] !== undefined) {
      const remedy = `Leave out ${formerly.key}, its former name.`;
      throw invalidArgument(formerly.key, `nothing beside ${key}`, former, remedy);
    }
    checkOption(formerly.key, formerly, former);
    values[key] = formerly.toValue(former);
    delete values[formerly.key];
  }
  return values as Options;
}
