/** What an open catalog is: its items as the public API has them, its concepts, and its own rules. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { FacetConcepts } from "../../catalog/concepts/concept-table.ts";
import { segmentFiles } from "../../catalog/manifest/manifest.ts";
import type { Bitmap } from "../../lib/bitmap.ts";
import { messageOf, VisualSearchError, type VisualSearchWarning } from "../../lib/errors.ts";
import type { Concept, Item, Rules, SearchInfo } from "../../lib/types.ts";
import { usableRules } from "../../ranking/rules/rules.ts";
import { visibleRows } from "../../ranking/rules/shown-rows.ts";
import type { LoadedCatalog } from "./load-catalog.ts";
import { publicItem, webUrl } from "./public-item.ts";

export interface OpenCatalogOptions {
  /** Called once what the sketches lack has arrived, or could not be loaded. */
  onChange: () => void;
  onWarning: (warning: VisualSearchWarning) => void;
}

export class OpenCatalog {
  /** Rows, vectors and facets, for the ranking. */
  readonly catalog: Catalog;
  /** The catalog's own rules, without those that its products no longer fit. */
  readonly rules: Rules;
  readonly #source: SearchInfo["catalog"]["source"];
  #problem: string | undefined;
  readonly #manifestUrl: string;

  constructor(
    { catalog, source, problem, manifestUrl, complete }: LoadedCatalog,
    { onChange, onWarning }: OpenCatalogOptions,
  ) {
    this.catalog = catalog;
    this.#source = source;
    this.#problem = problem;
    this.#manifestUrl = manifestUrl;
    const { rules, problems } = usableRules(catalog.manifest.rules ?? {}, catalog);
    this.rules = rules;
    for (const problem of problems) {
      const message = `A rule of the catalog is left out, as its products no longer fit it. ${problem}`;
      onWarning({ code: "rule-ignored", message });
    }
    complete?.then(onChange, (error) => {
      // Hits go on coming from the sketches; the next visit tries again.
      this.#problem = messageOf(error);
      onChange();
    });
  }

  get manifest(): Catalog["manifest"] {
    return this.catalog.manifest;
  }

  /** Absolute URL of the model's folder that the catalog names, if it names one. */
  get modelUrl(): string | undefined {
    return webUrl(this.manifest.encoder.url, this.#manifestUrl);
  }

  get info(): SearchInfo["catalog"] {
    const { manifest, catalog } = this;
    const { closeMatch } = manifest;
    return {
      name: manifest.name,
      created: manifest.created,
      items: manifest.items,
      dim: manifest.spaces.image.dim,
      spaces: Object.keys(manifest.spaces),
      bytes: segmentFiles(manifest).reduce((sum, { bytes }) => sum + bytes, 0),
      source: this.#source,
      precision: catalog.isSketch ? "sketch" : "full",
      ...(this.#problem !== undefined && { problem: this.#problem }),
      ...(closeMatch && { closeMatch: { image: closeMatch.image, text: closeMatch.text } }),
    };
  }

  item(row: number): Item {
    return publicItem(this.catalog.item(row), this.#manifestUrl);
  }

  /** @throws VisualSearchError `item-unknown` */
  rowOf(id: string): number {
    const row = this.catalog.rowOf(id);
    if (row !== undefined) return row;
    throw new VisualSearchError(
      "item-unknown",
      `Expected the id of an item of this catalog, got ${JSON.stringify(id)}.`,
    );
  }

  /** The rows that the catalog's rules do not hide; `undefined` if they hide none. */
  shownRows(): Bitmap | undefined {
    const { hide = [] } = this.rules;
    return hide.length > 0 ? visibleRows(this.catalog, undefined, hide) : undefined;
  }

  /**
   * The concepts of some facets; of all that have any by default.
   *
   * @throws VisualSearchError `concept-unknown`
   */
  conceptsOf(facets: readonly string[] | undefined): readonly FacetConcepts[] {
    const { concepts } = this.catalog;
    if (facets === undefined) return concepts?.facets ?? [];
    return facets.map((facet) => {
      const found = concepts?.of(facet);
      if (found) return found;
      throw this.#conceptUnknown(`concepts of the facet ${JSON.stringify(facet)}`);
    });
  }

  /**
   * The embedding of a concept, at unit length.
   *
   * @throws VisualSearchError `concept-unknown`
   */
  conceptVector({ facet, value }: Concept): Float32Array {
    const vector = this.catalog.concepts?.vector(facet, value);
    if (vector) return vector;
    throw this.#conceptUnknown(`the concept ${JSON.stringify({ facet, value })}`);
  }

  #conceptUnknown(expected: string): VisualSearchError {
    const names = this.catalog.concepts?.facets.map(({ facet }) => facet) ?? [];
    const got = names.length > 0 ? `one with concepts of ${names.join(", ")}` : "one without any";
    return new VisualSearchError(
      "concept-unknown",
      `Expected a catalog with ${expected}, got ${got}. concepts() lists them; vitrine build --concepts ` +
        "names their facets.",
    );
  }
}
