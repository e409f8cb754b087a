/**
 * The store's service worker. It stores the page and its scripts (all of one version or none), the catalog's thumbnails
 * and the pictures that were viewed. It leaves the catalog, the model and the runtime's WebAssembly to the library,
 * which verifies them and stores them in IndexedDB: a second copy would cost the visitor as many bytes again.
 */
import { CacheFirst, ExpirationPlugin, type PrecacheEntry, Serwist } from "serwist";
import { KEEP, type KeepReport, type KeepRequest } from "./messages.ts";
import { keepPictures } from "./thumbnails.ts";

declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build. */
declare const PRECACHE: PrecacheEntry[];

const THUMBNAILS = "vitrine-thumbnails";
const PICTURES = "vitrine-pictures";
/** Number of pictures to keep, of about 8 kB each. */
const MOST_PICTURES = 300;

const scope = new URL("./", self.location.href).href;
const isIn = (url: URL, folder: string) => url.href.startsWith(new URL(folder, scope).href);

const serwist = new Serwist({
  precacheEntries: PRECACHE,
  precacheOptions: { cleanupOutdatedCaches: true, ignoreURLParametersMatching: [/.*/] },
  // A new version waits until the visitor accepts it, so that no page has scripts of two versions.
  skipWaiting: false,
  clientsClaim: true,
  disableDevLogs: true,
  runtimeCaching: [
    {
      matcher: ({ url }) => isIn(url, "demo/catalog/thumbnails/") || isIn(url, "demo/scenes/"),
      handler: new CacheFirst({
        cacheName: THUMBNAILS,
      }),
    },
    {
      matcher: ({ url }) => isIn(url, "demo/images/"),
      handler: new CacheFirst({
        cacheName: PICTURES,
        plugins: [
          new ExpirationPlugin({
            maxEntries: MOST_PICTURES,
            maxAgeFrom: "last-used",
            purgeOnQuotaError: true,
          }),
        ],
      }),
    },
  ],
});

self.addEventListener("message", (event) => {
  const request = event.data as KeepRequest | undefined;
  if (request?.type !== KEEP) return;
  const [port] = event.ports;
  const report = (progress: KeepReport) => port?.postMessage(progress);
  event.waitUntil(
    keepPictures(THUMBNAILS, request.catalog, request.pictures, report).catch((error: unknown) => {
      report({ kept: 0, total: 0, failed: true });
      reportError(error);
    }),
  );
});

serwist.addEventListeners();
