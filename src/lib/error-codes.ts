/**
 * The one table of Vitrine's error and warning codes. The types derive from it, and so does the reference that
 * `npm run docs` makes. Only types of it may be imported by what runs in browsers: its texts are not bundled.
 */

interface CodeFacts {
  /** Where it can come from: the library in a page, the command and `vitrine/build`, or both. */
  from: "browser" | "command" | "both";
  /** What happened, in a sentence. */
  meaning: string;
  /** What to do about it, in a sentence or two. The message of the error itself is more specific. */
  remedy: string;
}

/** Every code of a `VisualSearchError`. A code never changes its meaning; new ones may be added. */
export const ERROR_CODES = {
  "invalid-argument": {
    from: "both",
    meaning: "An argument or an option has the wrong type, shape or range.",
    remedy: "Pass what the message says it expects.",
  },
  "unsupported-image": {
    from: "both",
    meaning: "The given picture cannot be decoded, or belongs to another origin.",
    remedy:
      "Convert it to JPEG or PNG. Wait until an image element has loaded, and give pictures of other origins " +
      "`crossorigin` and CORS headers.",
  },
  "image-too-large": {
    from: "both",
    meaning:
      "The picture has more pixels than a device can be asked to decode (over 100 megapixels).",
    remedy: "Use a smaller picture.",
  },
  network: {
    from: "both",
    meaning: "A file could not be fetched.",
    remedy:
      "Check the connection and that the file is deployed at the address in the message; then try again.",
  },
  integrity: {
    from: "both",
    meaning:
      "Bytes do not match the SHA-256 that was promised for them, even when fetched a second time.",
    remedy: "Deploy files that belong together, and turn off proxies that change them.",
  },
  "catalog-invalid": {
    from: "both",
    meaning: "A catalog file is not what its format says.",
    remedy: "Build the catalog again, and deploy all of its folder.",
  },
  "catalog-unsupported": {
    from: "both",
    meaning: "The catalog has a newer format version than this library reads.",
    remedy: "Update the library, or build the catalog with its version.",
  },
  "encoder-mismatch": {
    from: "both",
    meaning: "The catalog's vectors were made by another model than the given one.",
    remedy: "Give the model that the catalog was built with, or build the catalog with this model.",
  },
  "model-missing": {
    from: "both",
    meaning: "The query needs an encoder, and no model is known for this catalog.",
    remedy: "Pass `model` to `openVisualSearch`, or build the catalog with `--model-url`.",
  },
  "model-invalid": {
    from: "both",
    meaning: "A model or a detector lacks a file, or has a configuration that is not understood.",
    remedy: "Fetch the model again with `vitrine model fetch`, or prepare the detector again.",
  },
  "detector-missing": {
    from: "browser",
    meaning: "Regions were asked for, and no detector is configured.",
    remedy: "Pass `detector` to `openVisualSearch`.",
  },
  "device-unavailable": {
    from: "browser",
    meaning: "WebGPU was asked for and is not there, or this GPU computes wrongly.",
    remedy:
      "Use the device `auto` or `wasm`, or serve the page over https in a browser with WebGPU.",
  },
  "runtime-failed": {
    from: "both",
    meaning: "The runtime failed to start, to create a session or to run the model.",
    remedy:
      "See the error's cause. On a device with little memory, close other tabs and try again.",
  },
  "runtime-mismatch": {
    from: "command",
    meaning: "The runtime that embeds the products computes something else than that of browsers.",
    remedy: "Build with `--runtime wasm` or with weights in fp32.",
  },
  "index-invalid": {
    from: "both",
    meaning: "A vector index is not what its format says.",
    remedy: "Build the index or the catalog again, and deploy all of it.",
  },
  "index-unsupported": {
    from: "both",
    meaning: "The vector index has a newer format version than this library reads.",
    remedy: "Update the library, or build the index with its version.",
  },
  "vector-invalid": {
    from: "both",
    meaning: "A vector has the wrong length, or is NaN, infinite or zero.",
    remedy: "Pass vectors of the index's dimension with finite values.",
  },
  "item-unknown": {
    from: "both",
    meaning: "No item of the catalog has this id.",
    remedy: "Use an id of this catalog: a newer build may have dropped the product.",
  },
  "facet-unknown": {
    from: "both",
    meaning: "No facet of the catalog has this name, or it is of the other kind.",
    remedy: "Use a name that `facets()` lists.",
  },
  "concept-unknown": {
    from: "browser",
    meaning: "The catalog has no concept of this facet and value.",
    remedy: "Use one that `concepts()` lists, or name its facet in `vitrine build --concepts`.",
  },
  "space-unknown": {
    from: "both",
    meaning: "The catalog has no vector space of this name.",
    remedy: "Use one of `info.catalog.spaces`, or build the catalog with `--spaces`.",
  },
  "storage-failed": {
    from: "browser",
    meaning: "What is stored on the device could not be deleted.",
    remedy: "Delete the site's data in the browser's settings.",
  },
  "insecure-context": {
    from: "browser",
    meaning: "The page is neither https nor localhost, so the browser offers no cryptography.",
    remedy: "Serve the page over https.",
  },
  "worker-failed": {
    from: "browser",
    meaning: "The worker's script did not load.",
    remedy:
      "Serve `worker.js` beside the library from the page's own origin, and allow it in the " +
      "Content-Security-Policy (`worker-src 'self'`).",
  },
  "worker-died": {
    from: "browser",
    meaning: "The worker ended while the search was open, often because memory ran out.",
    remedy: "Open the search again.",
  },
  closed: {
    from: "browser",
    meaning: "The search has been closed.",
    remedy: "Open the search again.",
  },
  "feed-invalid": {
    from: "command",
    meaning: "A product feed cannot be read.",
    remedy: "Correct the feed at the place in the message, or name its format and columns.",
  },
  "feed-empty": {
    from: "command",
    meaning: "A build found no usable product.",
    remedy: "See the reasons in the build's report, and map the feed's columns with `--map`.",
  },
  "dependency-missing": {
    from: "command",
    meaning: "An optional package that this command needs is not installed.",
    remedy: "Install the package that the message names.",
  },
  "output-failed": {
    from: "command",
    meaning: "Output could not be written.",
    remedy: "Check the folder's permissions and the room on the disk.",
  },
} as const satisfies Record<string, CodeFacts>;

/**
 * Stable codes of every failure Vitrine reports, except an abort, which rejects with the platform's `AbortError`.
 * A code never changes its meaning; new ones may be added.
 */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Every code of a `VisualSearchWarning`: what the library noticed and could deal with by itself. */
export const WARNING_CODES = {
  "storage-full": {
    from: "browser",
    meaning:
      "The device has no room for a file: it is kept in memory, and fetched again by the next visit.",
    remedy: "Free some space, or choose a smaller model.",
  },
  "storage-unavailable": {
    from: "browser",
    meaning: "The browser offers no storage, or it failed: files are kept in memory only.",
    remedy: "Leave the private window, or allow the site to store data.",
  },
  "storage-evicted": {
    from: "browser",
    meaning: "Stored files have gone, as when the browser needed room: they are fetched again.",
    remedy: "Open the search with `persist`, and free some space on the device.",
  },
  "storage-damaged": {
    from: "browser",
    meaning: "Stored bytes are not what they were: they are fetched again.",
    remedy: "Nothing needs to be done. If it happens again and again, check the device's disk.",
  },
  "device-fallback": {
    from: "browser",
    meaning: "The GPU failed or computed wrongly: the encoders have moved to WASM.",
    remedy: "Nothing needs to be done. The device `wasm` saves the attempt.",
  },
  "text-not-english": {
    from: "browser",
    meaning: "A text is hardly in Latin letters, and the model was trained on English.",
    remedy: "Translate the text before the query.",
  },
  "rule-ignored": {
    from: "browser",
    meaning:
      "A rule of the catalog names what its products do not have: the search goes on without it.",
    remedy: "Correct the rules file, and build the catalog again.",
  },
} as const satisfies Record<string, CodeFacts>;

/** Stable codes of `WARNING_CODES`. A code never changes its meaning; new ones may be added. */
export type WarningCode = keyof typeof WARNING_CODES;
