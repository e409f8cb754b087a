/** `<visual-search>`: puts the session, the views and the page together. */
import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from "lit";
import type { VisualSearch } from "../client/visual-search.ts";
import { VisualSearchError } from "../lib/errors.ts";
import type { Item, Region } from "../lib/types.ts";
import type { VisualSearchElement as Api, PublicState, VisualSearchEvents } from "./api.ts";
import { deviceOf, limitOf } from "./attributes.ts";
import type { VisualSearchCamera } from "./camera/camera.ts";
import { directionOf } from "./messages/index.ts";
import type { ComponentName } from "./messages/load-components.ts";
import { COMPONENT_NAMES, loadComponent } from "./messages/load-components.ts";
import { Localisation } from "./messages/localisation.ts";
import { FetchedBytes } from "./network/network-log.ts";
import { CardHeight } from "./page/card-height.ts";
import { define } from "./page/define.ts";
import { EndlessScroll } from "./page/endless-scroll.ts";
import { findFocus, keepFocus } from "./page/focus.ts";
import { PhotoInput, type PhotoRefusalReason } from "./photo/photo-input.ts";
import { ShownPhoto } from "./photo/shown-photo.ts";
import {
  attributeOf,
  PROPERTIES,
  type Property,
  type VisualSearchProperties,
} from "./properties.ts";
import { HashSync } from "./query/hash-sync.ts";
import { EMPTY_QUERY } from "./query/query-state.ts";
import { chipsFor, facetSources } from "./results/chips.ts";
import { loadLibrary } from "./session/library.ts";
import type { Notice } from "./session/notices.ts";
import { Session, type SessionOptions } from "./session/session.ts";
import { itemsOf, PAGE, type SessionState } from "./session/state.ts";
import { elementStyles } from "./styles/index.ts";
import { announcement, publicState } from "./views/announce.ts";
import { body } from "./views/body.ts";
import type { Actions, Layout, View } from "./views/view.ts";

/** Width of the element, in CSS pixels, from which filters have room beside the products. */
const WIDE = 860;
/** Pages of results that come by themselves as the visitor scrolls. After that a button keeps the end within reach. */
const AUTOMATIC_PAGES = 25;
/** An open page looks for a newer catalog at most this often, and only when the visitor comes back to it. */
const UPDATE_CHECK_MS = 30 * 60_000;

/** What to say about something that was chosen, dropped or pasted and is not a photo. */
const REFUSALS: Record<PhotoRefusalReason, Pick<Notice, "kind">> = {
  "not-an-image": { kind: "unsupportedImage" },
  empty: { kind: "unsupportedImage" },
  "too-large": { kind: "imageTooLarge" },
  link: { kind: "photoLink" },
  "no-photo": { kind: "noPhoto" },
};

type PropertyName = keyof VisualSearchProperties;
const PROPERTY_ENTRIES = Object.entries<Property<unknown, string>>(PROPERTIES) as [
  PropertyName,
  Property<unknown, string>,
][];

/** Properties that change the texts, and properties that change what is asked of the search. */
const LANGUAGE_PROPERTIES: readonly PropertyName[] = ["locale", "currency", "messages"];
const SEARCH_PROPERTIES: readonly PropertyName[] = [
  "catalog",
  "model",
  "device",
  "detector",
  "limit",
  "rules",
];

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Lit defines the properties of the interface below, from the same table
export class VisualSearchElement extends LitElement implements Api {
  static override styles = elementStyles;
  static override properties: PropertyDeclarations = Object.fromEntries(
    PROPERTY_ENTRIES.map(([name, declaration]) => [
      name,
      { ...declaration, attribute: attributeOf(name) },
    ]),
  );

  readonly #session = new Session(loadLibrary, this.#options(), {
    onState: (state, before) => this.#changed(state, before),
    onError: (error) => this.#dispatch("vs-error", { error }),
  });
  readonly #localisation = new Localisation({
    onChange: (isOtherLanguage) => {
      if (isOtherLanguage) this.#reloadComponents();
      this.requestUpdate();
    },
    onError: (error) => this.#dispatch("vs-error", { error }),
  });
  readonly #hash = new HashSync(this, {
    name: () => (this.hash === undefined ? undefined : this.hash || "vs"),
    query: () => this.#session.state.query,
    onLink: (query) => this.#session.restore(query),
  });
  readonly #input = new PhotoInput(this, {
    isActive: () => !this.headless,
    onPhoto: (photo) => void this.#photo.take({ blob: photo, name: nameOf(photo) }),
    onRefusal: ({ reason }) =>
      this.#session.notify({ ...REFUSALS[reason], remedy: "choosePhoto", urgent: true }),
  });
  readonly #photo = new ShownPhoto({
    current: () => this.#session.state.query.photo,
    search: (photo) => this.#session.change({ photo, region: undefined, like: undefined }),
    show: (preview) => {
      if (preview) void this.#component("region");
      this.#setLayout({ preview });
    },
    onError: (error) => this.#session.fail(error),
  });
  readonly #endlessScroll = new EndlessScroll(() => {
    if (this.#session.state.shown < AUTOMATIC_PAGES * PAGE) this.#session.more(true);
  });
  readonly #resized = new ResizeObserver(([entry]) => {
    const width = entry?.contentRect.width ?? 0;
    if (width === 0) this.#closeDialogs();
    const wide = width >= WIDE;
    if (wide !== this.#layout.wide) this.#setLayout({ wide });
  });
  readonly #cardHeight = new CardHeight();
  readonly #actions: Actions = {
    layout: (changes) => this.#setLayout(changes),
    choosePhoto: () => this.#input.choose(),
    takePhoto: () => void this.#openCamera(),
    capture: (photo) => void this.#photo.take({ blob: photo, name: "" }),
    crop: (region, isFinal) => this.#crop(region, isFinal),
    showNetwork: () => void this.#component("network"),
    trySample: (sample) => void this.#photo.trySample(sample),
    submitText: (text) => this.#session.change({ text: text.trim() }),
    like: (item) => this.#like(item),
    select: (item, hit) => this.#dispatch("vs-select", { item, ...(hit && { hit }) }, true),
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
  #fetched = new FetchedBytes();
  /** Whether the crop box is being dragged. */
  #isCropping = false;
  /** Selector of what gets the focus as soon as it is there. */
  #focus: string | undefined;
  /** Whether the element that had the focus has gone, and nothing could take the focus yet. */
  #isFocusLost = false;
  /** Whether the search started by itself and has not shown anything yet. */
  #isUnasked = false;
  #publicState: PublicState = "idle";
  #lastUpdateCheck = 0;

  constructor() {
    super();
    for (const [name, { initial }] of PROPERTY_ENTRIES) {
      if (initial !== undefined) Object.assign(this, { [name]: initial });
    }
  }

  get search(): Promise<VisualSearch> {
    if (!this.catalog) {
      return Promise.reject(
        new VisualSearchError(
          "invalid-argument",
          "Expected the attribute catalog of <visual-search>, got none. Set it to the URL of the catalog's folder.",
        ),
      );
    }
    // Attributes that were just set take effect first.
    return this.updateComplete.then(() => this.#session.open());
  }

  get state(): PublicState {
    return publicState(this.#session.state);
  }

  searchPhoto(photo: Blob, name = ""): Promise<void> {
    return this.#photo.take({ blob: photo, name });
  }

  searchText(text: string): void {
    this.#session.change({ text: text.trim() });
  }

  searchLike(id: string): void {
    this.#session.change({ like: { id }, photo: undefined, region: undefined });
  }

  deleteStored(): Promise<void> {
    return this.#session.deleteStored();
  }

  checkForUpdate(): Promise<boolean> {
    return this.#session.checkForUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    document.addEventListener("visibilitychange", this.#onVisible);
    this.#session.wake();
    // `updated` starts the observers again.
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#endlessScroll.watch(null);
    this.#cardHeight.observe();
    document.removeEventListener("visibilitychange", this.#onVisible);
    // An element that is only moved within the page goes on.
    queueMicrotask(() => {
      if (!this.isConnected) this.#session.suspend();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || LANGUAGE_PROPERTIES.some((name) => changed.has(name))) {
      this.#localisation.set(
        [
          this.locale,
          this.closest("[lang]")?.getAttribute("lang"),
          document.documentElement.lang,
          navigator.language,
        ],
        this.currency,
        this.messages,
      );
    }
    if (SEARCH_PROPERTIES.some((name) => changed.has(name))) {
      this.#session.configure(this.#options());
    }
    if (changed.has("hash")) this.#hash.read();
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
    this.#endlessScroll.watch(this.renderRoot.querySelector("[data-more]"));
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
    const { language } = this.#localisation;
    return html`<div class="root ${view.isDropping ? "dropping" : ""}" part="root" lang=${language} dir=${directionOf(language)}>
      <slot name="header"></slot>
      <p class="unseen" role="status">${announcement(view)}</p>
      ${body(view)}
      <slot name="footer"></slot>
    </div>`;
  }

  #view(): View {
    const { state } = this.#session;
    const sources = state.chipSources.length > 0 ? state.chipSources : facetSources(state.facets);
    return {
      state,
      session: this.#session,
      messages: this.#localisation.texts,
      formats: this.#localisation.formats,
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

  #setLayout(changes: Partial<Layout>): void {
    this.#layout = { ...this.#layout, ...changes };
    this.requestUpdate();
  }

  #changed(state: SessionState, before: SessionState): void {
    this.requestUpdate();
    this.#dispatchState(state);
    this.#followDownload(state, before);
    const isAnswered = state.answer !== undefined && !state.interim;
    if (isAnswered && state.answer !== before.answer) this.#dispatchResults(state);
    if (state.query !== before.query || isAnswered) this.#isUnasked = false;
    if (!state.consent !== !before.consent) this.#focusQuestion(state);
    if (state.query !== before.query) {
      if (state.query.photo !== before.query.photo) void this.#photo.follow();
      this.#hash.write();
    }
  }

  #dispatchState(session: SessionState): void {
    const state = publicState(session);
    if (state === this.#publicState) return;
    this.#publicState = state;
    this.#dispatch("vs-state", { state });
  }

  #followDownload(state: SessionState, before: SessionState): void {
    const progress = state.load?.parts.find((part) => !before.load?.parts.includes(part));
    if (progress) {
      this.#fetched.report(progress);
      this.#setLayout({ fetchedBytes: this.#fetched.total });
      this.#dispatch("vs-progress", progress);
    }
    if (!state.load && before.load) {
      // Everything is loaded: the network panel counts what is fetched from here on, which should be nothing.
      this.#fetched = new FetchedBytes();
      this.#setLayout({ loadedAt: performance.now(), fetchedBytes: 0 });
    }
  }

  /** Moves the focus to the question about a download, and to what comes of it. */
  #focusQuestion({ consent }: SessionState): void {
    // A visitor who has not asked for anything is doing something else on the page.
    if (this.#isUnasked && !this.matches(":focus-within")) return;
    this.#focus = consent ? "#consent" : "#results, #progress, #welcome";
  }

  #dispatchResults({ answer }: SessionState): void {
    const items = itemsOf(answer);
    this.#dispatch(
      "vs-results",
      answer!.kind === "hits"
        ? { hits: answer!.hits, items, total: items.length, milliseconds: answer!.milliseconds }
        : { items, total: answer!.total },
    );
  }

  /** Returns whether the page lets the browser go on with its default action. */
  #dispatch<K extends keyof VisualSearchEvents>(
    name: K,
    detail: VisualSearchEvents[K],
    cancelable = false,
  ): boolean {
    return this.dispatchEvent(
      new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }),
    );
  }

  readonly #onVisible = (): void => {
    if (document.visibilityState !== "visible") return;
    if (performance.now() - this.#lastUpdateCheck < UPDATE_CHECK_MS) return;
    this.#lastUpdateCheck = performance.now();
    this.#session.checkForUpdate().catch((error: unknown) => this.#dispatch("vs-error", { error }));
  };

  /** Fetches a component with its words in the present language. Returns whether it is there. */
  async #component(name: ComponentName): Promise<boolean> {
    try {
      const { language } = this.#localisation;
      const messages = await loadComponent(name, language);
      // Another language may have been asked for in the meantime.
      if (language !== this.#localisation.language) return this.#component(name);
      this.#setLayout({ components: { ...this.#layout.components, [name]: messages } });
      await this.updateComplete;
      return true;
    } catch (error) {
      this.#session.fail(error);
      return false;
    }
  }

  #reloadComponents(): void {
    for (const name of COMPONENT_NAMES) {
      if (this.#layout.components[name]) void this.#component(name);
    }
  }

  async #openCamera(): Promise<void> {
    if (!(await this.#component("camera"))) return;
    await this.renderRoot.querySelector<VisualSearchCamera>("visual-search-camera")?.open();
  }

  /** Closes dialogs of an element that is not shown any more: they would still block the page. */
  #closeDialogs(): void {
    if (this.checkVisibility?.() ?? true) return;
    const camera = this.renderRoot.querySelector<VisualSearchCamera>("visual-search-camera");
    if (customElements.get("visual-search-camera")) camera?.close();
    if (this.#layout.comparing.length > 0) this.#setLayout({ comparing: [] });
  }

  async #openCompare(): Promise<void> {
    if (await this.#component("compare")) this.#setLayout({ comparing: this.#layout.compared });
  }

  /** All steps of a drag are one step to undo. */
  #crop(region: Region | null, isFinal: boolean): void {
    const remember = this.#isCropping ? "replace" : "step";
    this.#isCropping = !isFinal;
    this.#session.change({ region: region ?? undefined }, remember);
  }

  #like(item: Item): void {
    this.#session.change({
      ...EMPTY_QUERY,
      where: this.#session.state.query.where,
      like: { id: item.id, title: item.title, ...(item.image && { image: item.image }) },
    });
    this.#focus = "#results";
  }

  /** Adds a product to those compared, or removes it. Of more than two the oldest goes. */
  #compare(item: Item): void {
    const { compared } = this.#layout;
    const others = compared.filter(({ id }) => id !== item.id);
    this.#setLayout({
      compared: others.length < compared.length ? others : [...others.slice(-1), item],
    });
  }
}
export interface VisualSearchElement extends VisualSearchProperties {}

function nameOf(photo: Blob): string {
  return photo instanceof File ? photo.name : "";
}

define("visual-search", VisualSearchElement);
