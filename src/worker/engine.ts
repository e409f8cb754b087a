import { type Catalog, openCatalog } from "../catalog/catalog.ts";
import type { FacetConcepts } from "../catalog/concepts/concept-table.ts";
import type { FileRef } from "../catalog/files/file-ref.ts";
import type { CatalogItem } from "../catalog/items/catalog-item.ts";
import {
  MAX_MANIFEST_BYTES,
  type Manifest,
  parseManifest,
  segmentFiles,
} from "../catalog/manifest/manifest.ts";
import { IMAGE_SPACE } from "../catalog/spaces/spaces.ts";
import { MANIFEST_PATH } from "../catalog/writing/catalog-draft.ts";
import { preprocess } from "../encoder/preprocess.ts";
import { type Bitmap, countBits, hasBit } from "../lib/bitmap.ts";
import { checkInteger } from "../lib/checks.ts";
import { messageOf, VisualSearchError, type VisualSearchWarning } from "../lib/errors.ts";
import type {
  BrowseOptions,
  BrowseResult,
  Concept,
  CountedConcept,
  DescribeOptions,
  Detection,
  DetectOptions,
  DevicePreference,
  Facet,
  Hit,
  Item,
  Loadable,
  LoadPlan,
  LoadProgress,
  Look,
  LookOptions,
  QueryOptions,
  QueryTiming,
  Region,
  Rules,
  ScoredConcept,
  SearchInfo,
} from "../lib/types.ts";
import { checkWhere } from "../ranking/filter/filter.ts";
import { orderRows } from "../ranking/filter/order.ts";
import {
  countConcepts,
  labelPicture,
  matchedConcepts,
  pointedValues,
  type ToldQuery,
} from "../ranking/labels/labels.ts";
import { completeLook } from "../ranking/look/look.ts";
import { isNotLatin, phrase } from "../ranking/query/caption.ts";
import { composeQuery, meanDirection, type QueryPart } from "../ranking/query/compose.ts";
import { rank } from "../ranking/rank.ts";
import { type AppliedRules, checkRules, mergeRules, usableRules } from "../ranking/rules/rules.ts";
import { visibleRows } from "../ranking/rules/shown-rows.ts";
import { Store } from "../store/store.ts";
import { loadKernel } from "../vector/load-kernel.ts";
import {
  checkConcepts,
  checkConfidence,
  checkLimit,
  checkLoadable,
  checkModalities,
  checkRulesShape,
  checkScore,
  checkTexts,
  checkWeight,
} from "./arguments.ts";
import { DetectorLoader, detectorMissing } from "./detector-loader.ts";
import { type EncoderPlatform, Encoders } from "./encoders.ts";
import type { Decoded, View } from "./pictures/decode.ts";
import { makePlan } from "./plan.ts";
import { countBytes } from "./progress.ts";
import type { Calls, WireImage, WirePhoto, WireQuery } from "./protocol.ts";
import { Recent } from "./recent.ts";
import { type FilesOf, filesNeeded } from "./remembered.ts";
import { Warnings } from "./warnings.ts";

/** What differs between a worker and a test. */
export interface Platform extends EncoderPlatform {
  decode: (image: WireImage, view: View) => Promise<Decoded>;
}

export interface EngineOptions {
  /** Absolute URL of the catalog's folder, with a slash at its end. */
  catalog: string;
  /** Absolute URL of the model's folder, with a slash at its end. */
  model?: string | undefined;
  /** Absolute URL of the detector's folder, with a slash at its end. */
  detector?: string | undefined;
  device: DevicePreference;
  releaseAfterMs?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress: (progress: LoadProgress) => void;
  onInfo: (info: SearchInfo) => void;
  onWarning: (warning: VisualSearchWarning) => void;
  /** Called before much is stored, which the browser should be asked to keep. */
  onLargeDownload: () => void;
}

const NO_TIMING: QueryTiming = {
  decodeMs: 0,
  preprocessMs: 0,
  encodeMs: 0,
  runMs: 0,
  searchMs: 0,
  methods: [],
  scored: 0,
  reused: 0,
  totalMs: 0,
};

/** Some 2 kB each. */
const KEPT_EMBEDDINGS = 64;
/** Photos whose detections are kept. */
const KEPT_PHOTOS = 16;

/** Values of each facet that a picture is described by. */
const DEFAULT_LABELS = 3;

/** Hits of each category of a look. */
const DEFAULT_LOOK = 4;
const MAX_LOOK = 100;

/** How much a negative prompt counts by default: enough to turn the order, not the subject. */
const DEFAULT_NOT_WEIGHT = 0.5;

type EngineCalls = {
  [M in keyof Calls]: (
    ...args: [...Calls[M]["args"], signal?: AbortSignal]
  ) => Promise<Calls[M]["value"]>;
};

/** An open catalog and the encoders that its queries need. */
export class Engine implements EngineCalls {
  readonly #catalog: Catalog;
  readonly #source: SearchInfo["catalog"]["source"];
  #problem: string | undefined;
  readonly #manifestUrl: string;
  readonly #modelUrl: string | undefined;
  readonly #store: Store;
  readonly #platform: Platform;
  readonly #encoders: Encoders;
  readonly #detector: DetectorLoader | undefined;
  /** Embeddings of images by `imageId` and region, and of texts. */
  readonly #recent = new Recent<Float32Array>(KEPT_EMBEDDINGS);
  /** All detections of images by `imageId`. */
  readonly #detected = new Recent<Detection[]>(KEPT_PHOTOS);
  readonly #warnings: Warnings;
  /** The catalog's own, as far as its products have what they name. */
  readonly #rules: Rules;
  readonly #onInfo: (info: SearchInfo) => void;
  #lastQuery: QueryTiming | undefined;
  // One query at a time: a runtime runs one model at a time anyway, and decoded photos are large.
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * Loads the catalog; encoders are loaded when they are needed.
   *
   * @throws VisualSearchError `network`, `integrity`, `catalog-*`, `index-*`, `insecure-context`
   */
  static async open(options: EngineOptions, platform: Platform): Promise<Engine> {
    let engine: Engine | undefined;
    const warnings = new Warnings((warning) => {
      options.onWarning(warning);
      if (engine) options.onInfo(engine.info);
    });
    const store = await Store.open({
      onWarning: warnings.report,
      onLargeDownload: options.onLargeDownload,
    });
    try {
      const filesOf = filesNeeded(platform.runtimeFile);
      const opened = await loadCatalog(store, filesOf, options);
      engine = new Engine(options, platform, store, warnings, opened);
      return engine;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  private constructor(
    options: EngineOptions,
    platform: Platform,
    store: Store,
    warnings: Warnings,
    { catalog, source, problem, manifestUrl, whole }: OpenedCatalog,
  ) {
    const { encoder } = catalog.manifest;
    this.#catalog = catalog;
    this.#source = source;
    this.#problem = problem;
    this.#manifestUrl = manifestUrl;
    this.#modelUrl =
      options.model ?? (encoder.url === undefined ? undefined : webUrl(encoder.url, manifestUrl));
    this.#store = store;
    this.#platform = platform;
    this.#warnings = warnings;
    this.#onInfo = options.onInfo;
    const { rules, problems } = usableRules(catalog.manifest.rules ?? {}, catalog);
    this.#rules = rules;
    for (const problem of problems) {
      warnings.report({
        code: "rule-ignored",
        message: `A rule of the catalog is left out, as its products no longer fit it. ${problem}`,
      });
    }
    whole?.then(
      () => this.#onInfo(this.info),
      (error) => {
        // The sketch goes on serving; the next visit tries again.
        this.#problem = messageOf(error);
        this.#onInfo(this.info);
      },
    );
    this.#encoders = new Encoders({
      manifest: catalog.manifest,
      modelUrl: this.#modelUrl,
      device: options.device,
      store,
      platform,
      releaseAfterMs: options.releaseAfterMs,
      onChange: () => this.#onInfo(this.info),
      onProgress: options.onProgress,
      onWarning: warnings.report,
    });
    if (options.detector !== undefined) {
      this.#detector = new DetectorLoader({
        url: options.detector,
        store,
        filesOf: filesNeeded(platform.runtimeFile),
        loadRuntime: (signal) => this.#encoders.loadRuntime(signal),
        releaseAfterMs: options.releaseAfterMs,
        onChange: () => this.#onInfo(this.info),
        onProgress: options.onProgress,
      });
    }
  }

  get info(): SearchInfo {
    const { manifest } = this.#catalog;
    const { runtime, backend, states, canary } = this.#encoders;
    return {
      ...(runtime &&
        backend && {
          device: backend.device,
          dtype: backend.weights.dtype,
          threads: runtime.threads,
          ...(backend.adapter !== undefined && { adapter: backend.adapter }),
          reason: `${backend.reason} ${this.#platform.explainThreads(runtime)}`.trim(),
          canary: { ...canary },
        }),
      catalog: {
        name: manifest.name,
        created: manifest.created,
        items: manifest.items,
        dim: manifest.spaces.image.dim,
        spaces: Object.keys(manifest.spaces),
        bytes: segmentFiles(manifest).reduce((sum, { bytes }) => sum + bytes, 0),
        source: this.#source,
        precision: this.#catalog.isSketch ? "sketch" : "full",
        ...(this.#problem !== undefined && { problem: this.#problem }),
        ...(manifest.closeMatch && {
          closeMatch: { image: manifest.closeMatch.image, text: manifest.closeMatch.text },
        }),
      },
      ...(this.#modelUrl !== undefined && {
        model: {
          id: manifest.encoder.id,
          revision: manifest.encoder.revision,
          url: this.#modelUrl,
        },
      }),
      encoders: { ...states },
      ...(this.#detector && { detector: { state: this.#detector.state } }),
      storage: this.#store.kind,
      warnings: [...this.#warnings.last],
      ...(this.#lastQuery && { lastQuery: this.#lastQuery }),
    };
  }

  query(
    query: WireQuery,
    options: Omit<QueryOptions, "signal" | "supersede">,
    signal?: AbortSignal,
  ): Promise<Hit[]> {
    return this.#inTurn(signal, async () => {
      const timing = { ...NO_TIMING };
      const start = performance.now();
      const limit = checkLimit(options.limit);
      const minScore = checkScore(options.minScore);
      const { space = IMAGE_SPACE } = options;
      this.#catalog.checkSpace(space);
      const liked = checkTexts("like", query.like).map((id) => this.#rowOf(id));
      const rules = this.#rulesFor(options);
      if (options.where) checkWhere(options.where, this.#catalog);
      const { parts, told } = await this.#queryParts(query, { liked, space }, timing, signal);
      signal?.throwIfAborted();

      const searchStart = performance.now();
      const {
        hits: ranked,
        methods,
        scored,
      } = rank({
        catalog: this.#catalog,
        query: composeQuery(parts),
        space,
        limit,
        minScore,
        targetRecall: options.targetRecall,
        where: options.where,
        rules,
        like: liked,
        texts: told.texts,
      });
      const matchedOf = matchedConcepts(this.#catalog, pointedValues(this.#catalog, told));
      const hits = ranked.map(({ row, score, picture }): Hit => {
        const item = this.#item(row);
        const matched = matchedOf(row);
        return { id: item.id, score, picture, item, ...(matched.length > 0 && { matched }) };
      });
      const end = performance.now();
      timing.searchMs = end - searchStart;
      timing.methods = methods;
      timing.scored = scored;
      timing.totalMs = end - start;
      this.#lastQuery = timing;
      return hits;
    });
  }

  async browse(options: Omit<BrowseOptions, "signal">): Promise<BrowseResult> {
    const limit = checkLimit(options.limit);
    const offset = checkInteger("offset", options.offset ?? 0, 0, 2 ** 32 - 1);
    const rows = visibleRows(this.#catalog, options.where, this.#rules.hide ?? []);
    if (options.orderBy !== undefined) {
      const ordered = orderRows(this.#catalog, rows, options.orderBy);
      const page = ordered.subarray(offset, offset + limit);
      return { items: Array.from(page, (row) => this.#item(row)), total: ordered.length };
    }
    const items: Item[] = [];
    let skipped = 0;
    for (let row = 0; row < this.#catalog.rows && items.length < limit; row++) {
      if (!hasBit(rows, row)) continue;
      if (skipped++ >= offset) items.push(this.#item(row));
    }
    return { items, total: countBits(rows) };
  }

  async item(id: string): Promise<Item | undefined> {
    const row = this.#catalog.rowOf(String(id));
    return row === undefined ? undefined : this.#item(row);
  }

  async facets(): Promise<Facet[]> {
    return this.#catalog.facets.summary(this.#shown());
  }

  async concepts(): Promise<CountedConcept[]> {
    return countConcepts(this.#catalog, this.#shown());
  }

  describe(
    { image, imageId }: Calls["describe"]["args"][0],
    options: Omit<DescribeOptions, "signal">,
    signal?: AbortSignal,
  ): Promise<ScoredConcept[]> {
    return this.#inTurn(signal, async () => {
      const limit = checkLimit(options.limit, { fallback: DEFAULT_LABELS });
      const facets = this.#conceptFacets(options.facets);
      const { region } = options;
      const timing = { ...NO_TIMING };
      const picture = await this.#embedImage({ image, imageId, region }, timing, signal);
      return facets.flatMap((one) => labelPicture(this.#catalog, one, picture).slice(0, limit));
    });
  }

  /** @throws VisualSearchError `invalid-argument` or `concept-unknown` */
  #conceptFacets(names: unknown): readonly FacetConcepts[] {
    const { concepts } = this.#catalog;
    const all = concepts?.facets ?? [];
    if (names === undefined) return all;
    return checkTexts("facets", names).map((name) => {
      const found = concepts?.of(name);
      if (found) return found;
      throw this.#noConcept(`concepts of the facet ${JSON.stringify(name)}`);
    });
  }

  /** @throws VisualSearchError `concept-unknown` */
  #conceptVector({ facet, value }: Concept): Float32Array {
    const vector = this.#catalog.concepts?.vector(facet, value);
    if (vector) return vector;
    throw this.#noConcept(`the concept ${JSON.stringify({ facet, value })}`);
  }

  #noConcept(what: string): VisualSearchError {
    const names = this.#catalog.concepts?.facets.map(({ facet }) => facet) ?? [];
    const there = names.length > 0 ? `concepts of ${names.join(", ")}` : "none at all";
    return new VisualSearchError(
      "concept-unknown",
      `Expected a catalog with ${what}, and it has ${there}. concepts() lists them; vitrine build ` +
        "--concepts names their facets.",
    );
  }

  async completeTheLook(id: string, options: Omit<LookOptions, "signal">): Promise<Look[]> {
    const limit = checkLimit(options.limit, { fallback: DEFAULT_LOOK, most: MAX_LOOK });
    const rules = this.#rulesFor(options.rules === undefined ? {} : { rules: options.rules });
    if (options.where) checkWhere(options.where, this.#catalog);
    const row = this.#rowOf(id);
    const looks = completeLook({
      catalog: this.#catalog,
      row,
      limit,
      where: options.where,
      rules,
    });
    return looks.map(({ category, hits }) => ({
      category,
      hits: hits.map(({ row, score, picture }): Hit => {
        const item = this.#item(row);
        return { id: item.id, score, picture, item };
      }),
    }));
  }

  /** All that a detector finds is kept for the same image, so that another limit or score runs nothing. */
  detect(
    { image, imageId }: WirePhoto,
    options: Omit<DetectOptions, "signal">,
    signal?: AbortSignal,
  ): Promise<Detection[]> {
    return this.#inTurn(signal, async () => {
      const limit = checkLimit(options.limit);
      const detector = this.#detector ?? fail(detectorMissing());
      const minScore = checkConfidence(
        options.minScore,
        (await detector.manifest(signal)).minScore,
      );
      const key = imageId === undefined ? undefined : String(imageId);
      let found = key === undefined ? undefined : this.#detected.get(key);
      if (!found) {
        found = await detector.use(signal, async ({ detector, size }) => {
          const { pixels } = await this.#platform.decode(image, { size });
          signal?.throwIfAborted();
          return detector.detect(pixels);
        });
        if (key !== undefined) this.#detected.set(key, found);
      }
      return found.filter(({ score }) => score >= minScore).slice(0, limit);
    });
  }

  async plan(modalities: readonly Loadable[] | undefined, signal?: AbortSignal): Promise<LoadPlan> {
    const wanted = checkModalities(modalities);
    const detector = wanted.includes("detector")
      ? await (this.#detector ?? fail(detectorMissing())).manifest(signal)
      : undefined;
    const { runtime, states } = this.#encoders;
    const isLoaded = {
      catalog: !this.#catalog.isSketch,
      runtime: runtime !== undefined,
      imageEncoder: states.image === "ready",
      textEncoder: states.text === "ready",
      detector: this.#detector?.state === "ready",
    };
    const backend = await this.#encoders.plannedBackend();
    return makePlan({
      manifest: this.#catalog.manifest,
      store: this.#store,
      runtimeFile: this.#platform.runtimeFile(backend.device),
      backend,
      modalities: wanted,
      detector,
      isLoaded: (part) => isLoaded[part],
    });
  }

  async prefetch(what: Loadable, signal?: AbortSignal): Promise<undefined> {
    const loadable = checkLoadable(what);
    if (loadable !== "detector") await this.#encoders.load(loadable, signal);
    else await (this.#detector ?? fail(detectorMissing())).use(signal, async () => {});
  }

  embed(
    input: WireImage | string,
    region: Region | undefined,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    return this.#inTurn(signal, () =>
      typeof input === "string"
        ? this.#embedTexts(checkTexts("text", input), { ...NO_TIMING }, signal)
        : this.#embedImage({ image: input, region }, { ...NO_TIMING }, signal),
    );
  }

  close(): void {
    this.#store.close();
  }

  /** Runs `task` after those before it, unless it has been aborted by then. */
  #inTurn<T>(signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => {
      signal?.throwIfAborted();
      return task();
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #queryParts(
    query: WireQuery,
    { liked, space }: { liked: readonly number[]; space: string },
    timing: QueryTiming,
    signal: AbortSignal | undefined,
  ): Promise<{ parts: QueryPart[]; told: ToldQuery }> {
    const { weights = {} } = query;
    const texts = checkTexts("text", query.text);
    const nots = checkTexts("not", query.not);
    const concepts = checkConcepts(query.concepts);
    const conceptParts = concepts.map((concept) => ({
      vector: this.#conceptVector(concept),
      weight: concept.weight,
    }));
    const isLookedFor = conceptParts.some(({ weight }) => weight > 0);
    if (!query.image && texts.length === 0 && liked.length === 0 && !isLookedFor) {
      throw new VisualSearchError(
        "invalid-argument",
        "Expected a query with at least one of image, text, like and concepts, got none of them. " +
          "To list items without a query, use browse.",
      );
    }
    if (query.region && !query.image) {
      throw new VisualSearchError(
        "invalid-argument",
        "Expected an image with the region, got a region alone.",
      );
    }
    const texted = (list: readonly string[]) => {
      for (const text of list) this.#warnAboutLanguage(text);
      return query.phrase === false ? list : list.map(phrase);
    };
    const parts: QueryPart[] = [];
    const told: ToldQuery = { texts, nots, concepts, like: liked };
    if (query.image) {
      const { image, imageId, region } = query;
      const vector = await this.#embedImage({ image, imageId, region }, timing, signal);
      told.picture = vector;
      parts.push({ vector, weight: checkWeight("image", weights.image, 1) });
    }
    if (texts.length > 0) {
      const vector = await this.#embedTexts(texted(texts), timing, signal);
      told.text = vector;
      parts.push({ vector, weight: checkWeight("text", weights.text, 1) });
    }
    if (nots.length > 0) {
      const vector = await this.#embedTexts(texted(nots), timing, signal);
      parts.push({ vector, weight: -checkWeight("not", weights.not, DEFAULT_NOT_WEIGHT) });
    }
    if (liked.length > 0) {
      const { dim } = this.#catalog;
      // Every item counts once, however many pictures it has.
      const means = liked.map((row) => meanDirection(this.#catalog.vectors(row, space), dim));
      const vector = meanDirection(new Float32Array(means.flatMap((mean) => [...mean])), dim);
      parts.push({ vector, weight: checkWeight("like", weights.like, 1) });
    }
    parts.push(...conceptParts);
    return { parts, told };
  }

  async #embedImage(
    {
      image,
      imageId,
      region,
    }: { image: WireImage; imageId?: number | undefined } & Pick<View, "region">,
    timing: QueryTiming,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    const key = imageId === undefined ? undefined : `image ${JSON.stringify([imageId, region])}`;
    const known = key === undefined ? undefined : this.#recent.get(key);
    if (known) {
      timing.reused++;
      return known;
    }
    // Loaded before the picture is decoded, so that its pixels need not wait for a download.
    await this.#encoders.load("image", signal);
    const processor = await this.#encoders.processor(signal);
    signal?.throwIfAborted();
    const start = performance.now();
    const view = { region, size: processor.output };
    const { pixels, ...rest } = await this.#platform.decode(image, view);
    const decoded = performance.now();
    signal?.throwIfAborted();
    const values = preprocess(pixels, processor, rest);
    const preprocessed = performance.now();
    const { rows, runMs } = await this.#encoders.embedImage(values, signal);
    timing.decodeMs += decoded - start;
    timing.preprocessMs += preprocessed - decoded;
    timing.encodeMs += performance.now() - preprocessed;
    timing.runMs += runMs;
    if (key !== undefined) this.#recent.set(key, rows);
    return rows;
  }

  async #embedTexts(
    texts: readonly string[],
    timing: QueryTiming,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    const { dim } = this.#catalog;
    const vectors = texts.map((text) => this.#recent.get(`text ${text}`));
    const missing = texts.filter((_, i) => !vectors[i]);
    timing.reused += texts.length - missing.length;
    if (missing.length > 0) {
      await this.#encoders.load("text", signal);
      const start = performance.now();
      const { rows, runMs } = await this.#encoders.embedTexts(missing, signal);
      timing.encodeMs += performance.now() - start;
      timing.runMs += runMs;
      missing.forEach((text, i) => {
        const vector = rows.slice(i * dim, (i + 1) * dim);
        this.#recent.set(`text ${text}`, vector);
        texts.forEach((other, at) => {
          if (other === text) vectors[at] ??= vector;
        });
      });
    }
    const all = new Float32Array(texts.length * dim);
    vectors.forEach((vector, i) => {
      all.set(vector!, i * dim);
    });
    return meanDirection(all, dim);
  }

  #warnAboutLanguage(text: string): void {
    if (!isNotLatin(text)) return;
    this.#warnings.report({
      code: "text-not-english",
      message:
        `The model was trained on English, and ${JSON.stringify(text.slice(0, 50))} is hardly in Latin ` +
        "letters: its hits will be as good as random. Translate it first.",
    });
  }

  /**
   * The catalog's rules with those of a query, which stand before them.
   *
   * @throws VisualSearchError `invalid-argument` or `facet-unknown`
   */
  #rulesFor({
    rules,
    onePer,
    diversity,
  }: Pick<QueryOptions, "rules" | "onePer" | "diversity">): AppliedRules {
    const sets = [
      checkRulesShape({ onePer, diversity }, "options"),
      checkRulesShape(rules, "rules"),
    ];
    for (const set of sets) checkRules(set, this.#catalog);
    return mergeRules(...sets, this.#rules);
  }

  /** The rows that the catalog's rules do not hide; `undefined` where they hide none. */
  #shown(): Bitmap | undefined {
    const { hide = [] } = this.#rules;
    return hide.length > 0 ? visibleRows(this.#catalog, undefined, hide) : undefined;
  }

  #rowOf(id: string): number {
    const row = this.#catalog.rowOf(id);
    if (row !== undefined) return row;
    throw new VisualSearchError(
      "item-unknown",
      `Expected the id of an item of this catalog, got ${JSON.stringify(id)}.`,
    );
  }

  #item(row: number): Item {
    return publicItem(this.#catalog.item(row), this.#manifestUrl);
  }
}

interface OpenedCatalog {
  catalog: Catalog;
  source: SearchInfo["catalog"]["source"];
  problem?: string | undefined;
  manifestUrl: string;
  /** Settles once what sketches lack has arrived and is remembered; absent where nothing lacks. */
  whole?: Promise<void>;
}

/**
 * The newest catalog that can be had whole: the served one or, failing that, the stored one. Of the
 * served one only those files are fetched that are not stored, and it takes the stored one's place only
 * once all of them are.
 */
async function loadCatalog(
  store: Store,
  filesOf: FilesOf,
  options: EngineOptions,
): Promise<OpenedCatalog> {
  const { signal } = options;
  const manifestUrl = new URL(MANIFEST_PATH, options.catalog).href;
  const manifest = store.manifest(manifestUrl, { maxBytes: MAX_MANIFEST_BYTES, signal });
  // While the network is waited for, there is time to make the kernel ready.
  const [{ fresh, stored }] = await Promise.all([manifest, loadKernel()]);
  const gone = stored === undefined ? [] : await store.missing(catalogFiles(stored));
  if (gone.length > 0) store.reportEviction(gone);
  let problem: string | undefined;
  if (fresh !== undefined) {
    try {
      const manifest = parseManifest(fresh);
      // Who has nothing yet should not wait for everything.
      const catalog = await loadSegments(store, manifest, options, stored === undefined);
      const files = segmentFiles(manifest).map(({ sha256 }) => sha256);
      const remember = () => store.remember(manifestUrl, fresh, files, filesOf);
      if (catalog.isSketch) {
        const whole = catalog.complete().then(remember);
        return { catalog, source: "network", manifestUrl, whole };
      }
      await remember();
      const isStored = fresh === stored && gone.length === 0;
      return { catalog, source: isStored ? "stored" : "network", manifestUrl };
    } catch (error) {
      // Half a deployment, or a café's login page in the manifest's place, must not end a search that
      // could go on with what it has.
      const known = error instanceof VisualSearchError;
      if (!known || stored === undefined || fresh === stored) throw error;
      problem = error.message;
    }
  }
  try {
    const catalog = await loadSegments(store, parseManifest(stored!), options, false);
    return { catalog, source: "offline", problem, manifestUrl };
  } catch (error) {
    const isUnreachable = error instanceof VisualSearchError && error.code === "network";
    if (gone.length === 0 || !isUnreachable) throw error;
    throw new VisualSearchError(
      "network",
      `Expected the stored catalog, but ${gone.length} of its files have gone from this device, and ` +
        `they cannot be fetched again: ${error.message}`,
      { cause: error },
    );
  }
}

async function loadSegments(
  store: Store,
  manifest: Manifest,
  { catalog: base, signal, onProgress }: EngineOptions,
  early: boolean,
): Promise<Catalog> {
  await store.prepare(segmentFiles(manifest));
  const onBytes = countBytes("catalog", segmentFiles(manifest), onProgress);
  const read = (file: FileRef) =>
    store.load(file, new URL(file.path, base).href, { signal, onBytes });
  return openCatalog(manifest, read, { early });
}

/** The files of a stored manifest's catalog; none where it is of a version that is no longer read. */
function catalogFiles(text: string): FileRef[] {
  try {
    return segmentFiles(parseManifest(text));
  } catch {
    return [];
  }
}

function fail(error: VisualSearchError): never {
  throw error;
}

/** The absolute http(s) URL, or `undefined` for any other: a catalog may come from anywhere. */
function webUrl(url: string, base: string): string | undefined {
  try {
    const absolute = new URL(url, base);
    return /^https?:$/.test(absolute.protocol) ? absolute.href : undefined;
  } catch {
    return undefined;
  }
}

function publicItem(item: CatalogItem, base: string): Item {
  const { link, image, images, imageSource, imageSources, ...rest } = item;
  const safeLink = link === undefined ? undefined : webUrl(link, base);
  const safeImage = image === undefined ? undefined : webUrl(image, base);
  const safeSource = imageSource === undefined ? undefined : webUrl(imageSource, base);
  // None is left out, for a hit names a picture by its place.
  const inPlace = (urls: readonly string[]) =>
    urls.map((url) => (url === "" ? "" : (webUrl(url, base) ?? "")));
  return {
    ...rest,
    ...(safeLink !== undefined && { link: safeLink }),
    ...(safeImage !== undefined && { image: safeImage }),
    ...(images && { images: inPlace(images) }),
    ...(safeSource !== undefined && { imageSource: safeSource }),
    ...(imageSources && { imageSources: inPlace(imageSources) }),
  };
}
