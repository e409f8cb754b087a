import { type ErrorCode, VisualSearchError } from "vitrine";
import { byId, create } from "./dom.ts";

/** What the page can do about an error. */
export type Remedy = "retry" | "restart" | "remove-photo" | "clear";

interface Explanation {
  title: string;
  advice: string;
  remedy: Remedy;
}

const LABELS: Record<Remedy, string> = {
  retry: "Try again",
  restart: "Start again",
  "remove-photo": "Remove the photo",
  clear: "Start over",
};

const DAMAGED: Explanation = {
  title: "The shop’s files do not fit together",
  advice: "Perhaps a new version is just being put up. Try again in a minute.",
  remedy: "retry",
};
const WORKER: Explanation = {
  title: "The search has stopped",
  advice: "This can happen when a device runs short of memory. Nothing of yours is lost.",
  remedy: "restart",
};

const EXPLANATIONS: Partial<Record<ErrorCode, Explanation>> = {
  network: {
    title: "The shop cannot be reached",
    advice: "Check the connection, then try again.",
    remedy: "retry",
  },
  integrity: {
    title: "Some files arrived damaged",
    advice: "They were refused and nothing of them was kept. Trying again usually helps.",
    remedy: "retry",
  },
  "unsupported-image": {
    title: "This file could not be opened as a picture",
    advice: "A JPEG, PNG or WebP photo works everywhere.",
    remedy: "remove-photo",
  },
  "image-too-large": {
    title: "This picture is too large",
    advice: "Choose a smaller version of it.",
    remedy: "remove-photo",
  },
  "catalog-invalid": DAMAGED,
  "index-invalid": DAMAGED,
  "encoder-mismatch": DAMAGED,
  "worker-failed": WORKER,
  "worker-died": WORKER,
  closed: WORKER,
  "insecure-context": {
    title: "This page was opened over an insecure connection",
    advice: "Open it over https, or on localhost.",
    remedy: "retry",
  },
  "item-unknown": {
    title: "This product is no longer in the shop",
    advice: "Start over to see what there is.",
    remedy: "clear",
  },
};

const UNKNOWN: Explanation = {
  title: "Something went wrong",
  advice: "Trying again may help.",
  remedy: "retry",
};

function explain(error: unknown): Explanation {
  return (error instanceof VisualSearchError && EXPLANATIONS[error.code]) || UNKNOWN;
}

/** Tells of errors, one at a time for each source. */
export class Notices {
  readonly #box = byId("notices", HTMLElement);
  readonly #onRemedy: (remedy: Remedy, source: string) => void;

  constructor(onRemedy: (remedy: Remedy, source: string) => void) {
    this.#onRemedy = onRemedy;
  }

  show(source: string, error: unknown): void {
    const { title, advice, remedy } = explain(error);
    const code = error instanceof VisualSearchError ? error.code : "unexpected";
    const message = error instanceof Error ? error.message : String(error);
    const button = create("button", { type: "button", className: "button" }, LABELS[remedy]);
    button.addEventListener("click", () => {
      this.clear(source);
      this.#onRemedy(remedy, source);
    });
    const notice = create("div", { className: "notice", role: "alert" });
    notice.dataset.source = source;
    notice.dataset.code = code;
    notice.append(
      create("p", { className: "notice-title" }, title),
      create("p", {}, advice),
      create("p", {}, button),
      create(
        "details",
        {},
        create("summary", {}, "Details ", create("code", {}, code)),
        create("p", {}, message),
      ),
    );
    this.clear(source);
    this.#box.append(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  clear(source: string): void {
    this.#box.querySelector(`[data-source="${source}"]`)?.remove();
  }

  clearAll(): void {
    this.#box.replaceChildren();
  }
}
