/** The page of `vitrine serve`. It is made of strings, because a bundle has no files for it. */

export interface DemoPage {
  /** Name of the catalog. */
  name: string;
  /** Path of the catalog, with a slash at its end. */
  catalog: string;
  /** Path of the model, if it is not where the catalog says. */
  model: string | undefined;
}

export const PAGE_SCRIPT = "/vitrine/page.js";
export const PAGE_STYLE = "/vitrine/page.css";
/** The package's files for browsers. */
export const LIBRARY = "/vitrine/lib/";

export function pageHtml({ name, catalog, model }: DemoPage): string {
  return `<!doctype html>
<html lang="en" data-catalog="${escaped(catalog)}"${model === undefined ? "" : ` data-model="${escaped(model)}"`}>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(name)}</title>
<link rel="stylesheet" href="${PAGE_STYLE}">
<script type="module" src="${PAGE_SCRIPT}"></script>
<header>
  <h1>${escaped(name)}</h1>
  <form role="search">
    <label>Describe it <input type="search" name="text" autocomplete="off"></label>
    <label>or show a photo <input type="file" name="image" accept="image/*"></label>
    <button>Search</button>
  </form>
  <p role="status"></p>
</header>
<main></main>
</html>
`;
}

export const STYLE = `:root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; }
h1 { font-size: 1.3rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
label { display: grid; gap: .25rem; }
input, button { font: inherit; padding: .4rem .6rem; max-width: 100%; }
main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
article { display: grid; gap: .35rem; align-content: start; overflow-wrap: anywhere; }
article img { width: 100%; aspect-ratio: 3 / 4; object-fit: contain; background: #fff; }
article h2 { font-size: 1rem; margin: 0; }
article p { margin: 0; opacity: .8; }
`;

export const SCRIPT = `import { openVisualSearch } from "${LIBRARY}index.js";

const { catalog, model } = document.documentElement.dataset;
const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const main = document.querySelector("main");

/** Children are shown as text, whatever the catalog contains. */
function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function card({ id, item, score, picture = 0 }) {
  const address = [item.image, ...(item.images ?? [])][picture] || item.image;
  const price = item.price === undefined ? "" : item.price + " " + (item.currency ?? "");
  const title = item.link ? element("a", { href: item.link, textContent: item.title }) : item.title;
  return element(
    "article",
    {},
    ...(address ? [element("img", { src: address, alt: "", loading: "lazy" })] : []),
    element("h2", {}, title),
    element("p", {}, price + (score === undefined ? "" : " · " + score.toFixed(3))),
    element("button", { type: "button", textContent: "More like this", onclick: () => find({ like: id }) }),
  );
}

function show(cards, message) {
  main.replaceChildren(...cards);
  status.textContent = message;
}

async function find(query) {
  status.textContent = "Searching …";
  try {
    const hits = await search.query(query, { limit: 60, supersede: "page" });
    const { totalMs } = search.info.lastQuery;
    show(hits.map(card), hits.length + " products in " + totalMs.toFixed(0) + " ms");
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = error.message;
  }
}

async function browse() {
  const { items, total } = await search.browse({ limit: 60 });
  show(items.map((item) => card({ id: item.id, item })), total + " products");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = form.elements.text.value.trim();
  const [image] = form.elements.image.files;
  if (text || image) find({ ...(text && { text }), ...(image && { image }) });
  else browse();
});
form.elements.image.addEventListener("change", () => form.requestSubmit());

let search;
try {
  search = await openVisualSearch({
    catalog,
    ...(model && { model }),
    onProgress: ({ phase, loadedBytes, totalBytes }) => {
      status.textContent = "Loading " + phase + ": " + Math.floor((100 * loadedBytes) / totalBytes) + " %";
    },
  });
  await browse();
} catch (error) {
  status.textContent = error.message;
}
`;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
