import { type FacetCondition, VisualSearchError, type Where } from "../build/index.ts";

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
    where[name] = facet?.kind === "number" ? numbersOf(condition, text) : text.split(",");
  }
  return where;
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
