/** Rules of a shop: how several sets add up, and whether a catalog has what they name. */
import type { Catalog } from "../../catalog/catalog.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Boost, Pin, Rules, Where } from "../../lib/types.ts";
import { checkField } from "../filter/field-values.ts";
import { checkWhere, facetSpec } from "../filter/filter.ts";
import { hasPhrase, tokenize } from "../query/tokens.ts";

/** Rules as they are applied to a query. */
export interface AppliedRules {
  hide: readonly Where[];
  pin: readonly Pin[];
  boost: readonly Boost[];
  within: readonly string[];
  onePer: string | undefined;
  diversity: number;
}

/**
 * One set of rules of several, in the order of their precedence. Lists add up in that order; of `within`, `onePer` and
 * `diversity` the first that is given counts, with `[]`, `""` and 0 to say none.
 *
 * @example
 * mergeRules(rulesOfTheQuery, rulesOfTheCatalog);
 */
export function mergeRules(...sets: readonly (Rules | undefined)[]): AppliedRules {
  const all = sets.filter((rules) => rules !== undefined);
  const first = <K extends keyof Rules>(key: K) =>
    all.find((rules) => rules[key] !== undefined)?.[key];
  return {
    hide: all.flatMap(({ hide = [] }) => hide),
    pin: all.flatMap(({ pin = [] }) => pin),
    boost: all.flatMap(({ boost = [] }) => boost),
    within: first("within") ?? [],
    onePer: first("onePer") || undefined,
    diversity: first("diversity") ?? 0,
  };
}

/**
 * Checks that a catalog has what rules name. Items to pin need not be there: products come and go.
 *
 * @throws VisualSearchError `facet-unknown`, or `invalid-argument` for a condition that does not fit its facet
 */
export function checkRules(rules: Rules, catalog: Catalog): void {
  for (const where of rules.hide ?? []) checkWhere(where, catalog);
  for (const { where } of rules.boost ?? []) checkWhere(where, catalog);
  for (const name of rules.within ?? []) facetSpec(name, catalog);
  if (rules.onePer) checkField(rules.onePer, catalog);
}

/**
 * What is left of a catalog's own rules if its products no longer have what some of them name. Facets come and go with
 * a feed, and a search goes on without a rule.
 *
 * @returns the rules that fit, and what is wrong with each of the others
 */
export function usableRules(
  rules: Rules,
  catalog: Catalog,
): { rules: Rules; problems: readonly string[] } {
  const problems: string[] = [];
  const fits = (one: Rules): boolean => {
    try {
      checkRules(one, catalog);
      return true;
    } catch (error) {
      problems.push(messageOf(error));
      return false;
    }
  };
  const { hide, pin, boost, within, onePer, diversity } = rules;
  return {
    rules: {
      ...(hide && { hide: hide.filter((where) => fits({ hide: [where] })) }),
      ...(pin && { pin }),
      ...(boost && { boost: boost.filter((one) => fits({ boost: [one] })) }),
      ...(within && { within: within.filter((name) => fits({ within: [name] })) }),
      ...(onePer !== undefined && fits({ onePer }) && { onePer }),
      ...(diversity !== undefined && { diversity }),
    },
    problems,
  };
}

/** The ids to pin, each once: those without texts, and those of which one of the query's texts has a text. */
export function pinnedIds(pins: readonly Pin[], texts: readonly string[]): string[] {
  const words = texts.map(tokenize);
  const isMeant = ({ texts: wanted }: Pin) =>
    wanted === undefined ||
    wanted.some((phrase) => words.some((text) => hasPhrase(text, tokenize(phrase))));
  return [...new Set(pins.filter(isMeant).map(({ id }) => id))];
}
