import type { ReactiveController, ReactiveElement } from "lit";
import { numbersOf } from "../text/numbers.ts";
import { shorten } from "../text/untrusted.ts";

/** How a photo came. */
export type PhotoWay = "choose" | "drop" | "paste";

export type PhotoRefusalReason =
  /** A file, but no picture. */
  | "not-an-image"
  | "empty"
  | "too-large"
  /** The address of a picture, which would have to be fetched. */
  | "link"
  /** Nothing that could be a picture. */
  | "no-photo";

/** Why something was not taken: `reason` for programs, `message` for people. */
export interface PhotoRefusal {
  reason: PhotoRefusalReason;
  message: string;
  way: PhotoWay;
}

export interface PhotoInputMessages {
  /** With the file's name. */
  "not-an-image"(name: string): string;
  empty(name: string): string;
  /** With the file's size and the largest that is taken, in bytes. */
  "too-large"(name: string, bytes: number, most: number): string;
  link: string;
  "no-photo": string;
}

const { bytes: size } = numbersOf("en");

export const PHOTO_INPUT_MESSAGES: PhotoInputMessages = {
  "not-an-image": (name) => `“${name}” is not a picture. Choose a photo, such as a JPEG or PNG.`,
  empty: (name) => `“${name}” is empty. Choose another photo.`,
  "too-large": (name, bytes, most) =>
    `“${name}” has ${size(bytes)}, more than the ${size(most)} that can be read here. Choose a smaller photo.`,
  link:
    "That is a link to a picture. Opening it would tell another site what you look for, " +
    "so it is not fetched. Save the picture first, then choose the file.",
  "no-photo": "There is no picture in that. Choose, drop or paste a photo.",
};

export interface PhotoInputOptions {
  /** `others` is the number of further pictures that came with it and were left. */
  onPhoto(photo: Blob, way: PhotoWay, others: number): void;
  onRefusal(refusal: PhotoRefusal): void;
  /** Default: English. */
  messages?: () => PhotoInputMessages;
  /** Whether photos are taken now. Default: always. */
  isActive?: () => boolean;
}

/** More than any photo has, and little enough to be read into memory. */
export const MAX_PHOTO_BYTES = 256 * 2 ** 20;
const NAME_LENGTH = 60;

/** What a drag or the clipboard has, as far as it matters here. */
export interface Offered {
  files: readonly File[];
  /** MIME types of its data. */
  types: readonly string[];
}

export type Choice =
  | { photo: File; others: number }
  | { refused: PhotoRefusalReason; file?: File | undefined };

/**
 * The first picture of what is offered. A picture's address is never followed, not even where the browser offers
 * it as HTML: a request would leave the device.
 */
export function choosePhoto({ files, types }: Offered): Choice {
  // Systems that do not know a picture's extension give it no type; its bytes tell later.
  const pictures = files.filter(({ type }) => type === "" || type.startsWith("image/"));
  const [photo] = pictures.toSorted((a, b) => Number(b.type !== "") - Number(a.type !== ""));
  if (photo) {
    if (photo.size === 0) return { refused: "empty", file: photo };
    if (photo.size > MAX_PHOTO_BYTES) return { refused: "too-large", file: photo };
    return { photo, others: pictures.length - 1 };
  }
  if (files[0]) return { refused: "not-an-image", file: files[0] };
  return { refused: isLink(types) ? "link" : "no-photo" };
}

/**
 * Ways to a photo for a host element: choose a file, drop one on the host, paste one. A paste is taken while the
 * focus is in the host, or on nothing of the page that can be edited. The host is updated as `isOver` changes.
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
    // Inside the host first, so that of two on a page the one with the focus gets the picture.
    host.addEventListener("paste", (event) => this.#paste(event, true), { signal });
    host.ownerDocument.addEventListener("paste", (event) => this.#paste(event, false), { signal });
  }

  hostDisconnected(): void {
    this.#connected.abort();
    this.#input?.remove();
    this.#input = undefined;
    this.#over(false);
  }

  /** Shows the browser's own chooser. Call it from a tap or key press, or the browser refuses. */
  choose(): void {
    if (!this.#input) {
      const input = this.#host.ownerDocument.createElement("input");
      Object.assign(input, { type: "file", accept: "image/*", hidden: true });
      input.addEventListener("change", () => {
        const files = [...(input.files ?? [])];
        // So that choosing the same photo again is a change.
        input.value = "";
        if (files.length > 0) this.#take({ files, types: ["Files"] }, "choose");
      });
      // Safari forgets an input that is in no document.
      this.#host.renderRoot.append(input);
      this.#input = input;
    }
    this.#input.click();
  }

  #take(offered: Offered, way: PhotoWay): void {
    const choice = choosePhoto(offered);
    if ("photo" in choice) this.#options.onPhoto(choice.photo, way, choice.others);
    else this.#options.onRefusal({ ...this.#explain(choice), way });
  }

  #explain({ refused, file }: { refused: PhotoRefusalReason; file?: File | undefined }) {
    const messages = this.#options.messages?.() ?? PHOTO_INPUT_MESSAGES;
    const name = shorten(file?.name ?? "", NAME_LENGTH);
    const message =
      refused === "too-large"
        ? messages["too-large"](name, file?.size ?? 0, MAX_PHOTO_BYTES)
        : refused === "link" || refused === "no-photo"
          ? messages[refused]
          : messages[refused](name);
    return { reason: refused, message };
  }

  #dragOver(event: DragEvent): void {
    if (!event.dataTransfer || !concerns(event) || !this.#isActive) return;
    // A link is taken too, or the browser would leave the page for it; it is refused when it is dropped.
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
    // Text that an office program copies has a picture of itself with it.
    if (edits && types.includes("text/plain")) return;
    const isOurs = choosePhoto({ files, types });
    // Words pasted beside the host, or into its text box, are none of its business.
    if (!("photo" in isOurs) && (!inHost || edits)) return;
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

function isLink(types: readonly string[]): boolean {
  return types.includes("text/uri-list") || types.includes("text/html");
}

/** Files and links are the host's, but links are a text box's where they are over one. */
function concerns(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  if (types.includes("Files")) return true;
  return types.includes("text/uri-list") && !isEditable(event.composedPath()[0] ?? null);
}

/** While it is dragged. Browsers that keep the types of files to themselves get the benefit of the doubt. */
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
  if (target instanceof HTMLInputElement) return !UNWRITTEN.has(target.type);
  return target instanceof HTMLElement && target.isContentEditable;
}

/** Inputs that nothing is pasted into. */
const UNWRITTEN = new Set(
  "button checkbox color file hidden image radio range reset submit".split(" "),
);
