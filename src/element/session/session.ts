import type { VisualSearch } from "../../client/visual-search.ts";
import { unlessAborted } from "../../lib/abort.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { Detection, Item, Modality } from "../../lib/types.ts";
import {
  advance,
  type History,
  redo,
  replacePresent,
  startHistory,
  undo,
} from "../query/history.ts";
import { EMPTY_QUERY, modalitiesOf, type Photo, type QueryState } from "../query/query-state.ts";
import { countFacets } from "../results/facet-counts.ts";
import { type AskOptions, ask, browsePage } from "./ask.ts";
import type { Library } from "./library.ts";
import { Loader, type LoaderOptions } from "./loader.ts";
import { type Notice, noticeOfError, noticeOfWarning, withNotice } from "./notices.ts";
import { type Answer, INITIAL_STATE, PAGE, type SessionState, withProgress } from "./state.ts";

/** Hotspots that a photo has room for. */
const MOST_DETECTIONS = 6;

export type SessionOptions = LoaderOptions & AskOptions;

export interface SessionEvents {
  /** After every change, with the state before. */
  onState(state: SessionState, before: SessionState): void;
  onError(error: unknown): void;
}

/** How a change of the query is remembered: as a step to undo, or in the place of the last one. */
export type Remember = "step" | "replace";

/**
 * Everything that happens between a visitor and a search, without a page: what is asked for, what may be fetched,
 * what is being fetched, and what came of it. The state is a snapshot, replaced at every change.
 */
export class Session {
  readonly #library: () => Promise<Library>;
  readonly #events: SessionEvents;
  #options: SessionOptions;
  /** The options as they were given, for pages that draw themselves anew pass the same in other objects. */
  #given: string;
  #onWasm = false;
  #loader: Loader;
  #state: SessionState = INITIAL_STATE;
  #history: History<QueryState> = startHistory(EMPTY_QUERY);
  #turn = new AbortController();
  #paging: Promise<void> | undefined;
  /** What the visitor has agreed to fetch, and what they would rather do without. */
  readonly #granted = new Set<"catalog" | Modality>();
  readonly #declined = new Set<Modality>();
  #suspended = false;
  /** The answer of which there was no next page to be had: no reason to ask for it again and again. */
  #endedAt: Answer | undefined;
  /** What was found on photos that have been looked through. */
  readonly #detected = new WeakMap<Photo, readonly Detection[]>();
  /** The handle whose facets and concepts are known. */
  #described: VisualSearch | undefined;

  constructor(library: () => Promise<Library>, options: SessionOptions, events: SessionEvents) {
    this.#library = library;
    this.#options = options;
    this.#given = JSON.stringify(options);
    this.#events = events;
    this.#loader = this.#makeLoader();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Takes other options. An open catalog is opened anew only where it is another, or runs elsewhere. */
  configure(given: SessionOptions): void {
    const text = JSON.stringify(given);
    if (text === this.#given) return;
    this.#given = text;
    const before = this.#options;
    const options = this.#onWasm ? { ...given, device: "wasm" as const } : given;
    this.#options = options;
    const keys = ["catalog", "model", "device", "detector", "releaseAfterMs"] as const;
    if (keys.some((key) => String(before[key]) !== String(options[key]))) {
      this.#replaceLoader();
      this.#update({
        info: undefined,
        facets: [],
        counts: undefined,
        answer: undefined,
        phase: "idle",
      });
    }
    if (this.#state.asked && !this.#suspended) void this.#run();
  }

  /** The open search, which opening counts as asking for. */
  open(): Promise<VisualSearch> {
    this.#granted.add("catalog");
    return this.#loader.open();
  }

  /** Shows the catalog, or answers the query that is already there. */
  start(): void {
    this.#declined.clear();
    void this.#run();
  }

  /** Changes what is asked for, and answers it. */
  change(changes: Partial<QueryState>, remember: Remember = "step"): void {
    const query = { ...this.#history.present, ...changes };
    if (changes.photo !== undefined) this.#declined.delete("image");
    if (changes.text !== undefined || changes.not !== undefined) this.#declined.delete("text");
    this.#setHistory(
      remember === "step" ? advance(this.#history, query) : replacePresent(this.#history, query),
    );
    void this.#run();
  }

  /** Takes a query that comes with the page: nothing is asked for before the visitor does. */
  restore(query: QueryState): void {
    this.#setHistory(startHistory(query));
    if (this.#state.asked) void this.#run();
  }

  undo(): void {
    this.#setHistory(undo(this.#history));
    void this.#run();
  }

  redo(): void {
    this.#setHistory(redo(this.#history));
    void this.#run();
  }

  /** Agrees to the download that is asked about. */
  accept(): void {
    const { consent } = this.#state;
    if (!consent) return;
    this.#granted.add("catalog");
    for (const modality of consent.modalities) this.#granted.add(modality);
    this.#update({ consent: undefined });
    void this.#run();
  }

  /** Does without what needs the download, as far as that goes: the catalog can be looked at. */
  browseOnly(): void {
    const { consent } = this.#state;
    if (!consent) return;
    this.#granted.add("catalog");
    for (const modality of consent.modalities) this.#declined.add(modality);
    this.#update({ consent: undefined });
    void this.#run();
  }

  /** Does nothing for now. */
  decline(): void {
    const { consent } = this.#state;
    if (!consent) return;
    if (!consent.opens) {
      this.browseOnly();
      return;
    }
    this.#turn.abort();
    this.#update({ consent: undefined, phase: "idle", asked: false, busy: false });
  }

  /** Ends a download, until it is asked for again; what has arrived is kept. */
  pause(): void {
    const { load } = this.#state;
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#loader.pause();
    for (const modality of load?.modalities ?? []) {
      this.#granted.delete(modality);
      this.#declined.add(modality);
    }
    const phase = this.#loader.handle ? "open" : "idle";
    this.#update({ busy: false, phase, load: load && { ...load, state: "paused" } });
  }

  /** Goes on with a download, or begins one that was declined. */
  resume(): void {
    for (const modality of this.#state.load?.modalities ?? []) this.#granted.add(modality);
    this.#declined.clear();
    void this.#run();
  }

  /**
   * Shows more cards, and fetches the items for them.
   *
   * @param byItself whether nobody has asked for them in so many words
   */
  more(byItself = false): void {
    const { answer, shown } = this.#state;
    if (!answer || (byItself && answer === this.#endedAt)) return;
    const there = answer.kind === "browse" ? answer.items.length : answer.hits.length;
    if (shown < there) this.#update({ shown: shown + PAGE });
    if (answer.kind === "browse" && shown + PAGE > there && there < answer.total) {
      this.#paging ??= this.#nextPage(answer).finally(() => {
        this.#paging = undefined;
      });
    }
  }

  dismiss(notice: Notice): void {
    this.#update({ notices: this.#state.notices.filter((other) => other !== notice) });
  }

  note(notice: Notice): void {
    this.#update({ notices: withNotice(this.#state.notices, notice) });
  }

  /** Tells of an error that arose outside, as with a chosen file. */
  fail(error: unknown): void {
    this.note(noticeOfError(error));
    this.#events.onError(error);
  }

  /** Closes the search and begins again with the same question. */
  restart(): void {
    this.#replaceLoader();
    this.#update({ notices: [], phase: "idle" });
    void this.#run();
  }

  /** Leaves the graphics card alone from now on. */
  runOnWasm(): void {
    this.#onWasm = true;
    this.#options = { ...this.#options, device: "wasm" };
    this.restart();
  }

  /** Begins again with nothing asked for but the catalog. */
  startOver(): void {
    this.#update({ notices: [] });
    this.change(EMPTY_QUERY);
  }

  /** Deletes everything that is stored on the device, for every page of this origin, and begins anew. */
  async deleteStored(): Promise<void> {
    this.#replaceLoader();
    this.#granted.clear();
    this.#setHistory(startHistory(EMPTY_QUERY));
    const { query } = this.#state;
    this.#update({ ...INITIAL_STATE, query });
    try {
      await (await this.#library()).deleteStored();
      this.note({ kind: "deleted", remedy: "dismiss", urgent: false });
    } catch (error) {
      this.fail(error);
    }
  }

  /** Looks whether the shop has a newer catalog than the open one. */
  async checkForUpdate(): Promise<boolean> {
    const { info } = this.#state;
    if (!info || !this.#loader.handle) return false;
    const library = await this.#library();
    const { catalog, device } = this.#options;
    const plan = await library.planVisualSearch({
      catalog,
      modalities: [],
      ...(device && { device }),
    });
    const bytes = plan.catalog.bytesToFetch;
    // In memory only, everything would be fetched again: that is no news.
    if (bytes === 0 || info.storage !== "indexeddb" || this.#state.info !== info) return false;
    this.note({ kind: "update", remedy: "update", urgent: false, bytes });
    return true;
  }

  /** Frees the worker, as when the element leaves its page. */
  suspend(): void {
    this.#suspended = true;
    this.#replaceLoader();
    this.#update({ busy: false, load: undefined });
  }

  /** After `suspend`: opens the search again where it was open. */
  wake(): void {
    if (!this.#suspended) return;
    this.#suspended = false;
    if (this.#state.asked) void this.#run();
  }

  #makeLoader(): Loader {
    const { catalog, model, device, detector, releaseAfterMs } = this.#options;
    const loader: Loader = new Loader(
      this.#library,
      {
        catalog,
        ...(model !== undefined && { model }),
        ...(device !== undefined && { device }),
        ...(detector !== undefined && { detector }),
        ...(releaseAfterMs !== undefined && { releaseAfterMs }),
      },
      {
        onProgress: (progress) => {
          const { load } = this.#state;
          if (this.#loader !== loader || load?.state !== "running") return;
          this.#update({ load: withProgress(load, progress) });
        },
        onWarning: (warning) => {
          const notice = this.#loader === loader && noticeOfWarning(warning);
          if (notice) this.note(notice);
        },
      },
    );
    return loader;
  }

  #replaceLoader(): void {
    this.#turn.abort();
    this.#loader.close();
    this.#loader = this.#makeLoader();
  }

  #update(changes: Partial<SessionState>): void {
    const before = this.#state;
    this.#state = { ...before, ...changes };
    this.#events.onState(this.#state, before);
  }

  #setHistory(history: History<QueryState>): void {
    this.#history = history;
    const { photo } = history.present;
    const isOther = photo !== this.#state.query.photo;
    this.#update({
      query: history.present,
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      ...(isOther && { detections: (photo && this.#detected.get(photo)) ?? [] }),
    });
  }

  /** Answers the present query; a later call takes the place of this one. */
  async #run(): Promise<void> {
    if (this.#suspended) return;
    this.#turn.abort();
    this.#turn = new AbortController();
    const { signal } = this.#turn;
    const loader = this.#loader;
    const { query } = this.#state;
    const notices = this.#state.notices.filter(({ urgent }) => !urgent);
    this.#update({ asked: true, busy: true, consent: undefined, notices });
    try {
      await this.#answer(loader, query, signal);
    } catch (error) {
      // Ended by a later question, by a pause, or with its worker: that is told where it was done.
      if (signal.aborted || loader !== this.#loader || isAbort(error)) return;
      this.#update({ busy: false, load: undefined, phase: loader.handle ? "open" : "failed" });
      this.fail(error);
    }
  }

  async #answer(loader: Loader, query: QueryState, signal: AbortSignal): Promise<void> {
    if (typeof WebAssembly !== "object") {
      throw new VisualSearchError(
        "runtime-failed",
        "Expected WebAssembly, which this browser lacks or has turned off. Turn it on, or use another browser.",
      );
    }
    const needed = modalitiesOf(query);
    if (!(await this.#mayOpen(loader, needed, signal))) return;
    const handle = await this.#opened(loader, signal);

    const missing = needed.filter((modality) => handle.info.encoders[modality] !== "ready");
    if (missing.length > 0) {
      // Something to look at until then.
      const items = await browsePage(handle, query, this.#state.facets, 0, signal);
      this.#show(handle, { kind: "browse", ...items }, true);
      if (!(await this.#mayLoad(loader, missing, signal))) return;
      this.#update({ busy: true, load: this.#startLoad(missing) });
      await unlessAborted(loader.load(handle, missing), signal);
    }
    this.#update({ load: undefined });
    const answer = await ask(handle, query, this.#state.facets, this.#options, signal);
    this.#show(handle, answer, false);
    await this.#nameLiked(handle, query);
    await this.#count(handle, query, signal);
    if (query.photo && this.#options.detector) await this.#detect(handle, query.photo, signal);
  }

  /** Keeps what is already known of a load that goes on. */
  #startLoad(modalities: readonly Modality[]) {
    const { load } = this.#state;
    return { state: "running" as const, modalities, parts: load?.parts ?? [] };
  }

  async #mayOpen(
    loader: Loader,
    needed: readonly Modality[],
    signal: AbortSignal,
  ): Promise<boolean> {
    if (loader.handle || this.#granted.has("catalog")) return true;
    const wanted = needed.filter((modality) => !this.#declined.has(modality));
    const plan = await loader.plan(wanted, signal);
    signal.throwIfAborted();
    if (plan.total.bytesToFetch === 0) return true;
    this.#update({
      phase: "consent",
      busy: false,
      consent: { plan, opens: true, modalities: wanted },
    });
    return false;
  }

  async #mayLoad(
    loader: Loader,
    missing: readonly Modality[],
    signal: AbortSignal,
  ): Promise<boolean> {
    if (missing.every((modality) => this.#granted.has(modality))) return true;
    if (missing.some((modality) => this.#declined.has(modality))) {
      this.#update({ load: { ...this.#startLoad(missing), state: "paused" }, busy: false });
      return false;
    }
    const plan = await loader.plan(missing, signal);
    signal.throwIfAborted();
    if (plan.total.bytesToFetch === 0) return true;
    this.#update({ busy: false, consent: { plan, opens: false, modalities: missing } });
    return false;
  }

  async #opened(loader: Loader, signal: AbortSignal): Promise<VisualSearch> {
    // The page may have opened it by itself, which tells nothing of it yet.
    if (loader.handle && loader.handle === this.#described) return loader.handle;
    if (!loader.handle) this.#update({ phase: "opening", load: this.#startLoad([]) });
    const handle = await unlessAborted(loader.open(), signal);
    const [facets, chipSources] = await Promise.all([handle.facets(), handle.concepts()]);
    signal.throwIfAborted();
    this.#described = handle;
    this.#update({ phase: "open", facets, chipSources, info: handle.info, load: undefined });
    this.#noteAge(handle);
    return handle;
  }

  /** An old catalog serves as well, but its date should be known. */
  #noteAge({ info }: VisualSearch): void {
    const { source, created, problem } = info.catalog;
    if (source !== "offline") return;
    this.note({
      kind: "offline",
      remedy: "restart",
      urgent: false,
      date: Date.parse(created),
      ...(problem && { detail: problem }),
    });
  }

  #show(handle: VisualSearch, answer: Answer, interim: boolean): void {
    this.#update({ answer, interim, busy: false, shown: PAGE, info: handle.info });
  }

  /** A link knows only the id of a product to resemble. */
  async #nameLiked(handle: VisualSearch, { like }: QueryState): Promise<void> {
    if (!like || like.title !== undefined) return;
    const item = await handle.item(like.id);
    const { present } = this.#history;
    if (!item || present.like !== like) return;
    const named = { id: like.id, title: item.title, ...(item.image && { image: item.image }) };
    this.#setHistory(replacePresent(this.#history, { ...present, like: named }));
  }

  /** Suggests parts of a photo, once for each, and searches with the best where the visitor has not chosen one. */
  async #detect(handle: VisualSearch, photo: Photo, signal: AbortSignal): Promise<void> {
    if (this.#detected.has(photo)) return;
    let detections: readonly Detection[] = [];
    try {
      detections = await handle.detect(photo.blob, { limit: MOST_DETECTIONS, signal });
    } catch (error) {
      if (signal.aborted) throw error;
      // The search goes on without suggestions; who embeds the element hears of it.
      this.#events.onError(error);
    }
    this.#detected.set(photo, detections);
    this.#update({ detections });
    const [best] = detections;
    if (best && !this.#state.query.region) this.change({ region: best.region }, "replace");
  }

  async #count(handle: VisualSearch, query: QueryState, signal: AbortSignal): Promise<void> {
    const counts = await countFacets(handle, this.#state.facets, query.where, signal);
    signal.throwIfAborted();
    this.#update({ counts });
  }

  async #nextPage(answer: Extract<Answer, { kind: "browse" }>): Promise<void> {
    const { signal } = this.#turn;
    const { query } = this.#state;
    try {
      const handle = await unlessAborted(this.#loader.open(), signal);
      const { facets } = this.#state;
      const { items } = await browsePage(handle, query, facets, answer.items.length, signal);
      if (signal.aborted || this.#state.answer !== answer) return;
      const shown = this.#state.shown + PAGE;
      this.#update({ answer: { ...answer, items: [...answer.items, ...items] }, shown });
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#endedAt = answer;
      this.fail(error);
    }
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** Items of an answer, in its order. */
export function itemsOf(answer: Answer | undefined): readonly Item[] {
  if (!answer) return [];
  return answer.kind === "browse" ? answer.items : answer.hits.map(({ item }) => item);
}
