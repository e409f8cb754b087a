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

/** A picture of the shop, or the drawing that a shop without pictures does with. */
globalThis.photo = async (id) => {
  const response = await fetch(`/shop/images/${id}.webp`);
  return response.ok ? response.blob() : drawing();
};

function drawing() {
  const canvas = new OffscreenCanvas(200, 260);
  const context = canvas.getContext("2d");
  context.fillStyle = "#eee";
  context.fillRect(0, 0, 200, 260);
  context.fillStyle = "#b22";
  context.fillRect(60, 50, 80, 160);
  return canvas.convertToBlob();
}
