import { byId, debounce } from "./dom.ts";
import { photoFromFile } from "./photo.ts";
import type { ViewState } from "./state.ts";

const TYPING_MS = 250;

/**
 * The ways in: a chosen, dropped or pasted photo, and the text box. `onAsked` hears of each question
 * that is complete, which a text is not while it is being typed.
 */
export function setUpQueryBox(state: ViewState, onAsked: () => void): void {
  const onFile = (file: File) => {
    state.change({ photo: photoFromFile(file), like: undefined });
    onAsked();
  };
  setUpFileInput(onFile);
  setUpDrop(onFile);
  setUpPaste(onFile);
  setUpText(state, onAsked);
}

type OnFile = (file: File) => void;

function setUpFileInput(onFile: OnFile): void {
  const input = byId("photo", HTMLInputElement);
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) onFile(file);
    // So that choosing the same photo again is a change.
    input.value = "";
  });
}

/** A photo may be dropped anywhere; the browser would leave the page for it otherwise. */
function setUpDrop(onFile: OnFile): void {
  const zone = byId("drop-zone", HTMLElement);
  const mark = (over: boolean) => zone.classList.toggle("drop-zone-over", over);
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  addEventListener("drop", (event) => {
    mark(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  });
}

function setUpPaste(onFile: OnFile): void {
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const file = files.find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    onFile(file);
  });
}

function setUpText(state: ViewState, onAsked: () => void): void {
  const input = byId("text", HTMLInputElement);
  const apply = () => {
    const text = input.value.trim();
    if (text !== state.view.text) state.change({ text });
  };
  const typing = debounce(apply, TYPING_MS);
  input.addEventListener("input", typing.call);
  byId("search-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    typing.cancel();
    apply();
    onAsked();
  });
  state.subscribe(({ text }) => {
    if (text === input.value.trim()) return;
    typing.cancel();
    input.value = text;
  });
}
