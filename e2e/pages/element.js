// A page with the widget by one script tag, under the strictest policy. Tests put elements into it by `add`.
globalThis.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});

globalThis.events = [];
for (const name of ["vs-results", "vs-select", "vs-error", "vs-progress", "vs-state"]) {
  addEventListener(name, ({ type, detail }) => globalThis.events.push({ type, detail }));
}

/** An element with these attributes in the place of this selector; its id is `id`, where it has one. */
globalThis.add = (attributes = {}, parent = document.querySelector("main")) => {
  const element = document.createElement("visual-search");
  for (const [name, value] of Object.entries({ catalog: "/shop/catalog/", ...attributes })) {
    element.setAttribute(name, value);
  }
  parent.append(element);
  return element;
};
