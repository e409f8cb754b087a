// The packed browser files as they are: no bundler, no inline script. Tests drive these globals.
import * as vitrine from "/dist/index.js";

globalThis.vitrine = vitrine;
globalThis.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});

/** Opens the demo catalog, or another, as `search`. */
globalThis.openSearch = async (options = {}) => {
  globalThis.search = await vitrine.openVisualSearch({ catalog: "/shop/catalog/", ...options });
};

/** What a promise came to, in a form that a test can read. */
globalThis.outcome = async (promise) => {
  try {
    return { value: await promise };
  } catch (error) {
    const { name, code, message } = error;
    return { name, code, message, typed: error instanceof vitrine.VisualSearchError };
  }
};

globalThis.photo = async (id) => (await fetch(`/shop/images/${id}.webp`)).blob();
