/** Complete the look: what goes with an item, category by category. */
import type { Catalog } from "../../catalog/catalog.ts";
import { textsOf } from "../../catalog/items/attribute-value.ts";
import { IMAGE_SPACE } from "../../catalog/spaces/spaces.ts";
import { type Bitmap, forEachBit, hasBit, intersect, subtract } from "../../lib/bitmap.ts";
import type { Where } from "../../lib/types.ts";
import { valueReader } from "../filter/field-values.ts";
import { meanDirection } from "../query/compose.ts";
import { type AppliedRules, pinnedIds } from "../rules/rules.ts";
import { shownRows } from "../rules/shown-rows.ts";
import { boostsOf, pinnedRows, type RankedHit, scoreRows, selectHits } from "../select-hits.ts";
import { Categories } from "./categories.ts";
import { colourHarmony } from "./colour-harmony.ts";
import { categoryWeights, type Pairings, pairingsOf } from "./pairings.ts";

const COLOUR_FIELD = "colour";
/** Categories of a look, the likeliest. */
const MAX_CATEGORIES = 8;
/** How many times as many candidates as hits diversity chooses from in a category. */
const DIVERSITY_POOL = 4;
const MIN_DIVERSITY_POOL = 20;
/**
 * What is added to the similarity in style, a cosine: for what the shop has paired with the item itself; at most for
 * what it has paired with the item's neighbours; and for colours that go together, or less for those that do not.
 */
const PAIRED_BONUS = 1;
const NEIGHBOUR_BONUS = 0.5;
const HARMONY_BONUS = 0.05;

export interface LookSource {
  catalog: Catalog;
  /** Of the item to complete. */
  row: number;
  /** Most hits of a category. */
  limit: number;
  where?: Where | undefined;
  rules: AppliedRules;
}

export interface RankedLook {
  category: string;
  hits: RankedHit[];
}

/**
 * What goes with an item, of other categories than its own. Hits are ranked by style: where the item would lie if it
 * were of their category, which is its vector moved by the difference between the categories' means. What the shop
 * has paired with the item comes before that, what it has paired with the item's neighbours rises, and so do
 * colours that go together. The categories are those that pairs speak for; without any, those with what is nearest
 * in style.
 *
 * @throws VisualSearchError `facet-unknown` or `invalid-argument`
 */
export function completeLook({ catalog, row, limit, where, rules }: LookSource): RankedLook[] {
  const categories = new Categories(catalog);
  const own = categories.of(row);
  const allowed = shownRows({ catalog, where, rules, like: [row] }).rankable!;
  // Items without a category have nothing in common.
  if (own !== "") subtract(allowed, categories.rows(own));
  const pairings = pairingsOf(catalog, row, categories, allowed);
  const weights = categoryWeights(catalog, categories, own, pairings);
  const query = meanDirection(catalog.vectors(row), catalog.dim);
  const pinned = pinnedRows(catalog, pinnedIds(rules.pin, []), allowed);
  const boosts = bonuses(catalog, row, { allowed, pairings, rules });
  const likely =
    weights.size > 0
      ? [...weights.keys()]
      : categories.names.filter((name) => name !== own || own === "");
  const looks = likely.flatMap((category) => {
    const rows = categories.rows(category).slice();
    intersect(rows, allowed);
    const { hits, bestRank } = selectHits({
      catalog,
      query: categories.move(query, { from: own, to: category }),
      space: IMAGE_SPACE,
      limit,
      pinned: pinned.filter((other) => hasBit(rows, other)),
      rows,
      boosts,
      rules,
      poolSize: () => Math.max(MIN_DIVERSITY_POOL, DIVERSITY_POOL * limit),
    });
    return hits.length > 0 ? [{ category, hits, bestRank }] : [];
  });
  const weightOf = ({ category }: { category: string }) => weights.get(category) ?? 0;
  return looks
    .sort((a, b) => weightOf(b) - weightOf(a) || b.bestRank - a.bestRank)
    .slice(0, MAX_CATEGORIES)
    .map(({ category, hits }) => {
      const rows = hits.map((hit) => hit.row);
      return { category, hits: scoreRows(catalog, query, IMAGE_SPACE, rows).hits };
    });
}

interface BonusSource {
  allowed: Bitmap;
  pairings: Pairings;
  rules: AppliedRules;
}

/** By row, what is added to an item's similarity in style. */
function bonuses(
  catalog: Catalog,
  row: number,
  { allowed, pairings, rules }: BonusSource,
): Float64Array {
  const sums = boostsOf(rules.boost, catalog) ?? new Float64Array(catalog.rows);
  for (const other of pairings.own) sums[other]! += PAIRED_BONUS;
  for (const [other, share] of pairings.neighbours) sums[other]! += NEIGHBOUR_BONUS * share;
  const spec = catalog.facets.specs.get(COLOUR_FIELD);
  if (!spec) return sums;
  const read = valueReader(catalog, COLOUR_FIELD);
  const colourOf = (other: number) => textsOf(read(other))[0];
  const own = colourOf(row);
  const byColour = new Map<string | undefined, number>();
  forEachBit(allowed, (other) => {
    const colour = colourOf(other);
    let harmony = byColour.get(colour);
    if (harmony === undefined) {
      harmony = colourHarmony(own, colour);
      byColour.set(colour, harmony);
    }
    sums[other]! += HARMONY_BONUS * harmony;
  });
  return sums;
}
