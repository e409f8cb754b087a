import type { VisualSearchError } from "../../lib/errors.ts";
import type { Boost, FacetCondition, Pin, Rules, Where } from "../../lib/types.ts";

/** Entries of each list of rules, and conditions of one entry. */
const MAX_RULES = 100;
const MAX_CONDITIONS = 100;
const MAX_VALUES = 1000;
const MAX_TEXTS = 100;
const MAX_WITHIN = 16;
/** Characters of a facet's name, a value, an id or a text. */
const MAX_TEXT = 1000;

const KEYS: readonly string[] = ["hide", "pin", "boost", "within", "onePer", "diversity"];

/** What is thrown where rules are not what they should be. */
export type Refusal = (where: string, expected: string, got: unknown) => VisualSearchError;

/**
 * Checks the shape and the bounds of rules that may come from anywhere. Whether the catalog has their facets and
 * items is for who applies them to see.
 *
 * @param where what the rules are called where they are refused
 * @param options.strict refuses keys that rules do not have, which are left out otherwise
 * @returns a copy that has nothing else in it
 * @throws what `refuse` makes of it
 */
export function readRules(
  value: unknown,
  where: string,
  refuse: Refusal,
  { strict = false }: { strict?: boolean } = {},
): Rules {
  const read = new RulesReader(refuse);
  const source = read.object(value, where);
  const strange = Object.keys(source).find((key) => !KEYS.includes(key));
  if (strict && strange !== undefined) {
    throw refuse(where, `an object with none but the keys ${KEYS.join(", ")}`, strange);
  }
  const { hide, pin, boost, within, onePer, diversity } = source;
  return {
    ...(hide !== undefined && {
      hide: read.list(hide, `${where}.hide`, MAX_RULES, (one, at) => read.where(one, at)),
    }),
    ...(pin !== undefined && {
      pin: read.list(pin, `${where}.pin`, MAX_RULES, (one, at) => read.pin(one, at)),
    }),
    ...(boost !== undefined && {
      boost: read.list(boost, `${where}.boost`, MAX_RULES, (one, at) => read.boost(one, at)),
    }),
    ...(within !== undefined && {
      within: read.list(within, `${where}.within`, MAX_WITHIN, (one, at) => read.text(one, at)),
    }),
    ...(onePer !== undefined && {
      onePer: onePer === "" ? "" : read.text(onePer, `${where}.onePer`),
    }),
    ...(diversity !== undefined && {
      diversity: read.number(diversity, `${where}.diversity`, 0, 1),
    }),
  };
}

class RulesReader {
  readonly #refuse: Refusal;

  constructor(refuse: Refusal) {
    this.#refuse = refuse;
  }

  object(value: unknown, where: string): Record<string, unknown> {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    throw this.#refuse(where, "an object", value);
  }

  list<T>(
    value: unknown,
    where: string,
    most: number,
    read: (one: unknown, where: string) => T,
  ): T[] {
    if (!Array.isArray(value) || value.length > most) {
      const got = Array.isArray(value) ? `${value.length} entries` : value;
      throw this.#refuse(where, `a list of at most ${most}`, got);
    }
    return value.map((one, i) => read(one, `${where}[${i}]`));
  }

  text(value: unknown, where: string): string {
    if (typeof value === "string" && value !== "" && value.length <= MAX_TEXT) return value;
    throw this.#refuse(where, `a text of 1 to ${MAX_TEXT} characters`, value);
  }

  number(value: unknown, where: string, least: number, most: number): number {
    if (typeof value === "number" && value >= least && value <= most) return value;
    throw this.#refuse(where, `a number of ${least} to ${most}`, value);
  }

  where(value: unknown, where: string): Where {
    const entries = Object.entries(this.object(value, where));
    // Without any it would be true of everything.
    if (entries.length === 0 || entries.length > MAX_CONDITIONS) {
      throw this.#refuse(where, `1 to ${MAX_CONDITIONS} conditions on facets`, entries.length);
    }
    return Object.fromEntries(
      entries.map(([name, condition]) => [name, this.condition(condition, `${where}.${name}`)]),
    );
  }

  condition(value: unknown, where: string): FacetCondition {
    if (Array.isArray(value)) {
      return this.list(value, where, MAX_VALUES, (one, at) => this.value(one, at));
    }
    if (typeof value !== "object" || value === null) return this.value(value, where);
    const { min, max, ...others } = value as Record<string, unknown>;
    const strange = Object.keys(others)[0];
    if (strange !== undefined) throw this.#refuse(where, "{ min?, max? }", strange);
    return {
      ...(min !== undefined && { min: this.number(min, `${where}.min`, -Infinity, Infinity) }),
      ...(max !== undefined && { max: this.number(max, `${where}.max`, -Infinity, Infinity) }),
    };
  }

  value(value: unknown, where: string): string | number {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "string" && value.length <= MAX_TEXT) return value;
    throw this.#refuse(where, `a number, or a text of at most ${MAX_TEXT} characters`, value);
  }

  pin(value: unknown, where: string): Pin {
    const { id, texts } = this.object(value, where);
    return {
      id: this.text(id, `${where}.id`),
      ...(texts !== undefined && {
        texts: this.list(texts, `${where}.texts`, MAX_TEXTS, (one, at) => this.text(one, at)),
      }),
    };
  }

  boost(value: unknown, where: string): Boost {
    const { where: conditions, by } = this.object(value, where);
    return {
      where: this.where(conditions, `${where}.where`),
      by: this.number(by, `${where}.by`, -1, 1),
    };
  }
}
