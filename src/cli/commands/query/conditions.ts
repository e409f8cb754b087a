/** Conditions of `--where`, read by the kinds of the catalog's facets. */
import type { FacetCondition, NumberRange, Where } from "../../../build/index.ts";
import { invalidArgument } from "../../../lib/checks.ts";
import type { VisualSearchError } from "../../../lib/errors.ts";

export interface FacetKind {
  name: string;
  kind: "category" | "number";
}

/**
 * Conditions as flags give them: `facet=value,value`, or of numbers `facet=min..max` with either end left out.
 * Unknown facets are left for the search to refuse.
 *
 * @throws VisualSearchError `invalid-argument`
 */
export function conditionsOf(conditions: readonly string[], facets: readonly FacetKind[]): Where {
  const where: Record<string, FacetCondition> = {};
  for (const condition of conditions) {
    const at = condition.indexOf("=");
    const name = condition.slice(0, at);
    const text = condition.slice(at + 1);
    if (at < 1 || text === "") {
      throw invalid("facet=value, facet=value,value or facet=min..max", condition);
    }
    const facet = facets.find((candidate) => candidate.name === name);
    const wanted = facet?.kind === "number" ? numbersOf(condition, text) : text.split(",");
    where[name] = Object.hasOwn(where, name) ? both(condition, where[name]!, wanted) : wanted;
  }
  return where;
}

/** Two conditions of one facet as one: only ranges can be. */
function both(condition: string, one: FacetCondition, other: FacetCondition): FacetCondition {
  if (!isRange(one) || !isRange(other)) {
    throw invalid("one condition for a facet, or ranges such as 10.. and ..80", condition);
  }
  return {
    min: Math.max(one.min ?? -Infinity, other.min ?? -Infinity),
    max: Math.min(one.max ?? Infinity, other.max ?? Infinity),
  };
}

function isRange(condition: FacetCondition): condition is NumberRange {
  return typeof condition === "object" && !Array.isArray(condition);
}

function numbersOf(condition: string, text: string): FacetCondition {
  const range = /^([^.]*(?:\.\d+)?)\.\.(.*)$/.exec(text);
  if (!range) return text.split(",").map((value) => numberOf(condition, value));
  const [, min = "", max = ""] = range;
  if (min === "" && max === "") throw invalid("a range with at least one end", condition);
  return {
    ...(min !== "" && { min: numberOf(condition, min) }),
    ...(max !== "" && { max: numberOf(condition, max) }),
  };
}

function numberOf(condition: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw invalid("numbers for a facet of numbers", condition);
}

function invalid(expected: string, condition: string): VisualSearchError {
  return invalidArgument("--where", expected, condition);
}
