/** Helpers that create elements. Children given as strings become text, never markup. */

export type Child = Node | string | undefined;

export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** The page's element of this id and type. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`Expected a ${type.name} with the id ${id} on the page, got none. Add it.`);
}

export function link(href: string, className: string, ...children: Child[]): HTMLAnchorElement {
  return create("a", { href, className }, ...children);
}

/** A button with what it does. */
export function button(
  className: string,
  onClick: () => void,
  ...children: Child[]
): HTMLButtonElement {
  const element = create("button", { type: "button", className }, ...children);
  element.addEventListener("click", onClick);
  return element;
}
