/** Shows notices above the page. */
import { button, byId, create } from "./dom.ts";

export interface NoticeOptions {
  text: string;
  action?: { label: string; run(): void };
}

const shown = new Map<string, HTMLElement>();

/** Shows a notice, instead of an earlier one of the same name. */
export function notify(name: string, { text, action }: NoticeOptions): void {
  withdraw(name);
  const notice = create(
    "div",
    { className: "notice" },
    create("p", {}, text),
    action ? button("button button-quiet", action.run, action.label) : undefined,
    button("button-link", () => withdraw(name), action ? "Not now" : "Close"),
  );
  notice.dataset.notice = name;
  shown.set(name, notice);
  byId("notices", HTMLElement).append(notice);
}

export function withdraw(name: string): void {
  shown.get(name)?.remove();
  shown.delete(name);
}
