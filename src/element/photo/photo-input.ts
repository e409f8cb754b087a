/** The ways to a photo: choosing a file, dropping one on the element, pasting one. */
import type { ReactiveController, ReactiveElement } from "lit";

/** How a photo was given. */
export type PhotoWay = "choose" | "drop" | "paste";

export type PhotoRefusalReason =
  /** A file that is not a picture. */
  | "not-an-image"
  | "empty"
  | "too-large"
  /** The address of a picture, which would have to be fetched. */
  | "link"
  /** Nothing that could be a picture. */
  | "no-photo";

/** Why something was not taken as a photo. */
export interface PhotoRefusal {
  reason: PhotoRefusalReason;
  way: PhotoWay;
}

export interface PhotoInputOptions {
  /** `others` is the number of further pictures that came with it and were left out. */
  onPhoto(photo: Blob, way: PhotoWay, others: number): void;
  onRefusal(refusal: PhotoRefusal): void;
  /** Whether photos are taken now. Default: always. */
  isActive?: () => boolean;
}

/** More bytes than any photo has, and few enough to be read into memory. */
export const MAX_PHOTO_BYTES = 256 * 2 ** 20;

/** What a drag or the clipboard offers. */
export interface Offered {
  files: readonly File[];
  /** MIME types of its data. */
  types: readonly string[];
}

export type Choice = { photo: File; others: number } | { refused: PhotoRefusalReason };

/**
 * Chooses the first picture of what is offered. The address of a picture is never followed, not even if the browser
 * offers it as HTML: the request would leave the device.
 */
export function choosePhoto({ files, types }: Offered): Choice {
  // Systems that do not know a picture's extension give the file no type; decoding it shows what it is.
  const pictures = files.filter(({ type }) => type === "" || type.startsWith("image/"));
  const [photo] = pictures.toSorted((a, b) => Number(b.type !== "") - Number(a.type !== ""));
  if (photo) {
    if (photo.size === 0) return { refused: "empty" };
    if (photo.size > MAX_PHOTO_BYTES) return { refused: "too-large" };
    return { photo, others: pictures.length - 1 };
  }
  if (files[0]) return { refused: "not-an-image" };
  return { refused: isLink(types) ? "link" : "no-photo" };
}

/**
 * Lets visitors give a host element a photo. A paste is taken while the focus is in the host, or on nothing of the page
 * that can be edited. The host is updated when `isOver` changes.
 */
export class PhotoInput implements ReactiveController {
  readonly #host: ReactiveElement;
  readonly #options: PhotoInputOptions;
  #input: HTMLInputElement | undefined;
  #connected = new AbortController();
  #isOver = false;

  constructor(host: ReactiveElement, options: PhotoInputOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Whether something that may be a photo is being dragged over the host. */
  get isOver(): boolean {
    return this.#isOver;
  }

  hostConnected(): void {
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const host = this.#host;
    for (const name of ["dragenter", "dragover"] as const) {
      host.addEventListener(name, (event) => this.#dragOver(event), { signal });
    }
    host.addEventListener("dragleave", (event) => this.#dragLeave(event), { signal });
    host.addEventListener("drop", (event) => this.#drop(event), { signal });
    // The host hears of a paste before the document, so that of two hosts the one with the focus takes it.
    host.addEventListener("paste", (event) => this.#paste(event, true), { signal });
    host.ownerDocument.addEventListener("paste", (event) => this.#paste(event, false), { signal });
  }

  hostDisconnected(): void {
    this.#connected.abort();
    this.#input?.remove();
    this.#input = undefined;
    this.#over(false);
  }

  /** Opens the browser's file chooser, which works only from a tap or key press. */
  choose(): void {
    if (!this.#input) {
      const input = this.#host.ownerDocument.createElement("input");
      Object.assign(input, { type: "file", accept: "image/*", hidden: true });
      input.addEventListener("change", () => {
        const files = [...(input.files ?? [])];
        // Choosing the same photo again is then a change, too.
        input.value = "";
        if (files.length > 0) this.#take({ files, types: ["Files"] }, "choose");
      });
      // Safari forgets an input that is not in a document.
      this.#host.renderRoot.append(input);
      this.#input = input;
    }
    this.#input.click();
  }

  #take(offered: Offered, way: PhotoWay): void {
    const choice = choosePhoto(offered);
    if ("photo" in choice) this.#options.onPhoto(choice.photo, way, choice.others);
    else this.#options.onRefusal({ reason: choice.refused, way });
  }

  #dragOver(event: DragEvent): void {
    if (!event.dataTransfer || !concerns(event) || !this.#isActive) return;
    // A link is taken as well, or the browser would leave the page for it. It is refused when it is dropped.
    event.preventDefault();
    const mayBePhoto = mayHavePhoto(event.dataTransfer);
    event.dataTransfer.dropEffect = mayBePhoto ? "copy" : "link";
    this.#over(mayBePhoto);
  }

  #dragLeave({ relatedTarget }: DragEvent): void {
    const into = relatedTarget as Node | null;
    if (!into || !(this.#host.contains(into) || this.#host.renderRoot.contains(into))) {
      this.#over(false);
    }
  }

  #drop(event: DragEvent): void {
    this.#over(false);
    if (!event.dataTransfer || !concerns(event) || !this.#isActive) return;
    event.preventDefault();
    const { files, types } = event.dataTransfer;
    this.#take({ files: [...files], types }, "drop");
  }

  #paste(event: ClipboardEvent, inHost: boolean): void {
    if (event.defaultPrevented || !event.clipboardData || !this.#isActive) return;
    const focused = deepestFocus(this.#host.ownerDocument);
    const edits = isEditable(focused);
    if (!inHost && edits) return;
    const { types } = event.clipboardData;
    const files = [...event.clipboardData.files];
    // Text copied from an office program comes with a picture of itself.
    if (edits && types.includes("text/plain")) return;
    const choice = choosePhoto({ files, types });
    // Words pasted outside the host, or into its text field, are not meant as a photo.
    if (!("photo" in choice) && (!inHost || edits)) return;
    event.preventDefault();
    this.#take({ files, types }, "paste");
  }

  get #isActive(): boolean {
    return this.#options.isActive?.() ?? true;
  }

  #over(isOver: boolean): void {
    if (isOver === this.#isOver) return;
    this.#isOver = isOver;
    this.#host.requestUpdate();
  }
}

/** Types of inputs that take no text. */
const WITHOUT_TEXT = new Set(
  "button checkbox color file hidden image radio range reset submit".split(" "),
);

function isLink(types: readonly string[]): boolean {
  return types.includes("text/uri-list") || types.includes("text/html");
}

/** Whether a drag is for the host: files always, links unless they are over a text field. */
function concerns(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  if (types.includes("Files")) return true;
  return types.includes("text/uri-list") && !isEditable(event.composedPath()[0] ?? null);
}

/** Whether a drag may have a photo. Browsers that do not say which types the files have count as having one. */
function mayHavePhoto({ items, types }: DataTransfer): boolean {
  const files = [...items].filter(({ kind }) => kind === "file");
  if (files.length === 0) return types.includes("Files");
  return files.some(({ type }) => type === "" || type.startsWith("image/"));
}

function deepestFocus(document: Document): Element | null {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}

function isEditable(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement) return !WITHOUT_TEXT.has(target.type);
  return target instanceof HTMLElement && target.isContentEditable;
}
