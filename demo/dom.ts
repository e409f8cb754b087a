/** Small helpers around the document. Children given as strings become text, never markup. */

export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** The page's element of this id and type. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`Expected the page to have a ${type.name} with the id ${id}.`);
}

/** Calls `task` once no further call has come for `ms`. */
export function debounce(task: () => void, ms: number): { call(): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  return {
    call() {
      cancel();
      timer = setTimeout(task, ms);
    },
    cancel,
  };
}

/** Screens with room for filters beside the products; the style sheets use the same width. */
export const wideScreen = matchMedia("(min-width: 64rem)");

/** Keeps a panel open where there is room for it, and folds it where there is not. */
export function openOnWideScreens(details: HTMLDetailsElement): void {
  const follow = () => {
    details.open = wideScreen.matches;
  };
  wideScreen.addEventListener("change", follow);
  follow();
  // Until now the style sheets have folded it, so that nothing moves.
  details.classList.add("panel-live");
}
