import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import type { VisualSearch } from "../client/visual-search.ts";
import { VisualSearchError } from "../lib/errors.ts";
import type { Item, Region, Rules } from "../lib/types.ts";
import type { VisualSearchElement as Api, PublicState, Sample, VisualSearchEvents } from "./api.ts";
import { DEFAULT_LIMIT, deviceOf, json, limitOf, names, samples } from "./attributes.ts";
import type { VisualSearchCamera } from "./camera/camera.ts";
import { en } from "./messages/en.ts";
import {
  directionOf,
  isBuiltIn,
  loadMessages,
  messagesLanguage,
  resolveLocale,
} from "./messages/index.ts";
import { COMPONENTS, type ComponentName, loadComponent } from "./messages/load-components.ts";
import { type Messages, type PartialMessages, withMessages } from "./messages/messages.ts";
import { FetchedBytes } from "./network/network-log.ts";
import { CardHeight } from "./page/card-height.ts";
import { define } from "./page/define.ts";
import { findFocus, keepFocus } from "./page/focus.ts";
import { PhotoInput, type PhotoRefusalReason } from "./photo/photo-input.ts";
import { fetchPhoto, previewOf } from "./photo/photo-preview.ts";
import { readHash, writeHash } from "./query/hash.ts";
import { EMPTY_QUERY, type Photo } from "./query/query-state.ts";
import { chipsFor, facetSources } from "./results/chips.ts";
import { loadLibrary } from "./session/library.ts";
import type { Notice } from "./session/notices.ts";
import { itemsOf, Session, type SessionOptions } from "./session/session.ts";
import { PAGE, type SessionState } from "./session/state.ts";
import { elementStyles } from "./styles/index.ts";
import { Formats } from "./text/format.ts";
import { announcement, publicState } from "./views/announce.ts";
import { body } from "./views/body.ts";
import type { Actions, Layout, View } from "./views/view.ts";

/** Width of the element, in CSS pixels, from which filters have room beside the products. */
const WIDE = 860;
/** Pages of results that come by themselves as the visitor scrolls; beyond, the page's end should be reachable. */
const AUTOMATIC_PAGES = 25;
/** How far below what is on the screen the next ones are fetched. */
const AHEAD = "800px";
/** An open page looks for news of the shop at most so often, and only when the visitor comes back to it. */
const UPDATE_CHECK_MS = 30 * 60_000;

/** What to tell of something that was chosen, dropped or pasted, and is no photo. */
const REFUSALS: Record<PhotoRefusalReason, Pick<Notice, "kind">> = {
  "not-an-image": { kind: "unsupportedImage" },
  empty: { kind: "unsupportedImage" },
  "too-large": { kind: "imageTooLarge" },
  link: { kind: "photoLink" },
  "no-photo": { kind: "noPhoto" },
};

/**
 * `<visual-search>`: search by photo and words over a catalog, on the visitor's device. Nothing but this script is
 * fetched before the visitor asks for something.
 */
export class VisualSearchElement extends LitElement implements Api {
  static override styles = elementStyles;
  static override properties: PropertyDeclarations = {
    catalog: {},
    model: {},
    device: {},
    detector: {},
    limit: { type: Number },
    locale: {},
    currency: {},
    rules: { converter: json },
    samples: { converter: samples },
    facets: { converter: names },
    groupBy: { attribute: "group-by" },
    openIn: { attribute: "open-in" },
    hash: {},
    headless: { type: Boolean },
    autostart: { type: Boolean },
    theme: { reflect: true },
    messages: { attribute: false },
  };

  /** URL of the catalog's folder, relative to the page. */
  declare catalog: string | undefined;
  /** URL of the model's folder. Default: the one that the catalog names. */
  declare model: string | undefined;
  /** `auto` (default), `webgpu` or `wasm`. */
  declare device: string | undefined;
  /** URL of a detector's folder, for suggested regions. */
  declare detector: string | undefined;
  /** Hits of a query, 1 to 1000. Default 120. */
  declare limit: number;
  /** BCP 47 tag. Default: that of the page. */
  declare locale: string | undefined;
  /** ISO 4217 code for prices that name none. */
  declare currency: string | undefined;
  /** Rules for what is shown, in addition to the catalog's own. */
  declare rules: Rules | undefined;
  /** Pictures that a visitor without a photo can try. */
  declare samples: readonly Sample[];
  /** Names of the facets to filter by, in this order. Default: all. */
  declare facets: readonly string[] | undefined;
  /** Column or attribute whose values are families of products, of which one is shown. */
  declare groupBy: string | undefined;
  /** Where product links lead: `self` (default) or `blank`. */
  declare openIn: string | undefined;
  /** Keep the search, never the photo, in the page's fragment under this name; empty for `vs`. */
  declare hash: string | undefined;
  /** Show nothing: only `search` is used. */
  declare headless: boolean;
  /** Open the catalog without being asked. */
  declare autostart: boolean;
  /** `auto` (default), `light` or `dark`. */
  declare theme: string;
  /** Texts in the place of the locale's. */
  declare messages: PartialMessages | undefined;

  readonly #session = new Session(loadLibrary, this.#options(), {
    onState: (state, before) => this.#changed(state, before),
    onError: (error) => this.#tell("vs-error", { error }),
  });
  readonly #resized = new ResizeObserver(([entry]) => {
    const width = entry?.contentRect.width ?? 0;
    if (width === 0) this.#closeDialogs();
    const wide = width >= WIDE;
    if (wide !== this.#layout.wide) this.#setLayout({ wide });
  });
  readonly #cardHeight = new CardHeight();
  #isEndSeen = false;
  #isEndNear = false;
  // Of one frame, either may be told first.
  readonly #endSeen = new IntersectionObserver((entries) =>
    this.#goOn(entries, this.#endNear.takeRecords()),
  );
  readonly #endNear: IntersectionObserver = new IntersectionObserver(
    (entries) => this.#goOn(this.#endSeen.takeRecords(), entries),
    { rootMargin: AHEAD, scrollMargin: AHEAD },
  );
  readonly #actions: Actions = {
    layout: (changes) => this.#setLayout(changes),
    choosePhoto: () => this.#input.choose(),
    takePhoto: () => void this.#openCamera(),
    capture: (photo) => void this.#takePhoto({ blob: photo, name: "" }),
    crop: (region, isFinal) => this.#crop(region, isFinal),
    showNetwork: () => void this.#component("network"),
    trySample: (sample) => void this.#trySample(sample),
    submitText: (text) => this.#session.change({ text: text.trim() }),
    like: (item) => this.#like(item),
    select: (item, hit) => this.#tell("vs-select", { item, ...(hit && { hit }) }, true),
    compare: (item) => this.#compare(item),
    openCompare: () => void this.#openCompare(),
  };
  #layout: Layout = {
    wide: false,
    filtersOpen: false,
    unfolded: new Set(),
    families: new Set(),
    crossed: new Set(),
    compared: [],
    preview: undefined,
    components: {},
    comparing: [],
    loadedAt: 0,
    fetchedBytes: 0,
  };
  readonly #input = new PhotoInput(this, {
    isActive: () => !this.headless,
    onPhoto: (photo) => void this.#takePhoto({ blob: photo, name: nameOf(photo) }),
    onRefusal: ({ reason }) =>
      this.#session.note({ ...REFUSALS[reason], remedy: "choosePhoto", urgent: true }),
  });
  #fetched = new FetchedBytes();
  /** Whether the crop box is being dragged. */
  #isCropping = false;
  #locale = "en";
  #texts: Messages = en;
  #textsLocale = "en";
  #formats = new Formats("en");
  #sample = new AbortController();
  /** What gets the focus as soon as it is there. */
  #focus: string | undefined;
  /** Whether what had it has gone, and nothing has come yet that could have it. */
  #isFocusLost = false;
  /** Whether the search begins by itself, and nothing has come of it yet. */
  #isUnasked = false;
  #publicState: PublicState = "idle";
  #lastCheck = 0;

  constructor() {
    super();
    this.limit = DEFAULT_LIMIT;
    this.samples = [];
    this.headless = false;
    this.autostart = false;
    this.theme = "auto";
  }

  /**
   * The open search, for code of the page's own; opens the catalog, where it is not. Not for keeping: after the
   * element has left the page, or opened another catalog, it is another one.
   */
  get search(): Promise<VisualSearch> {
    if (!this.catalog) {
      return Promise.reject(
        new VisualSearchError(
          "invalid-argument",
          "Expected the attribute catalog of <visual-search>, got none. Set it to the URL of the catalog's folder.",
        ),
      );
    }
    // Attributes that have just been set are taken along.
    return this.updateComplete.then(() => this.#session.open());
  }

  /** What the element is about, as in `vs-state`. */
  get state(): PublicState {
    return publicState(this.#session.state);
  }

  /** Searches with a photo that the page has got by itself. */
  searchPhoto(photo: Blob, name = ""): Promise<void> {
    return this.#takePhoto({ blob: photo, name });
  }

  /** Searches for a text. */
  searchText(text: string): void {
    this.#session.change({ text: text.trim() });
  }

  /** Shows what resembles a product of the catalog. */
  searchLike(id: string): void {
    this.#session.change({ like: { id }, photo: undefined, region: undefined });
  }

  /** Deletes everything that Vitrine keeps on the device for this origin. */
  deleteStored(): Promise<void> {
    return this.#session.deleteStored();
  }

  /** Looks for a newer catalog than the open one, and offers it to the visitor. */
  checkForUpdate(): Promise<boolean> {
    return this.#session.checkForUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    addEventListener("hashchange", this.#readHash);
    document.addEventListener("visibilitychange", this.#onVisible);
    this.#session.wake();
    // What is observed is observed after an update.
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#endSeen.disconnect();
    this.#endNear.disconnect();
    this.#cardHeight.observe();
    removeEventListener("hashchange", this.#readHash);
    document.removeEventListener("visibilitychange", this.#onVisible);
    // Being moved within the page is no reason to begin anew.
    queueMicrotask(() => {
      if (!this.isConnected) this.#session.suspend();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const spoken = ["locale", "currency", "messages"] as const;
    if (!this.hasUpdated || spoken.some((name) => changed.has(name))) this.#localise();
    const asked = ["catalog", "model", "device", "detector", "limit", "rules"] as const;
    if (asked.some((name) => changed.has(name))) this.#session.configure(this.#options());
    if (changed.has("hash")) this.#readHash();
  }

  protected override firstUpdated(): void {
    if (!this.autostart || this.headless) return;
    this.#isUnasked = true;
    this.#session.start();
  }

  protected override update(changed: PropertyValues<this>): void {
    const restore = keepFocus(this.renderRoot as ShadowRoot);
    super.update(changed);
    if (!restore()) this.#isFocusLost = true;
  }

  protected override updated(): void {
    this.#cardHeight.observe(this.renderRoot.querySelector<HTMLElement>(".grid"));
    const more = this.renderRoot.querySelector("[data-more]");
    // Observed anew, they are told again of what is still there.
    for (const observer of [this.#endSeen, this.#endNear]) {
      observer.disconnect();
      if (more) observer.observe(more);
    }
    if (this.#isFocusLost) this.#isFocusLost = !findFocus(this.renderRoot as ShadowRoot);
    if (this.#focus) {
      const target = this.renderRoot.querySelector<HTMLElement>(this.#focus);
      if (!target) return;
      this.#focus = undefined;
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest" });
    }
  }

  protected override render(): unknown {
    if (this.headless) return nothing;
    const view = this.#view();
    const language = messagesLanguage(this.#textsLocale);
    return html`<div class="root ${view.isDropping ? "dropping" : ""}" part="root" lang=${language} dir=${directionOf(language)}>
      <slot name="header"></slot>
      <p class="unseen" role="status">${announcement(view)}</p>
      ${body(view)}
      <slot name="footer"></slot>
    </div>`;
  }

  /** What stands below the results stays where it is once it can be seen: more would move it from under a finger. */
  #goOn(seen: IntersectionObserverEntry[], near: IntersectionObserverEntry[]): void {
    this.#isEndSeen = seen.at(-1)?.isIntersecting ?? this.#isEndSeen;
    this.#isEndNear = near.at(-1)?.isIntersecting ?? this.#isEndNear;
    if (this.#isEndSeen || !this.#isEndNear) return;
    if (this.#session.state.shown < AUTOMATIC_PAGES * PAGE) this.#session.more(true);
  }

  #view(): View {
    const { state } = this.#session;
    const sources = state.chipSources.length > 0 ? state.chipSources : facetSources(state.facets);
    return {
      state,
      session: this.#session,
      messages: this.#texts,
      formats: this.#formats,
      layout: this.#layout,
      actions: this.#actions,
      samples: this.samples,
      chips: state.asked ? chipsFor(sources, itemsOf(state.answer), state.query) : [],
      groupBy: this.groupBy,
      facetNames: this.facets,
      openIn: this.openIn === "blank" ? "blank" : "self",
      isDropping: this.#input.isOver,
    };
  }

  #options(): SessionOptions {
    const { catalog = "", model, detector, limit, rules } = this;
    const device = deviceOf(this.device);
    return {
      catalog,
      limit: limitOf(limit),
      ...(model && { model }),
      ...(device && { device }),
      ...(detector && { detector }),
      ...(rules && { rules }),
    };
  }

  #localise(): void {
    const locale = resolveLocale(
      this.locale,
      this.closest("[lang]")?.getAttribute("lang"),
      document.documentElement.lang,
      navigator.language,
    );
    this.#formats = new Formats(locale, this.currency);
    this.#locale = locale;
    if (isBuiltIn(locale)) {
      this.#setTexts("en", en);
      return;
    }
    loadMessages(locale).then(
      (messages) => {
        // Another may have been asked for in the meantime.
        if (this.#locale === locale) this.#setTexts(locale, messages);
      },
      // English will do; whoever embeds the element hears of it.
      (error: unknown) => this.#tell("vs-error", { error }),
    );
  }

  #setTexts(locale: string, messages: Messages): void {
    if (locale !== this.#textsLocale) {
      this.#textsLocale = locale;
      // Those that are there already, in the other language.
      const { components } = this.#layout;
      for (const name of COMPONENTS) if (components[name]) void this.#component(name);
    }
    this.#texts = withMessages(messages, this.messages);
    this.requestUpdate();
  }

  #setLayout(changes: Partial<Layout>): void {
    this.#layout = { ...this.#layout, ...changes };
    this.requestUpdate();
  }

  #changed(state: SessionState, before: SessionState): void {
    this.requestUpdate();
    const name = publicState(state);
    if (name !== this.#publicState) {
      this.#publicState = name;
      this.#tell("vs-state", { state: name });
    }
    const progress = state.load?.parts.find((part) => !before.load?.parts.includes(part));
    if (progress) {
      this.#fetched.report(progress);
      this.#setLayout({ fetchedBytes: this.#fetched.total });
      this.#tell("vs-progress", progress);
    }
    if (!state.load && before.load) this.#loaded();
    if (state.answer && state.answer !== before.answer && !state.interim) this.#tellResults(state);
    if (state.query !== before.query || (state.answer && !state.interim)) this.#isUnasked = false;
    if (!state.consent !== !before.consent) {
      // Whoever has not asked for anything is doing something else.
      if (!this.#isUnasked || this.matches(":focus-within")) {
        this.#focus = state.consent ? "#consent" : "#results, #progress, #welcome";
      }
    }
    if (state.query !== before.query) this.#queryChanged(state, before);
  }

  /** From here on nothing should be fetched any more. */
  #loaded(): void {
    this.#fetched = new FetchedBytes();
    this.#setLayout({ loadedAt: performance.now(), fetchedBytes: 0 });
  }

  #queryChanged({ query }: SessionState, before: SessionState): void {
    if (query.photo !== before.query.photo) void this.#showPhoto(query.photo);
    if (this.hash === undefined) return;
    const written = writeHash(location.hash, this.#hashKey, query);
    if (written === location.hash.replace(/^#/, "")) return;
    // In full, for a mere fragment would be one of the page's <base>.
    const page = location.href.replace(/#.*$/, "");
    history.replaceState(history.state, "", written ? `${page}#${written}` : page);
  }

  #tellResults({ answer }: SessionState): void {
    const items = itemsOf(answer);
    this.#tell(
      "vs-results",
      answer!.kind === "hits"
        ? { hits: answer!.hits, items, total: items.length, milliseconds: answer!.milliseconds }
        : { items, total: answer!.total },
    );
  }

  /** Returns whether the page lets it happen. */
  #tell<K extends keyof VisualSearchEvents>(
    name: K,
    detail: VisualSearchEvents[K],
    cancelable = false,
  ): boolean {
    return this.dispatchEvent(
      new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }),
    );
  }

  get #hashKey(): string {
    return this.hash || "vs";
  }

  readonly #readHash = (): void => {
    if (this.hash === undefined) return;
    const query = readHash(location.hash, this.#hashKey);
    const present = this.#session.state.query;
    if (!query || writeHash("", "", query) === writeHash("", "", present)) return;
    this.#session.restore({ ...query, photo: present.photo, region: present.region });
  };

  readonly #onVisible = (): void => {
    if (document.visibilityState !== "visible") return;
    if (performance.now() - this.#lastCheck < UPDATE_CHECK_MS) return;
    this.#lastCheck = performance.now();
    // Without a network there is no news; that is no trouble.
    this.#session.checkForUpdate().catch((error: unknown) => this.#tell("vs-error", { error }));
  };

  /** Fetches a part of the widget, once for each language. */
  async #component(name: ComponentName): Promise<boolean> {
    try {
      const locale = this.#textsLocale;
      const messages = await loadComponent(name, locale);
      // Another language may have been asked for in the meantime.
      if (locale !== this.#textsLocale) return this.#component(name);
      this.#setLayout({ components: { ...this.#layout.components, [name]: messages } });
      await this.updateComplete;
      return true;
    } catch (error) {
      this.#session.fail(error);
      return false;
    }
  }

  async #openCamera(): Promise<void> {
    if (!(await this.#component("camera"))) return;
    await this.renderRoot.querySelector<VisualSearchCamera>("visual-search-camera")?.open();
  }

  /** Where the widget is not shown any more: what is modal would go on to keep the visitor from all of the page. */
  #closeDialogs(): void {
    if (this.checkVisibility?.() ?? true) return;
    const camera = this.renderRoot.querySelector<VisualSearchCamera>("visual-search-camera");
    if (customElements.get("visual-search-camera")) camera?.close();
    if (this.#layout.comparing.length > 0) this.#setLayout({ comparing: [] });
  }

  async #openCompare(): Promise<void> {
    if (await this.#component("compare")) this.#setLayout({ comparing: this.#layout.compared });
  }

  /** All steps of a drag are one to take back. */
  #crop(region: Region | null, isFinal: boolean): void {
    const remember = this.#isCropping ? "replace" : "step";
    this.#isCropping = !isFinal;
    this.#session.change({ region: region ?? undefined }, remember);
  }

  /** Looks at it before anything is fetched for it. */
  async #takePhoto(photo: Photo): Promise<void> {
    this.#sample.abort();
    this.#sample = new AbortController();
    const { signal } = this.#sample;
    try {
      const preview = await previewOf(photo.blob);
      if (signal.aborted) {
        preview.close();
        return;
      }
      this.#setPreview(photo.blob, preview);
      this.#session.change({ photo, region: undefined, like: undefined });
    } catch (error) {
      this.#session.fail(error);
    }
  }

  async #trySample({ src, label = "" }: Sample): Promise<void> {
    this.#sample.abort();
    this.#sample = new AbortController();
    const { signal } = this.#sample;
    try {
      const blob = await fetchPhoto(src, signal);
      await this.#takePhoto({ blob, name: label });
    } catch (error) {
      if (!signal.aborted) this.#session.fail(error);
    }
  }

  /** Which photo the preview is of. */
  #previewed: Blob | undefined;

  #setPreview(photo: Blob | undefined, preview: ImageBitmap | undefined): void {
    if (preview) void this.#component("region");
    this.#layout.preview?.close();
    this.#previewed = photo;
    this.#setLayout({ preview });
  }

  /** After undo and redo the photo may be another one. */
  async #showPhoto(photo: Photo | undefined): Promise<void> {
    if (photo?.blob === this.#previewed) return;
    if (!photo) {
      this.#setPreview(undefined, undefined);
      return;
    }
    try {
      const preview = await previewOf(photo.blob);
      if (this.#session.state.query.photo === photo) this.#setPreview(photo.blob, preview);
      else preview.close();
    } catch (error) {
      this.#session.fail(error);
    }
  }

  #like(item: Item): void {
    this.#session.change({
      ...EMPTY_QUERY,
      where: this.#session.state.query.where,
      like: { id: item.id, title: item.title, ...(item.image && { image: item.image }) },
    });
    this.#focus = "#results";
  }

  #compare(item: Item): void {
    const { compared } = this.#layout;
    const others = compared.filter(({ id }) => id !== item.id);
    this.#setLayout({
      compared: others.length < compared.length ? others : [...others.slice(-1), item],
    });
  }
}

function nameOf(photo: Blob): string {
  return photo instanceof File ? photo.name : "";
}

define("visual-search", VisualSearchElement);
