/** Reports with something in every section, for tests. */
import type { BuildReport } from "../build-report.ts";
import type { Album, AlbumPicture } from "./album.ts";

/** One grey pixel. */
export const PIXEL =
  "data:image/webp;base64,UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAUAmJaQAA3AA/vz0AAA=";

/** A report in which there is something to tell in every section; `text` stands wherever a feed's text does. */
export function fullReport(text: string, times = 40): BuildReport {
  const row = { line: times, file: text, id: text, reason: text, sample: text };
  const many = <T>(one: T, most = times): T[] => new Array<T>(most).fill(one);
  const histogram = {
    count: times,
    min: 0.5,
    median: times / 2,
    max: times * 100,
    edges: [0, 10, 20, 30, 40, times * 100],
    counts: [3, 0, times, 1, 2],
  };
  const finding = { count: times, ids: many(text, 20), pictures: many(2, 20) };
  const groups = {
    count: times,
    groups: 20,
    examples: many(many(text, 10), 20),
    pictures: many(many(2, 10), 20),
  };
  const certificate = {
    k: 10,
    queries: 200,
    recall: 0.991,
    exactRecall: 0.999,
    filters: [
      { share: 0.01, recall: 1 },
      { share: 0.5, recall: 0.93 },
    ],
  };
  return {
    ok: true,
    feed: {
      path: text,
      format: "shopify-csv",
      columns: many({ column: text, role: "attribute" as const }, 1000),
      variants: times,
      images: times,
    },
    out: text,
    reportPath: text,
    htmlPath: text,
    name: text,
    created: "2025-01-02T03:04:05.000Z",
    counts: { rows: 2 * times, items: times, rejected: times, warnings: times },
    model: {
      id: text,
      revision: "0123456789abcdef",
      dtype: "q8",
      dtypes: ["q8", "fp32"],
      dim: 256,
    },
    embeddedWith: "onnxruntime-node 1.30.0",
    notes: many(text, 200),
    rejected: many(row, 1000),
    rejectedBy: many({ reason: text, count: times, examples: many(row, 10) }, 100),
    repeatedIds: { count: 1, examples: [row] },
    warnings: many(
      { message: text, count: times, examples: many({ line: 1, id: text, found: text }, 20) },
      201,
    ),
    pictures: {
      checked: times,
      unchecked: 3,
      sizes: histogram,
      tooSmall: { ...finding, below: 100 },
      blank: finding,
      extremeAspect: finding,
      exactDuplicates: groups,
      nearDuplicates: { ...groups, complete: false },
      shared: groups,
      unlike: { ...finding, checked: times },
    },
    thumbnails: { count: times, bytes: 1e6, made: 1, reused: 2, overTarget: 3, targetBytes: 6000 },
    downloads: {
      requests: times,
      fetched: 1,
      unchanged: 2,
      unasked: 3,
      stale: 4,
      failed: 5,
      bytes: 1e7,
    },
    remembered: 1,
    vectors: { fresh: times, remembered: 1, kept: 2 },
    products: {
      fields: many({ field: text, present: 3, missing: times, missingIds: many(text, 10) }, 69),
      facets: [
        { name: text, kind: "number", products: times, numbers: histogram },
        ...many(
          {
            name: text,
            kind: "category" as const,
            products: 3,
            distinct: 1000,
            values: many({ value: text, count: times }, 20),
          },
          59,
        ),
      ],
      prices: many({ currency: "EUR", prices: histogram }, 5),
    },
    check: {
      runtime: text,
      pictures: 16,
      smallestCosine: 0.99998,
      meanCosine: 0.99999,
      bound: 0.995,
      remembered: true,
    },
    parts: { index: 1e6, items: 5e5, facets: 1e5, changes: 10, thumbnails: 1e6, manifest: 4000 },
    recall: many({ space: "image", segment: 1, items: times, certificate }, 20),
    timings: {
      readMs: 100,
      modelMs: 200,
      compareMs: 300,
      embedMs: 4000,
      checkMs: 300,
      textsMs: 500,
      thumbnailMs: 600,
      writeMs: 700,
      reportMs: 800,
      totalMs: 8000,
      imagesPerSecond: 70,
    },
    update: {
      previous: text,
      kept: times,
      patched: 1,
      embedded: 2,
      embeddedPictures: 3,
      removed: 4,
      rewritten: 0,
      newBytes: 1e5,
      reusedBytes: 1e6,
    },
    files: [{ path: text, bytes: 1 }],
    bytes: 2_604_010,
  };
}

/** What a build knows that fails at its first row. */
export function emptyReport(): BuildReport {
  const { model, embeddedWith, check, pictures, thumbnails, ...known } = fullReport("empty", 0);
  const { products, parts, recall, update, ...rest } = known;
  const timings = Object.fromEntries(Object.keys(rest.timings).map((key) => [key, 0]));
  return {
    ...rest,
    ok: false,
    error: { code: "feed-empty", message: "The feed should have one usable product." },
    feed: { path: "feed.csv", format: "", columns: [], variants: 0, images: 0 },
    notes: [],
    rejected: [],
    rejectedBy: [],
    repeatedIds: { count: 0, examples: [] },
    warnings: [],
    vectors: { fresh: 0, remembered: 0, kept: 0 },
    timings: timings as unknown as BuildReport["timings"],
    files: [],
    bytes: 0,
  };
}

export function albumOf(title: string, src: string | undefined = PIXEL): Album {
  const picture = (id: string, number: number): AlbumPicture => ({
    id,
    title,
    picture: number,
    size: { width: 48, height: 6000 },
    ...(src === undefined ? { missing: title } : { src }),
  });
  return {
    sample: Array.from({ length: 48 }, () => picture(title, 1)),
    find: (id, number) => picture(id, number),
  };
}
