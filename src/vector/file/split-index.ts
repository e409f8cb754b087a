/** Splits an index file in two: a sketch that answers first, and the rest. */
import { VisualSearchError } from "../../lib/errors.ts";
import { bytesOf, readContainer, SegmentKind, writeContainer } from "./container.ts";
import { Section } from "./index-sections.ts";

const SKETCH_SECTIONS: ReadonlySet<number> = new Set([Section.mean, Section.rows, Section.signs]);

/** The two files that `splitIndex` makes of one. */
export interface SplitIndex {
  /** Sign bits, about a ninth of the bytes. `openIndex(sketch)` can be searched by itself. */
  sketch: Uint8Array<ArrayBuffer>;
  /** Everything else, for `complete`, or for `openIndex(sketch, rest)`. */
  rest: Uint8Array<ArrayBuffer>;
}

/**
 * Splits an index with sign bits into two files, so that a page can answer from the smaller one while it loads the
 * other.
 *
 * @throws VisualSearchError `index-invalid`, also for an index without sign bits; `index-unsupported`
 * @example
 * const { sketch, rest } = splitIndex(buildIndex(vectors, { dim: 512, signs: true }));
 * const index = openIndex(sketch); // answers at once, approximately
 * index.complete(rest); // answers exactly from now on
 */
export function splitIndex(file: Uint8Array): SplitIndex {
  const { params, sections, count } = readContainer(file, SegmentKind.index);
  if (!sections.has(Section.signs)) {
    throw new VisualSearchError(
      "index-invalid",
      "Expected an index with sign bits, got one without. Build it with signs: true.",
    );
  }
  const write = (inSketch: boolean) =>
    writeContainer({
      kind: SegmentKind.index,
      count,
      params: bytesOf(params),
      sections: [...sections]
        .filter(([type]) => SKETCH_SECTIONS.has(type) === inSketch)
        .map(([type, bytes]) => ({ type, bytes })),
    });
  return { sketch: write(true), rest: write(false) };
}
