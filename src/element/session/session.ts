/**
 * What happens between a visitor and a search, without a page: what they ask for, what may be fetched, what is being
 * fetched, and what came of it.
 */
import type { VisualSearch } from "../../client/visual-search.ts";
import { unlessAborted } from "../../lib/abort.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { Modality } from "../../lib/types.ts";
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
import { Consents } from "./consents.ts";
import type { Library } from "./library.ts";
import { isOtherLoader, Loader, type LoaderOptions } from "./loader.ts";
import { type Notice, noticeOfAge, noticeOfError, noticeOfWarning, withNotice } from "./notices.ts";
import {
  type Answer,
  INITIAL_STATE,
  itemsOf,
  type Load,
  PAGE,
  type SessionState,
  withProgress,
} from "./state.ts";
import { Suggestions } from "./suggestions.ts";

export type SessionOptions = LoaderOptions & AskOptions;

export interface SessionEvents {
  /** Called after every change, with the state before it. */
  onState(state: SessionState, before: SessionState): void;
  onError(error: unknown): void;
}

/** How a change of the query is remembered: as a step to undo, or as part of the last one. */
export type Remember = "step" | "replace";

/** The state is a snapshot, replaced by another at every change. */
export class Session {
  readonly #library: () => Promise<Library>;
  readonly #events: SessionEvents;
  #options: SessionOptions;
  /** The options as JSON: pages that render again pass the same values in other objects. */
  #given: string;
  /** Whether the graphics card was given up. */
  #onWasm = false;
  #loader: Loader;
  #state: SessionState = INITIAL_STATE;
  #history: History<QueryState> = startHistory(EMPTY_QUERY);
  /** Of the answer that is being looked for: aborted by the next one. */
  #turn = new AbortController();
  #paging: Promise<void> | undefined;
  readonly #consents = new Consents();
  #suspended = false;
  /** The answer whose next page failed. Scrolling does not ask for it again and again. */
  #failedPage: Answer | undefined;
  readonly #suggestions: Suggestions;
  /** The search whose facets and concepts are in the state. */
  #described: VisualSearch | undefined;

  constructor(library: () => Promise<Library>, options: SessionOptions, events: SessionEvents) {
    this.#library = library;
    this.#options = options;
    this.#given = JSON.stringify(options);
    this.#events = events;
    this.#suggestions = new Suggestions((error) => events.onError(error));
    this.#loader = this.#makeLoader();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Takes other options. An open catalog is opened again only if it is another one or runs on another device. */
  configure(given: SessionOptions): void {
    const text = JSON.stringify(given);
    if (text === this.#given) return;
    this.#given = text;
    const before = this.#options;
    const options = this.#onWasm ? { ...given, device: "wasm" as const } : given;
    this.#options = options;
    if (isOtherLoader(before, options)) {
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

  /** The open search. A page that opens it has agreed to fetch the catalog. */
  open(): Promise<VisualSearch> {
    this.#consents.grant("catalog");
    return this.#loader.open();
  }

  /** Shows the catalog, or answers the present query. */
  start(): void {
    this.#consents.reconsider();
    void this.#run();
  }

  /** Changes the query and answers it. */
  change(changes: Partial<QueryState>, remember: Remember = "step"): void {
    const query = { ...this.#history.present, ...changes };
    if (changes.photo !== undefined) this.#consents.reconsider(["image"]);
    if (changes.text !== undefined || changes.not !== undefined) {
      this.#consents.reconsider(["text"]);
    }
    this.#setHistory(
      remember === "step" ? advance(this.#history, query) : replacePresent(this.#history, query),
    );
    void this.#run();
  }

  /** Takes the query of a link. It is answered once the visitor asks for something. */
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

  /** Agrees to the download in question. */
  accept(): void {
    const { consent } = this.#state;
    if (!consent) return;
    this.#consents.grant("catalog", ...consent.modalities);
    this.#update({ consent: undefined });
    void this.#run();
  }

  /** Agrees to the catalog and does without the encoders: the visitor can browse. */
  browseOnly(): void {
    const { consent } = this.#state;
    if (!consent) return;
    this.#consents.grant("catalog");
    this.#consents.decline(consent.modalities);
    this.#update({ consent: undefined });
    void this.#run();
  }

  /** Declines the download in question. A catalog that is open already can still be browsed. */
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

  /** Stops a download until the visitor asks for it again. What has arrived is kept. */
  pause(): void {
    const { load } = this.#state;
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#loader.pause();
    this.#consents.withdraw(load?.modalities ?? []);
    const phase = this.#loader.handle ? "open" : "idle";
    this.#update({ busy: false, phase, load: load && { ...load, state: "paused" } });
  }

  /** Goes on with a download that was stopped, or starts one that was declined. */
  resume(): void {
    this.#consents.grant(...(this.#state.load?.modalities ?? []));
    this.#consents.reconsider();
    void this.#run();
  }

  /**
   * Shows more products, and fetches them if need be.
   *
   * @param byItself whether scrolling asks for them, and not the visitor's press of a button
   */
  more(byItself = false): void {
    const { answer, shown } = this.#state;
    if (!answer || (byItself && answer === this.#failedPage)) return;
    const fetched = itemsOf(answer).length;
    if (shown < fetched) this.#update({ shown: shown + PAGE });
    if (answer.kind === "browse" && shown + PAGE > fetched && fetched < answer.total) {
      this.#paging ??= this.#nextPage(answer).finally(() => {
        this.#paging = undefined;
      });
    }
  }

  /** Takes a notice away. */
  dismiss(notice: Notice): void {
    this.#update({ notices: this.#state.notices.filter((other) => other !== notice) });
  }

  /** Shows a notice, instead of an earlier one of its kind. */
  notify(notice: Notice): void {
    this.#update({ notices: withNotice(this.#state.notices, notice) });
  }

  /** Shows and reports an error, also one from elsewhere, as with a chosen file. */
  fail(error: unknown): void {
    this.notify(noticeOfError(error));
    this.#events.onError(error);
  }

  /** Closes the search, opens it again and answers the same query. */
  restart(): void {
    this.#replaceLoader();
    this.#update({ notices: [], phase: "idle" });
    void this.#run();
  }

  /** Starts again without the graphics card. */
  runOnWasm(): void {
    this.#onWasm = true;
    this.#options = { ...this.#options, device: "wasm" };
    this.restart();
  }

  /** Clears the query and shows the catalog. */
  startOver(): void {
    this.#update({ notices: [] });
    this.change(EMPTY_QUERY);
  }

  /** Deletes everything that is stored on the device for this origin, and starts as on the first visit. */
  async deleteStored(): Promise<void> {
    this.#replaceLoader();
    this.#consents.reset();
    this.#setHistory(startHistory(EMPTY_QUERY));
    const { query } = this.#state;
    this.#update({ ...INITIAL_STATE, query });
    try {
      await (await this.#library()).deleteStored();
      this.notify({ kind: "deleted", remedy: "dismiss", urgent: false });
    } catch (error) {
      this.fail(error);
    }
  }

  /** Resolves to whether the shop has a newer catalog than the open one, and offers it if so. */
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
    // A catalog that is only in memory would be fetched again in any case, which is not an update.
    if (bytes === 0 || info.storage !== "indexeddb" || this.#state.info !== info) return false;
    this.notify({ kind: "update", remedy: "update", urgent: false, bytes });
    return true;
  }

  /** Closes the search, as when the element leaves its page. */
  suspend(): void {
    this.#suspended = true;
    this.#replaceLoader();
    this.#update({ busy: false, load: undefined });
  }

  /** Opens the search again after `suspend` if it was open. */
  wake(): void {
    if (!this.#suspended) return;
    this.#suspended = false;
    if (this.#state.asked) void this.#run();
  }

  #makeLoader(): Loader {
    const loader: Loader = new Loader(this.#library, this.#options, {
      onProgress: (progress) => {
        const { load } = this.#state;
        if (this.#loader !== loader || load?.state !== "running") return;
        this.#update({ load: withProgress(load, progress) });
      },
      onWarning: (warning) => {
        const notice = this.#loader === loader && noticeOfWarning(warning);
        if (notice) this.notify(notice);
      },
    });
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
      ...(isOther && { detections: this.#suggestions.of(photo) }),
    });
  }

  /** Answers the present query. A later call ends this one. */
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
      // A later query, a pause or the end of the worker has ended this one: whoever did that says so.
      if (signal.aborted || loader !== this.#loader || isAbort(error)) return;
      this.#update({ busy: false, load: undefined, phase: loader.handle ? "open" : "failed" });
      this.fail(error);
    }
  }

  async #answer(loader: Loader, query: QueryState, signal: AbortSignal): Promise<void> {
    if (typeof WebAssembly !== "object") {
      throw new VisualSearchError(
        "runtime-failed",
        "Expected WebAssembly, got a browser that lacks it or has it turned off. Turn it on, or use another browser.",
      );
    }
    const needed = modalitiesOf(query);
    if (!(await this.#mayOpen(loader, needed, signal))) return;
    const handle = await this.#opened(loader, signal);

    const missing = needed.filter((modality) => handle.info.encoders[modality] !== "ready");
    if (missing.length > 0) {
      // Something to look at while the encoder is loading.
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
    const counts = await countFacets(handle, this.#state.facets, query.where, signal);
    signal.throwIfAborted();
    this.#update({ counts });
    if (query.photo && this.#options.detector) await this.#suggest(handle, query.photo, signal);
  }

  /** A download of these encoders, with what is known of one that is under way. */
  #startLoad(modalities: readonly Modality[]): Load {
    return { state: "running", modalities, parts: this.#state.load?.parts ?? [] };
  }

  /** Whether the catalog may be opened: the visitor has agreed, or nothing has to be fetched. Asks them otherwise. */
  async #mayOpen(
    loader: Loader,
    needed: readonly Modality[],
    signal: AbortSignal,
  ): Promise<boolean> {
    if (loader.handle || this.#consents.isGranted("catalog")) return true;
    const wanted = needed.filter((modality) => !this.#consents.isDeclined(modality));
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

  /** Whether these encoders may be loaded, as for the catalog. */
  async #mayLoad(
    loader: Loader,
    missing: readonly Modality[],
    signal: AbortSignal,
  ): Promise<boolean> {
    if (missing.every((modality) => this.#consents.isGranted(modality))) return true;
    if (missing.some((modality) => this.#consents.isDeclined(modality))) {
      this.#update({ load: { ...this.#startLoad(missing), state: "paused" }, busy: false });
      return false;
    }
    const plan = await loader.plan(missing, signal);
    signal.throwIfAborted();
    if (plan.total.bytesToFetch === 0) return true;
    this.#update({ busy: false, consent: { plan, opens: false, modalities: missing } });
    return false;
  }

  /** The open search, once its facets and concepts are known. */
  async #opened(loader: Loader, signal: AbortSignal): Promise<VisualSearch> {
    // A search that the page has opened by itself is open and not yet known.
    if (loader.handle && loader.handle === this.#described) return loader.handle;
    if (!loader.handle) this.#update({ phase: "opening", load: this.#startLoad([]) });
    const handle = await unlessAborted(loader.open(), signal);
    const [facets, chipSources] = await Promise.all([handle.facets(), handle.concepts()]);
    signal.throwIfAborted();
    this.#described = handle;
    this.#update({ phase: "open", facets, chipSources, info: handle.info, load: undefined });
    const notice = noticeOfAge(handle.info);
    if (notice) this.notify(notice);
    return handle;
  }

  #show(handle: VisualSearch, answer: Answer, interim: boolean): void {
    this.#update({ answer, interim, busy: false, shown: PAGE, info: handle.info });
  }

  /** Fetches the title and picture of the product to resemble, of which a link has only the id. */
  async #nameLiked(handle: VisualSearch, { like }: QueryState): Promise<void> {
    if (!like || like.title !== undefined) return;
    const item = await handle.item(like.id);
    const { present } = this.#history;
    if (!item || present.like !== like) return;
    const named = { id: like.id, title: item.title, ...(item.image && { image: item.image }) };
    this.#setHistory(replacePresent(this.#history, { ...present, like: named }));
  }

  /** Suggests parts of a photo, and searches with the best one unless the visitor has chosen another. */
  async #suggest(handle: VisualSearch, photo: Photo, signal: AbortSignal): Promise<void> {
    const detections = await this.#suggestions.find(handle, photo, signal);
    if (!detections) return;
    this.#update({ detections });
    const [best] = detections;
    if (best && !this.#state.query.region) this.change({ region: best.region }, "replace");
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
      this.#failedPage = answer;
      this.fail(error);
    }
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
