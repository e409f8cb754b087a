/** `<visual-search-camera>`: a dialog that takes a photo with the camera. */
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { messageOf } from "../../lib/errors.ts";
import { define } from "../page/define.ts";
import { componentStyles } from "../styles/component-styles.ts";
import { dialogStyles } from "../styles/dialog-styles.ts";
import { cameraStyles } from "./camera.styles.ts";
import { CAMERA_MESSAGES, type CameraMessages } from "./camera-messages.ts";
import {
  type CameraProblem,
  FIRST_CHOICE,
  listCameras,
  obstacle,
  openCamera,
  otherCamera,
  problemOf,
  stopCamera,
  takePicture,
} from "./camera-stream.ts";

/** `asking` lasts until the visitor has answered the browser's question and the camera has started. */
export type CameraState = "closed" | "asking" | "live" | CameraProblem;

/** Detail of `vs-capture`. */
export interface CameraCapture {
  /** JPEG or PNG, as the camera sees it and not mirrored like the preview. */
  photo: Blob;
}

/** Problems that another try may solve. */
const RETRIABLE: readonly CameraState[] = ["denied", "no-device", "in-use", "failed"];

/**
 * A modal dialog. Only `open` asks for the camera, so call it from a tap. The camera is switched off by a capture, by
 * closing the dialog, by leaving the document, and when the page is hidden.
 *
 * Events: `vs-capture` (see `CameraCapture`) after the dialog has closed, `vs-camera-close` whenever it closes. The slot
 * `instead` is shown beside a problem, for another way to a photo.
 */
export class VisualSearchCamera extends LitElement {
  /** What `messages` is unless it is set. */
  static readonly english = CAMERA_MESSAGES;
  static override styles = [componentStyles, dialogStyles, cameraStyles];
  static override properties: PropertyDeclarations = {
    messages: { attribute: false },
    state: { state: true },
    isReady: { state: true },
    isTaking: { state: true },
    cameraCount: { state: true },
  };

  declare messages: CameraMessages;
  /** Read only for others. */
  declare state: CameraState;
  /** Whether the preview has its first frame. */
  declare private isReady: boolean;
  declare private isTaking: boolean;
  declare private cameraCount: number;

  #stream: MediaStream | undefined;
  /** Aborted when the camera at work, or being asked for, is no longer wanted. */
  #work = new AbortController();
  /** Aborted when the dialog closes. */
  #opened = new AbortController();
  #detail = "";

  constructor() {
    super();
    this.messages = CAMERA_MESSAGES;
    this.state = "closed";
    this.isReady = false;
    this.isTaking = false;
    this.cameraCount = 0;
  }

  /** Shows the dialog and asks for the camera. Resolves once the camera is on or the dialog says why it is not. */
  async open(): Promise<void> {
    if (this.state !== "closed") return;
    this.state = "asking";
    await this.updateComplete;
    if (this.state !== "asking") return;
    this.#opened = new AbortController();
    const { signal } = this.#opened;
    addEventListener("pagehide", () => this.close(), { signal });
    document.addEventListener(
      "visibilitychange",
      () => {
        if (document.visibilityState === "hidden") this.close();
      },
      { signal },
    );
    this.#dialog.showModal();
    await this.#start(FIRST_CHOICE);
  }

  close(): void {
    if (this.state === "closed") return;
    this.#opened.abort();
    this.#stop();
    this.state = "closed";
    if (this.hasUpdated) this.#dialog.close();
    this.dispatchEvent(new CustomEvent("vs-camera-close"));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  protected override render(): TemplateResult {
    const { messages, state } = this;
    return html`<dialog
      part="dialog"
      aria-labelledby="title"
      @cancel=${this.#cancel}
      @close=${this.#closed}
      @keydown=${this.#keyDown}
    >
      <div class="head" part="head">
        <h2 id="title">${messages.title}</h2>
        <button type="button" class="close" part="close" aria-label=${messages.close} @click=${this.close}>
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      <div class="body">${state === "closed" ? nothing : this.#body(state)}</div>
      <p class="unseen" role="status">${state === "live" && this.isReady ? messages.live : ""}</p>
    </dialog>`;
  }

  #body(state: Exclude<CameraState, "closed">): TemplateResult {
    const { messages } = this;
    if (state === "asking") {
      return html`<div class="view plain">
        <p class="words" part="message" role="status">${messages.asking}</p>
      </div>`;
    }
    if (state !== "live") return this.#problem(state);
    return html`<div class="view">
        <video
          part="preview"
          class=${this.#facesShopper ? "mirrored" : ""}
          aria-label=${messages.preview}
          autoplay
          playsinline
          .muted=${true}
          .srcObject=${this.#stream ?? null}
          @loadeddata=${this.#ready}
          @resize=${this.#ready}
        ></video>
      </div>
      <div class="controls" part="controls">
        <button
          type="button"
          class="shutter"
          part="shutter"
          aria-label=${messages.shutter}
          ?disabled=${!this.isReady || this.isTaking}
          @click=${this.#take}
        ></button>
        <button
          type="button"
          class="switch"
          part="switch"
          ?hidden=${this.cameraCount < 2}
          ?disabled=${!this.isReady || this.isTaking}
          @click=${this.#switch}
        >
          ${messages.switch}
        </button>
      </div>`;
  }

  #problem(problem: CameraProblem): TemplateResult {
    const { title, remedy } = this.messages.problems[problem];
    return html`<div class="view plain">
      <div class="words" part="message">
        <div role="alert">
          <h3>${title}</h3>
          <p>${remedy}</p>
          ${problem === "failed" ? html`<p class="detail">${this.#detail}</p>` : nothing}
        </div>
        <button
          type="button"
          class="primary"
          part="retry"
          ?hidden=${!RETRIABLE.includes(problem)}
          @click=${() => this.#start(FIRST_CHOICE)}
        >
          ${this.messages.retry}
        </button>
        <slot name="instead"></slot>
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (this.state === "closed") return;
    const focused = this.shadowRoot?.activeElement;
    const close = this.renderRoot.querySelector<HTMLElement>(".close");
    if (changed.has("isReady") && this.isReady && (!focused || focused === close)) {
      this.renderRoot.querySelector<HTMLElement>(".shutter")?.focus();
    } else if (this.#dialog.open && !this.#dialog.matches(":focus-within")) {
      // The element that had the focus has gone.
      close?.focus();
    }
  }

  async #start(choices: readonly MediaTrackConstraints[]): Promise<void> {
    this.#stop();
    const { signal } = this.#work;
    const problem = obstacle();
    this.state = problem ?? "asking";
    if (problem) return;
    try {
      const stream = await openCamera(choices);
      if (signal.aborted) {
        stopCamera(stream);
        return;
      }
      this.#stream = stream;
      // The camera was unplugged, or the browser took it back.
      const onEnded = () => this.#fail("no-device");
      for (const track of stream.getTracks()) track.addEventListener("ended", onEnded, { signal });
      this.state = "live";
      const cameras = await listCameras();
      if (!signal.aborted) this.cameraCount = cameras.length;
    } catch (error) {
      if (!signal.aborted) this.#fail(problemOf(error), messageOf(error));
    }
  }

  #fail(problem: CameraProblem, detail = ""): void {
    this.#stop();
    this.#detail = detail;
    this.state = problem;
  }

  /** Switches the camera off. One that is still being asked for is switched off as soon as it is there. */
  #stop(): void {
    this.#work.abort();
    this.#work = new AbortController();
    if (this.#stream) stopCamera(this.#stream);
    this.#stream = undefined;
    this.isReady = false;
    this.isTaking = false;
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  get #settings(): MediaTrackSettings {
    return this.#stream?.getVideoTracks()[0]?.getSettings() ?? {};
  }

  get #facesShopper(): boolean {
    return this.#settings.facingMode === "user";
  }

  /** A stream may have begun before its first frame says how large it is. */
  #ready({ target }: Event): void {
    const hasPicture = (target as HTMLVideoElement).videoWidth > 0;
    if (this.state === "live" && hasPicture) this.isReady = true;
  }

  async #switch(): Promise<void> {
    const settings = this.#settings;
    const { signal } = this.#work;
    this.isReady = false;
    const cameras = await listCameras();
    // Phones allow one camera at a time, so `#start` switches this one off first.
    if (!signal.aborted) await this.#start(otherCamera(settings, cameras));
  }

  async #take(): Promise<void> {
    const video = this.renderRoot.querySelector("video");
    if (!this.#stream || !video || !this.isReady || this.isTaking) return;
    const { signal } = this.#work;
    this.isTaking = true;
    try {
      const photo = await takePicture(this.#stream, video);
      if (signal.aborted) return;
      this.close();
      const detail: CameraCapture = { photo };
      this.dispatchEvent(new CustomEvent("vs-capture", { detail }));
    } catch (error) {
      if (!signal.aborted) this.#fail("failed", messageOf(error));
    }
  }

  #cancel(event: Event): void {
    event.preventDefault();
    this.close();
  }

  /** The browser reports the closing later, when the dialog may be open again. */
  #closed(): void {
    if (!this.#dialog.open) this.close();
  }

  /** Space and Enter take the photo wherever the focus is, except on a button, which they press. */
  #keyDown(event: KeyboardEvent): void {
    if (event.key !== " " && event.key !== "Enter") return;
    if (event.repeat || (event.target as Element).closest("button, a, input, [slot]")) return;
    event.preventDefault();
    void this.#take();
  }
}

define("visual-search-camera", VisualSearchCamera);

declare global {
  interface HTMLElementTagNameMap {
    "visual-search-camera": VisualSearchCamera;
  }
}
