/** Registers custom elements. */
/** Registers an element unless its name is taken, as by a second copy of the script on the page. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
