/** `<visual-search-region>`: the photo with a crop box, for pointer, touch and keyboard. */
import {
  html,
  LitElement,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Region } from "../../lib/types.ts";
import { cssVariables } from "../page/css-variables.ts";
import { define } from "../page/define.ts";
import { componentStyles } from "../styles/component-styles.ts";
import { shorten } from "../text/untrusted.ts";
import { regionStyles } from "./region.styles.ts";
import {
  drawRegion,
  type Extent,
  fitRegion,
  HANDLES,
  type Handle,
  minimumExtent,
  moveRegion,
  ninthOf,
  resizeRegion,
  sameRegion,
  WHOLE,
} from "./region-geometry.ts";
import { regionAfterKey } from "./region-keys.ts";
import { REGION_MESSAGES, type RegionMessages } from "./region-messages.ts";

/** Something that a detector found in the photo. */
export interface SuggestedRegion {
  region: Region;
  label: string;
}

/** Detail of `vs-region`. */
export interface RegionChange {
  /** `null` for the whole photo. */
  region: Region | null;
  /** Whether the change is complete. While a pointer or a key is held it is not, and comes at most once a frame. */
  final: boolean;
}

/** A pointer that moves by at most this many CSS pixels clicks. */
const CLICK_PX = 3;
const LABEL_LENGTH = 40;

interface Drag {
  pointer: number;
  start: readonly [number, number];
  clientStart: readonly [number, number];
  from: Region;
  /** The region before the drag, to which Escape goes back. */
  before: Region | null;
  apply(point: readonly [number, number]): Region;
  moved: boolean;
}

/**
 * Shows the suggestions as buttons. Every change by the visitor is set as `region` and reported by the event `vs-region`
 * (see `RegionChange`).
 *
 * Dragging with mouse or pen outside the box draws a new one; touch scrolls the page there. Escape undoes a drag, else
 * goes back to the whole photo, else is left to the page.
 */
export class VisualSearchRegion extends LitElement {
  /** What `messages` is unless it is set. */
  static readonly english = REGION_MESSAGES;
  static override styles = [componentStyles, regionStyles];
  static override properties: PropertyDeclarations = {
    image: { attribute: false },
    region: { attribute: false },
    detections: { attribute: false },
    messages: { attribute: false },
    autoSelect: { type: Boolean, attribute: "auto-select" },
  };

  declare image: ImageBitmap | null;
  /** `null` is the whole photo. A region outside the photo, or too small, is shown as the nearest valid one. */
  declare region: Region | null;
  /** Best first. */
  declare detections: readonly SuggestedRegion[];
  declare messages: RegionMessages;
  /** Selects the best detection, unless there is a region or the visitor has changed the box. */
  declare autoSelect: boolean;

  readonly #resized = new ResizeObserver(() => this.#draw());
  #drag: Drag | undefined;
  /** Whether an arrow key is held. */
  #keying = false;
  #frame = 0;
  /** Whether the visitor has changed the box on this photo. */
  #touched = false;
  #autoSelected = false;
  #spoken = "";

  constructor() {
    super();
    this.image = null;
    this.region = null;
    this.detections = [];
    this.messages = REGION_MESSAGES;
    this.autoSelect = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#drag = undefined;
    this.#keying = false;
    this.#cancelFrame();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#watchSize();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("image")) {
      this.#touched = false;
      this.#drag = undefined;
      this.#keying = false;
      this.#cancelFrame();
    }
    const [best] = this.detections;
    const isNews = changed.has("detections") || changed.has("image") || changed.has("autoSelect");
    if (isNews && this.autoSelect && best && this.#hasPhoto && !this.region && !this.#touched) {
      this.region = this.#fit(best.region);
      this.#autoSelected = true;
    }
    // A screen reader announces the end of a drag, not each step.
    if (!this.#drag?.moved && !this.#keying) {
      const { value, whole } = this.messages;
      this.#spoken = this.region ? value(this.#box) : whole;
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("image")) this.#watchSize();
    if (this.#autoSelected) {
      this.#autoSelected = false;
      this.#dispatch(true);
    }
  }

  protected override render(): TemplateResult | undefined {
    if (!this.image || !this.#hasPhoto) return undefined;
    const { messages, region } = this;
    const box = this.#box;
    const place = { "--x": box.x, "--y": box.y, "--w": box.width, "--h": box.height };
    return html`
      <div
        class="stage ${region ? "cropped" : ""}"
        part="stage"
        ${cssVariables({ ...place, "--ratio": this.image.width / this.image.height })}
        @pointerdown=${this.#press}
        @pointermove=${this.#move}
        @pointerup=${this.#release}
        @pointercancel=${this.#release}
        @lostpointercapture=${this.#release}
        @mousedown=${this.#keepFocus}
        @dragstart=${(event: Event) => event.preventDefault()}
        @keydown=${this.#keyDown}
        @keyup=${this.#keyUp}
      >
        <canvas part="photo" role="img" aria-label=${messages.photo}></canvas>
        <div class="shade"><div class="hole"></div></div>
        ${this.#suggestions()}
        <div
          class="box"
          part="box"
          role="application"
          tabindex="0"
          aria-label=${messages.box}
          aria-roledescription=${messages.boxRole}
          aria-describedby="value help"
          @blur=${this.#endKeys}
        >
          <span class="grip n w"></span><span class="grip n e"></span>
          <span class="grip s w"></span><span class="grip s e"></span>
        </div>
        ${HANDLES.map(
          (handle) =>
            html`<div class="handle ${handleClasses(handle)}" part="handle" data-handle=${handle}></div>`,
        )}
      </div>
      <p class="unseen" id="value" role="status">${this.#spoken}</p>
      <p class="unseen" id="help">${messages.help}</p>
      <button type="button" class="reset" part="reset" ?hidden=${!region} @click=${this.#resetByButton}>
        ${messages.reset}
      </button>
    `;
  }

  #suggestions(): TemplateResult | undefined {
    if (this.detections.length === 0) return undefined;
    const { messages } = this;
    return html`<div role="group" aria-label=${messages.suggestions}>
      ${repeat(
        this.detections,
        (_, index) => index,
        ({ region, label }) => {
          const { x, y, width, height } = fitRegion(region, { width: 0, height: 0 });
          const pressed = this.#isChosen(region);
          return html`<button
            type="button"
            class="hotspot"
            part="hotspot ${pressed ? "hotspot-pressed" : ""}"
            aria-pressed=${pressed}
            ${cssVariables({ "--cx": x + width / 2, "--cy": y + height / 2 })}
            @click=${() => this.#choose(region)}
          >
            <span class="pill"><bdi>${shorten(label, LABEL_LENGTH)}</bdi></span>
            <span class="unseen">${messages.places[ninthOf({ x, y, width, height })]}</span>
          </button>`;
        },
      )}
    </div>`;
  }

  /** Whether there is a photo: a bitmap that was closed has no size. */
  get #hasPhoto(): boolean {
    return this.image !== null && this.image.width > 0 && this.image.height > 0;
  }

  get #least(): Extent {
    return minimumExtent(this.image?.width ?? 0, this.image?.height ?? 0);
  }

  get #box(): Region {
    return this.region ? this.#fit(this.region) : WHOLE;
  }

  #fit(region: Region): Region {
    return fitRegion(region, this.#least);
  }

  #isChosen(region: Region): boolean {
    return this.region !== null && sameRegion(this.#fit(region), this.#box);
  }

  #choose(region: Region): void {
    this.#change(this.#isChosen(region) ? WHOLE : this.#fit(region));
    this.#finish();
  }

  #reset(): void {
    this.#change(WHOLE);
    this.#finish();
  }

  #resetByButton(): void {
    this.#reset();
    // The button disappears, and the focus would go with it.
    this.renderRoot.querySelector<HTMLElement>(".box")?.focus({ preventScroll: true });
  }

  #change(region: Region): void {
    this.#touched = true;
    this.region = sameRegion(region, WHOLE) ? null : region;
  }

  #changeLive(region: Region): void {
    if (sameRegion(region, this.#box)) return;
    this.#change(region);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#dispatch(false);
    });
  }

  #finish(): void {
    this.#drag = undefined;
    this.#keying = false;
    this.#cancelFrame();
    this.requestUpdate();
    this.#dispatch(true);
  }

  #cancelFrame(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #dispatch(final: boolean): void {
    const region = this.region && { ...this.#box };
    const detail: RegionChange = { region, final };
    this.dispatchEvent(new CustomEvent("vs-region", { detail }));
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    const target = event.target as Element;
    const apply = this.#actionAt(target, event);
    if (!apply) return;
    const point = this.#pointOf(event);
    this.#endKeys();
    this.#drag = {
      pointer: event.pointerId,
      start: point,
      clientStart: [event.clientX, event.clientY],
      from: this.#box,
      before: this.region,
      apply,
      moved: false,
    };
    // A hotspot captures the pointer only once it is dragged, or it could not be clicked.
    if (!target.closest(".hotspot")) {
      this.#stage.setPointerCapture(event.pointerId);
      this.renderRoot.querySelector<HTMLElement>(".box")?.focus({ preventScroll: true });
    }
  }

  /** What a drag that starts here does, if anything. */
  #actionAt(target: Element, { pointerType }: PointerEvent): Drag["apply"] | undefined {
    const handle = target.closest<HTMLElement>(".handle")?.dataset.handle as Handle | undefined;
    const by = ([x, y]: readonly [number, number]): [number, number] => {
      const [startX, startY] = this.#drag!.start;
      return [x - startX, y - startY];
    };
    if (handle) {
      return (point) => resizeRegion(this.#drag!.from, handle, ...by(point), this.#least);
    }
    const hotspot = target.closest(".hotspot");
    const moves = hotspot
      ? hotspot.getAttribute("aria-pressed") === "true"
      : target.closest(".box") && this.region;
    if (moves) return (point) => moveRegion(this.#drag!.from, ...by(point));
    if (hotspot || pointerType === "touch") return undefined;
    return (point) => drawRegion(this.#drag!.start, point, this.#least);
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag?.pointer !== event.pointerId) return;
    if (!drag.moved) {
      const [x, y] = drag.clientStart;
      if (Math.hypot(event.clientX - x, event.clientY - y) <= CLICK_PX) return;
      drag.moved = true;
      this.#stage.setPointerCapture(event.pointerId);
    }
    this.#changeLive(drag.apply(this.#pointOf(event)));
  }

  #release(event: PointerEvent): void {
    if (this.#drag?.pointer !== event.pointerId) return;
    if (this.#drag.moved) this.#finish();
    this.#drag = undefined;
  }

  /** Keeps the focus on the box: a press elsewhere on the photo would take it away. */
  #keepFocus(event: Event): void {
    if (!(event.target as Element).closest(".hotspot")) event.preventDefault();
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      if (this.#drag?.moved) {
        this.region = this.#drag.before;
        this.#finish();
      } else if (this.region) {
        this.#reset();
      } else return;
      // It must not close a dialog around the photo as well.
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (!(event.target as Element).matches(".box") || this.#drag?.moved) return;
    const next = regionAfterKey(this.#box, event, this.#least);
    if (!next) return;
    event.preventDefault();
    this.#keying = true;
    this.#changeLive(next);
  }

  #keyUp(event: KeyboardEvent): void {
    if (event.key.startsWith("Arrow")) this.#endKeys();
  }

  #endKeys(): void {
    if (this.#keying) this.#finish();
  }

  get #stage(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(".stage")!;
  }

  #pointOf({ clientX, clientY }: PointerEvent): readonly [number, number] {
    const { left, top, width, height } = this.#stage.getBoundingClientRect();
    return [(clientX - left) / width, (clientY - top) / height];
  }

  #watchSize(): void {
    this.#resized.disconnect();
    const canvas = this.renderRoot.querySelector("canvas");
    if (!canvas) return;
    try {
      this.#resized.observe(canvas, { box: "device-pixel-content-box" });
    } catch {
      // Safari does not know that box, and reports another size but not another pixel density.
      this.#resized.observe(canvas);
    }
  }

  /** Draws the photo in screen pixels, as far as it has as many. */
  #draw(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    if (!canvas || !this.image || !this.#hasPhoto) return;
    const { width, height } = canvas.getBoundingClientRect();
    const pixels = (size: number, photo: number) =>
      Math.max(1, Math.min(photo, Math.round(size * devicePixelRatio)));
    canvas.width = pixels(width, this.image.width);
    canvas.height = pixels(height, this.image.height);
    const context = canvas.getContext("2d");
    if (!context) return;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.image, 0, 0, canvas.width, canvas.height);
  }
}

function handleClasses(handle: Handle): string {
  if (handle.length === 1) {
    return `${handle} edge ${handle === "n" || handle === "s" ? "across" : "along"}`;
  }
  return `${handle} ${[...handle].join(" ")}`;
}

define("visual-search-region", VisualSearchRegion);

declare global {
  interface HTMLElementTagNameMap {
    "visual-search-region": VisualSearchRegion;
  }
}
