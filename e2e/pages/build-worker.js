// Indexes vectors beside the page, as an app would for a collection of the shopper's own.
import { buildIndex } from "/dist/vector.js";

addEventListener("message", ({ data: { vectors, dim } }) => {
  const onProgress = (done, total) => postMessage({ done, total });
  const file = buildIndex(vectors, { dim, graph: true, signs: true, onProgress });
  postMessage({ file }, [file.buffer]);
});
