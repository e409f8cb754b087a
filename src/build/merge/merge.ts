import { join, resolve } from "node:path";
import { chooseFacets } from "../../catalog/facets/facet-choice.ts";
import {
  isThumbnailPath,
  listThumbnails,
  type Thumbnails,
} from "../../catalog/files/thumbnail-list.ts";
import type { CatalogItem } from "../../catalog/items/catalog-item.ts";
import { FINGERPRINT_BYTES } from "../../catalog/items/item-table.ts";
import { VectorTable } from "../../catalog/segments/vector-table.ts";
import {
  FUSED_SPACE,
  type SpaceChoice,
  type Spaces,
  TEXT_SPACE,
} from "../../catalog/spaces/spaces.ts";
import { MANIFEST_PATH, sealCatalog } from "../../catalog/writing/catalog-draft.ts";
import type { TextVectors } from "../../catalog/writing/catalog-source.ts";
import { draftCatalog } from "../../catalog/writing/create-catalog.ts";
import { invalidArgument } from "../../lib/checks.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import { type FoundConcepts, withMeasurements } from "../embed/concepts/concept-files.ts";
import { chooseConcepts } from "../embed/concepts/concepts.ts";
import { leastKeys } from "../embed/concepts/shopper-photo.ts";
import { inspectCatalog } from "../inspect/inspect.ts";
import { checkOptions } from "../options/check.ts";
import { MERGE_OPTIONS, type MergeOptions, type MergeStage } from "../options/merge-options.ts";
import { ProgressMeter } from "../options/progress.ts";
import { reportPaths } from "../options/report-options.ts";
import { CELL_BYTES } from "../pictures/picture-facts.ts";
import { Pictures } from "../pictures/pictures.ts";
import { type PictureQuality, qualityOf } from "../pictures/quality/quality.ts";
import { targetBytes } from "../pictures/thumbnails/thumbnail-encoder.ts";
import { typeAttributes } from "../products/rows.ts";
import { summariseItems } from "../report/item-summary.ts";
import { type Album, makeAlbum } from "../report/page/album.ts";
import { reportPage } from "../report/page/page.ts";
import { pairNotes } from "../report/pair-notes.ts";
import { catalogFacts, furtherBytes, writeReportFile } from "../report/report.ts";
import { threadCrew } from "../write/kernel-crew.ts";
import { type OutputFile, OutputFolder } from "../write/output.ts";
import { type MergeReport, type MergeResult, mergeReports } from "./merge-report.ts";
import { type ShardProduct, unpackFacts } from "./shard-files.ts";
import type { ShardFolder } from "./shard-folder.ts";
import { openShards } from "./shard-set.ts";

/** Products between two reports of progress while the shards are read. */
const READ_STEP = 1000;

/**
 * Joins the shards that `buildCatalog` has made of one feed into one catalog, and writes the report beside it.
 * Its files are those of a build without shards, byte by byte, as long as the runtime gives a picture the
 * same embedding whatever others are in its batch; its time is that of the last shard. Nothing is written to
 * `out` unless the catalog is whole.
 *
 * @throws `invalid-argument`; `catalog-invalid` where a shard is missing, there twice, damaged, or of another
 * feed, model or options; `feed-empty` where none has a product; `output-failed`, or the reason of `signal`
 */
export async function mergeCatalogs(options: MergeOptions): Promise<MergeReport> {
  const began = performance.now();
  const checked = checkMerge(options);
  const { report: reportPath, htmlReport: htmlPath } = reportPaths(checked);
  const { signal, out, threads } = checked;
  signal?.throwIfAborted();
  const progress = new ProgressMeter<MergeStage>("merge", options.onProgress);
  const output = await OutputFolder.open(out);
  const shards = await openShards(options.shards);
  const reports = [];
  for (const shard of shards) {
    const { entry, path } = shard;
    reports.push({ number: entry.number, path, report: await shard.report() });
  }
  const total = shards.reduce((sum, { manifest }) => sum + manifest.items, 0);
  if (total === 0) throw nothingIn(shards);
  progress.begin("merge", total);
  const joined = await readShards(shards, (count) => {
    signal?.throwIfAborted();
    progress.update(count);
  });
  const small = await joinThumbnails(shards, progress, signal);

  progress.begin("write", 1);
  const writeBegan = performance.now();
  const source = sourceOf(shards, joined);
  const { notes, ...rest } = source;
  const created = await draftCatalog({
    ...rest,
    ...(small && { thumbnails: small.thumbnails }),
    crew: threadCrew(threads),
    onProgress: (part, all) => {
      signal?.throwIfAborted();
      progress.update(part / all);
    },
  });
  const finished = await withMeasurements(created, await joinWords(shards, source.items));
  const catalog = sealCatalog(finished.draft);
  const files: OutputFile[] = [...(small?.files ?? []), ...catalog];
  await output.replace(files, signal);
  progress.update(1);
  const reportBegan = performance.now();
  const others = {
    thumbnails: sumOf(small?.files ?? []),
    manifest: sumOf(catalog.filter(({ path }) => path === MANIFEST_PATH)),
    ...furtherBytes(catalog),
  };
  const pictures = judge(shards, joined, source.fingerprints);
  const found = {
    out,
    reportPath,
    htmlPath,
    manifest: { ...source, items: total },
    notes: [...notes, ...finished.notes],
    pictures,
    products: summariseItems(source.items, chooseFacets(source.items)),
    ...catalogFacts(await inspectCatalog(out), others),
    thumbnails: small?.counts,
    files: files
      .filter(({ path }) => !isThumbnailPath(path))
      .map((file) => ({ path: file.path, bytes: lengthOf(file) })),
    bytes: sumOf(files),
  };
  const album =
    htmlPath === undefined ? undefined : await albumOf(joined, pictures, small?.files, signal);
  const now = performance.now();
  const timings = {
    writeMs: reportBegan - writeBegan,
    reportMs: now - reportBegan,
    totalMs: now - began,
  };
  const report = mergeReports(reports, { ...found, timings });
  if (htmlPath !== undefined) await writeReportFile(htmlPath, reportPage(report, album));
  await writeReportFile(reportPath, `${JSON.stringify(report, undefined, 2)}\n`);
  return report;
}

/**
 * Pictures for the page: the thumbnails that the shards have, as a merge does not look for the shop's own. Without
 * thumbnails, or where sharp is not installed, there are none.
 */
async function albumOf(
  { products }: JoinedShards,
  quality: PictureQuality,
  thumbnails: readonly OutputFile[] | undefined,
  signal: AbortSignal | undefined,
): Promise<Album | undefined> {
  if (!thumbnails) return undefined;
  const pictures = await Pictures.open({}).catch(() => undefined);
  if (!pictures) return undefined;
  return await makeAlbum({
    products: products.map(({ item, facts }, line) => ({
      line,
      item,
      pictures: facts.map(() => ({ name: "", address: undefined })),
    })),
    facts: products.flatMap(({ facts }) => facts.map((one) => unpackFacts(one, CELL_BYTES))),
    quality,
    thumbnails,
    pictures,
    signal,
  });
}

/** What the catalog is made of, and what there is to say of that. */
function sourceOf(shards: readonly ShardFolder[], { products, vectors, texts }: JoinedShards) {
  const { name, encoder, spaces, rules } = shards[0]!.manifest;
  const runtimes = [...new Set(shards.map(({ manifest }) => manifest.encoder.embeddedWith))];
  const items = products.map(({ item }) => item);
  typeAttributes(items);
  return {
    name,
    created: shards
      .map(({ manifest }) => manifest.created)
      .sort()
      .at(-1)!,
    items,
    goesWith: products.map(({ goesWith }) => goesWith),
    pictures: products.map((product) => product.fingerprints.length),
    fingerprints: bytesOfHex(products.flatMap((product) => product.fingerprints)),
    vectors,
    encoder: { ...encoder, embeddedWith: runtimes.join(", ") },
    spaces: choiceOf(spaces),
    ...(texts && { texts }),
    ...(rules && { rules }),
    notes: [
      ...(runtimes.length > 1 ? [`The shards were embedded by ${runtimes.join(" and ")}.`] : []),
      ...pairNotes(
        items,
        products.map(({ goesWith }) => goesWith),
      ),
    ],
  };
}

/** The concepts of the whole, each as the shards that have it have embedded it. */
async function joinWords(
  shards: readonly ShardFolder[],
  items: readonly CatalogItem[],
): Promise<FoundConcepts> {
  const words = await Promise.all(shards.map((shard) => shard.words()));
  const { chosen } = chooseConcepts(items, shards[0]!.entry.options.concepts);
  const vectorOf = (facet: string, value: string) => {
    for (const { concepts } of words) {
      const coded = concepts?.coded(facet, value);
      if (coded) return coded;
    }
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected a shard with the concept ${JSON.stringify(value)} of the facet ${facet}, and none has it. ` +
        "Build all shards again.",
    );
  };
  const concepts = chosen.map(({ facet, values }) => {
    const vectors = values.map((value) => vectorOf(facet, value));
    return { facet, values, vectors };
  });
  const probes = words.flatMap((one) => one.probes ?? []);
  const photos = probes.flatMap((one) => one.photos).sort((a, b) => a.key - b.key);
  return { concepts, probes: probes[0] && { ...probes[0], photos: leastKeys(photos) } };
}

/** What of the pictures a shop may want to look at, which may be in different shards. */
function judge(
  shards: readonly ShardFolder[],
  { products, vectors }: JoinedShards,
  fingerprints: Uint8Array,
): PictureQuality {
  const { dim } = shards[0]!.manifest.encoder;
  return qualityOf({
    ids: products.flatMap(({ item, facts }) => facts.map(() => item.id)),
    facts: products.flatMap(({ facts }) => facts.map((one) => unpackFacts(one, CELL_BYTES))),
    fingerprints,
    vectors: {
      dim,
      count: vectors.length / dim,
      vector: (i) => vectors.subarray(i * dim, (i + 1) * dim),
      isNew: () => true,
    },
    minSize: shards[0]!.entry.options.minImageSize,
  });
}

function checkMerge(options: MergeOptions) {
  const checked = checkOptions(MERGE_OPTIONS, options);
  if (checked.shards.some((path) => resolve(path) === resolve(checked.out))) {
    const expected = "another folder than those of the shards, as it is replaced";
    throw invalidArgument("out", expected, checked.out);
  }
  return checked;
}

interface JoinedShards {
  /** In the feed's order. */
  products: ShardProduct[];
  /** Of all their pictures. */
  vectors: Float32Array;
  texts: TextVectors | undefined;
}

/** Reads one shard after another into the places that its products have in the catalog. */
async function readShards(
  shards: readonly ShardFolder[],
  onRead: (count: number) => void,
): Promise<JoinedShards> {
  const all: { shard: ShardFolder; product: ShardProduct }[] = [];
  for (const shard of shards) {
    for await (const product of shard.products()) {
      all.push({ shard, product });
      if (all.length % READ_STEP === 0) onRead(all.length);
    }
  }
  all.sort((a, b) => a.product.position - b.product.position);
  const again = all.find(({ product }, i) => all[i - 1]?.product.position === product.position);
  if (again) {
    throw new VisualSearchError(
      "catalog-invalid",
      `Expected each product in one shard, and two have one in place ${again.product.position} of the ` +
        "feed. Build all shards again.",
    );
  }
  const products = all.map(({ product }) => product);
  const table = VectorTable.ofCounts(products.map(({ fingerprints }) => fingerprints.length));
  const { dim } = shards[0]!.manifest.encoder;
  const vectors = new Float32Array(table.vectors * dim);
  const hasTexts = shards[0]!.entry.texts !== undefined;
  const words = new Float32Array(hasTexts ? products.length * dim : 0);
  for (const shard of shards) {
    const rows = all.flatMap((one, row) => (one.shard === shard ? [row] : []));
    const { vectors: ofPictures, texts: ofTexts } = shard.entry;
    await shard.readNumbers(
      ofPictures,
      vectors,
      rows.map((row) => [table.start(row) * dim, table.start(row + 1) * dim]),
    );
    if (ofTexts) {
      await shard.readNumbers(
        ofTexts,
        words,
        rows.map((row) => [row * dim, (row + 1) * dim]),
      );
    }
  }
  onRead(products.length);
  const texts = hasTexts
    ? { vectors: words, fingerprints: bytesOfHex(products.map(({ text }) => text!)) }
    : undefined;
  return { products, vectors, texts };
}

interface JoinedThumbnails {
  thumbnails: Thumbnails;
  files: OutputFile[];
  counts: NonNullable<MergeResult["thumbnails"]>;
}

/** The thumbnails of all shards, each once. */
async function joinThumbnails(
  shards: readonly ShardFolder[],
  progress: ProgressMeter<MergeStage>,
  signal: AbortSignal | undefined,
): Promise<JoinedThumbnails | undefined> {
  const settings = shards[0]!.manifest.thumbnails;
  if (!settings) return undefined;
  const { size, format, quality } = settings;
  const total = shards.reduce((sum, { manifest }) => sum + manifest.thumbnails!.count, 0);
  progress.begin("thumbnails", total);
  let done = 0;
  const files = new Map<string, { path: string; bytes: number; from: string }>();
  for (const shard of shards) {
    const found = await shard.thumbnails(() => {
      signal?.throwIfAborted();
      progress.update(++done);
    });
    for (const { path, bytes } of found) {
      files.set(path, { path, bytes, from: join(shard.path, path) });
    }
  }
  const sizes = [...files.values()].map(({ path, bytes }) => ({ path, bytes }));
  const { thumbnails, list } = await listThumbnails(
    { size, format, ...(quality !== undefined && { quality }) },
    sizes,
  );
  const target = targetBytes(settings);
  return {
    thumbnails,
    files: [list, ...files.values()],
    counts: {
      count: thumbnails.count,
      bytes: thumbnails.bytes,
      overTarget: sizes.filter(({ bytes }) => bytes > target).length,
      targetBytes: target,
    },
  };
}

/** The choice that a build with these spaces was given. */
function choiceOf(spaces: Spaces): SpaceChoice {
  const text = spaces[TEXT_SPACE];
  const fused = spaces[FUSED_SPACE];
  return {
    ...(text?.fields && { text: { fields: text.fields } }),
    ...(fused?.fields &&
      fused.weights && { fused: { fields: fused.fields, weights: fused.weights } }),
  };
}

function bytesOfHex(fingerprints: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(fingerprints.length * FINGERPRINT_BYTES);
  for (const [i, one] of fingerprints.entries()) {
    bytes.set(Buffer.from(one, "hex"), i * FINGERPRINT_BYTES);
  }
  return bytes;
}

function sumOf(files: readonly Pick<OutputFile, "bytes">[]): number {
  return files.reduce((sum, file) => sum + lengthOf(file), 0);
}

function lengthOf({ bytes }: Pick<OutputFile, "bytes">): number {
  return typeof bytes === "number" ? bytes : bytes.byteLength;
}

function nothingIn(shards: readonly ShardFolder[]): VisualSearchError {
  return new VisualSearchError(
    "feed-empty",
    `Expected at least one product in ${shards.length} shards, and there is none. The reports of their ` +
      "builds say why each row was left out.",
  );
}
