/** The worker's side of the contract: an open catalog with its encoders, and a thin method for each call. */
import type { VisualSearchWarning } from "../lib/errors.ts";
import type {
  BrowseOptions,
  BrowseResult,
  CountedConcept,
  DescribeOptions,
  Detection,
  DetectOptions,
  EmbedOptions,
  Facet,
  Hit,
  Item,
  Loadable,
  LoadPlan,
  LoadProgress,
  Look,
  LookOptions,
  PlanOptions,
  PrefetchOptions,
  QueryOptions,
  QueryTiming,
  ScoredConcept,
  SearchInfo,
} from "../lib/types.ts";
import { countConcepts, labelPicture } from "../ranking/labels/picture-labels.ts";
import { Store } from "../store/store.ts";
import { loadCatalog } from "./catalog/load-catalog.ts";
import { neededFiles } from "./catalog/needed-files.ts";
import { OpenCatalog } from "./catalog/open-catalog.ts";
import type { EngineMethods, OpenRequest, Query, WireImage } from "./contract.ts";
import { DetectorLoader, detectorMissing } from "./detector/detector-loader.ts";
import { Regions } from "./detector/regions.ts";
import { Embedder } from "./encoders/embedder.ts";
import { Encoders } from "./encoders/encoders.ts";
import { makePlan } from "./loading/plan.ts";
import type { Platform } from "./platform.ts";
import { checkLimit, checkLoadable, checkModalities, checkTexts } from "./query/arguments.ts";
import { queryVector } from "./query/query-vector.ts";
import { browse, checkSearch, completeTheLook, search } from "./query/search.ts";
import { Turns } from "./turns.ts";
import { Warnings } from "./warnings.ts";

export interface EngineOptions extends OpenRequest {
  signal?: AbortSignal | undefined;
  onProgress: (progress: LoadProgress) => void;
  onInfo: (info: SearchInfo) => void;
  onWarning: (warning: VisualSearchWarning) => void;
  /** Called before much is stored, which the browser should be asked to keep. */
  onLargeDownload: () => void;
}

/** Values of each facet that a picture is described by. */
const DEFAULT_LABELS = 3;

/** What an engine is made of. */
interface Parts {
  opened: OpenCatalog;
  modelUrl: string | undefined;
  store: Store;
  platform: Platform;
  encoders: Encoders;
  detector: DetectorLoader | undefined;
  warnings: Warnings;
}

export class Engine implements EngineMethods {
  readonly #parts: Parts;
  readonly #embedder: Embedder;
  readonly #regions: Regions | undefined;
  readonly #turns = new Turns();
  #lastQuery: QueryTiming | undefined;

  /**
   * Loads the catalog. Encoders are loaded when they are needed.
   *
   * @throws VisualSearchError `network`, `integrity`, `catalog-*`, `index-*`, `insecure-context`
   */
  static async open(options: EngineOptions, platform: Platform): Promise<Engine> {
    let engine: Engine | undefined;
    const onChange = () => {
      if (engine) options.onInfo(engine.info);
    };
    const warnings = new Warnings((warning) => {
      options.onWarning(warning);
      onChange();
    });
    const onWarning = warnings.report;
    const { catalog, device, releaseAfterMs, signal, onProgress, onLargeDownload } = options;
    const store = await Store.open({ onWarning, onLargeDownload });
    try {
      const needed = neededFiles(platform.runtimeFile);
      const loaded = await loadCatalog({ catalog, store, neededFiles: needed, signal, onProgress });
      const opened = new OpenCatalog(loaded, { onChange, onWarning });
      const modelUrl = options.model ?? opened.modelUrl;
      const shared = { store, platform, releaseAfterMs, onChange, onProgress };
      const binding = opened.manifest.encoder;
      const encoders = new Encoders({ ...shared, binding, modelUrl, device, onWarning });
      const loadRuntime = (signal: AbortSignal) => encoders.loadRuntime(signal);
      const detector =
        options.detector === undefined
          ? undefined
          : new DetectorLoader({
              ...shared,
              url: options.detector,
              neededFiles: needed,
              loadRuntime,
            });
      engine = new Engine({ opened, modelUrl, store, platform, encoders, detector, warnings });
      return engine;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  private constructor(parts: Parts) {
    const { opened, encoders, detector, platform } = parts;
    this.#parts = parts;
    this.#embedder = new Embedder(encoders, platform.decode, opened.catalog.dim);
    this.#regions = detector && new Regions(detector, platform.decode);
  }

  get info(): SearchInfo {
    const { opened, modelUrl, store, platform, encoders, detector, warnings } = this.#parts;
    const { id, revision } = opened.manifest.encoder;
    const { runtime, states } = encoders;
    const { backend, cosines } = encoders.fallback;
    return {
      ...(runtime &&
        backend && {
          device: backend.device,
          dtype: backend.weights.dtype,
          threads: runtime.threads,
          ...(backend.adapter !== undefined && { adapter: backend.adapter }),
          reason: `${backend.reason} ${platform.explainThreads(runtime)}`.trim(),
          canary: { ...cosines },
        }),
      catalog: opened.info,
      ...(modelUrl !== undefined && { model: { id, revision, url: modelUrl } }),
      encoders: { ...states },
      ...(detector && { detector: { state: detector.state } }),
      storage: store.kind,
      warnings: [...warnings.last],
      ...(this.#lastQuery && { lastQuery: this.#lastQuery }),
    };
  }

  query(query: Query, options: QueryOptions = {}): Promise<Hit[]> {
    const { signal } = options;
    return this.#turns.take(signal, async () => {
      const start = performance.now();
      const { opened, warnings } = this.#parts;
      const request = checkSearch(opened, query.like, options);
      const { composed, timing } = await queryVector(query, {
        opened,
        embedder: this.#embedder,
        space: request.space,
        liked: request.liked,
        signal,
        onWarning: warnings.report,
      });
      signal?.throwIfAborted();
      const found = search(opened, composed, request);
      const totalMs = performance.now() - start;
      this.#lastQuery = { ...timing, ...found.timing, totalMs };
      return found.hits;
    });
  }

  async browse(options: BrowseOptions = {}): Promise<BrowseResult> {
    return browse(this.#parts.opened, options);
  }

  async item(id: string): Promise<Item | undefined> {
    const { opened } = this.#parts;
    const row = opened.catalog.rowOf(String(id));
    return row === undefined ? undefined : opened.item(row);
  }

  async facets(): Promise<Facet[]> {
    const { opened } = this.#parts;
    return opened.catalog.facets.summary(opened.shownRows());
  }

  async concepts(): Promise<CountedConcept[]> {
    const { opened } = this.#parts;
    return countConcepts(opened.catalog, opened.shownRows());
  }

  describe(image: WireImage, options: DescribeOptions = {}): Promise<ScoredConcept[]> {
    const { region, facets, signal } = options;
    return this.#turns.take(signal, async () => {
      const { opened } = this.#parts;
      const limit = checkLimit(options.limit, { fallback: DEFAULT_LABELS });
      const names = facets === undefined ? undefined : checkTexts("facets", facets);
      const concepts = opened.conceptsOf(names);
      const { vector } = await this.#embedder.image(image, region, signal);
      return concepts.flatMap((one) => labelPicture(opened.catalog, one, vector).slice(0, limit));
    });
  }

  async completeTheLook(id: string, options: LookOptions = {}): Promise<Look[]> {
    return completeTheLook(this.#parts.opened, id, options);
  }

  detect(image: WireImage, options: DetectOptions = {}): Promise<Detection[]> {
    return this.#turns.take(options.signal, async () => {
      if (!this.#regions) throw detectorMissing();
      return this.#regions.detect(image, options);
    });
  }

  async plan({ modalities, signal }: PlanOptions = {}): Promise<LoadPlan> {
    const { opened, store, platform, encoders, detector } = this.#parts;
    const wanted = checkModalities(modalities);
    const wantsDetector = wanted.includes("detector");
    if (wantsDetector && !detector) throw detectorMissing();
    const description = wantsDetector ? await detector?.manifest(signal) : undefined;
    const { manifest, catalog } = opened;
    const backend = await encoders.fallback.planned();
    const isLoaded = {
      catalog: !catalog.isSketch,
      runtime: encoders.runtime !== undefined,
      imageEncoder: encoders.states.image === "ready",
      textEncoder: encoders.states.text === "ready",
      detector: detector?.state === "ready",
    };
    return makePlan({
      manifest,
      store,
      runtimeFile: platform.runtimeFile(backend.device),
      backend,
      modalities: wanted,
      detector: description,
      isLoaded: (part) => isLoaded[part],
    });
  }

  async prefetch(what: Loadable, { signal }: PrefetchOptions = {}): Promise<void> {
    const { encoders, detector } = this.#parts;
    const loadable = checkLoadable(what);
    if (loadable !== "detector") return encoders.load(loadable, signal);
    if (!detector) throw detectorMissing();
    return detector.use(signal, async () => {});
  }

  embed(input: WireImage | string, options: EmbedOptions = {}): Promise<Float32Array> {
    const { region, signal } = options;
    return this.#turns.take(signal, async () => {
      const { vector } =
        typeof input === "string"
          ? await this.#embedder.texts(checkTexts("text", input), signal)
          : // Without its id, because the caller keeps the embedding.
            await this.#embedder.image({ source: input.source }, region, signal);
      return vector;
    });
  }

  close(): void {
    this.#parts.store.close();
  }
}
