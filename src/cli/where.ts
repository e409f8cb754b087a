import {
  type FacetCondition,
  type NumberRange,
  VisualSearchError,
  type Where,
} from "../build/index.ts";

export interface FacetKind {
  name: string;
  kind: "category" | "number";
}

/**
 * Conditions as flags give them, `facet=value,value` or of numbers `facet=min..max` with either end left out,
 * by the kinds of the catalog's facets; a search refuses those of unknown facets.
 *
 * @throws `invalid-argument`
 */
export function whereOf(conditions: readonly string[], facets: readonly FacetKind[]): Where {
  const where: Record<string, FacetCondition> = {};
  for (const condition of conditions) {
    const at = condition.indexOf("=");
    const name = condition.slice(0, at);
    const text = condition.slice(at + 1);
    if (at < 1 || text === "")
      throw invalid(condition, "facet=value, facet=value,value or facet=min..max");
    const facet = facets.find((candidate) => candidate.name === name);
    const wanted = facet?.kind === "number" ? numbersOf(condition, text) : text.split(",");
    where[name] = Object.hasOwn(where, name) ? both(condition, where[name]!, wanted) : wanted;
  }
  return where;
}

/** What two conditions of one facet let through together, as far as that can be told in one. */
function both(condition: string, one: FacetCondition, other: FacetCondition): FacetCondition {
  if (!isRange(one) || !isRange(other)) {
    throw invalid(condition, "given once for a facet, but for ranges such as 10.. and ..80");
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
  if (min === "" && max === "") throw invalid(condition, "a range with one end at least");
  return {
    ...(min !== "" && { min: numberOf(condition, min) }),
    ...(max !== "" && { max: numberOf(condition, max) }),
  };
}

function numberOf(condition: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw invalid(condition, "numbers, as the facet has them");
}

function invalid(condition: string, expected: string): VisualSearchError {
  return new VisualSearchError(
    "invalid-argument",
    `The option --where should be ${expected}, and is ${condition}.`,
  );
}
