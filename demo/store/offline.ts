/** Stores the shop on the device, and offers newer versions of it. */
import { KEEP, type KeepReport, type KeepRequest, TAKE_OVER } from "../offline/messages.ts";
import { byId } from "./parts/dom.ts";
import * as format from "./parts/format.ts";
import { notify } from "./parts/notices.ts";
import { SAMPLES, sampleUrl } from "./search/samples.ts";
import { CATALOG } from "./shop.ts";

/** An open page asks for a newer version at most this often, when the visitor comes back to it. */
const CHECK_MS = 60 * 60_000;
const IDLE_MS = 4000;

export function startOffline(): void {
  const container = (navigator as Partial<Navigator>).serviceWorker;
  // Missing in insecure contexts and some private windows: the store then works online only.
  if (!container) return;
  const start = () =>
    whenIdle(() => {
      register(container).catch((error: unknown) => {
        say("This browser can’t store the shop on your device.");
        reportError(error);
      });
    });
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

async function register(container: ServiceWorkerContainer): Promise<void> {
  const hadController = container.controller !== null;
  let asked = false;
  container.addEventListener("controllerchange", () => {
    // The first service worker takes over a page that is new already.
    if (hadController || asked) location.reload();
  });
  const registration = await container.register(new URL("sw.js", document.baseURI));
  const offer = () => {
    const { waiting } = registration;
    if (!waiting || !container.controller) return;
    notify("update", {
      text: "A new version of the shop is available.",
      action: {
        label: "Update",
        run: () => {
          asked = true;
          waiting.postMessage({ type: TAKE_OVER });
        },
      },
    });
  };
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  let checked = performance.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || performance.now() - checked < CHECK_MS) return;
    checked = performance.now();
    // Offline there is no newer version.
    registration.update().catch(() => undefined);
  });
  const ready = await container.ready;
  if (ready.active) keepPictures(ready.active);
}

/** Asks the service worker to store all thumbnails and the samples, unless the visitor saves data. */
function keepPictures(worker: ServiceWorker): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) {
    say("Your browser is saving data, so only what you view is stored on this device.");
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<KeepReport>) => report(data);
  const request: KeepRequest = {
    type: KEEP,
    catalog: new URL(CATALOG, document.baseURI).href,
    pictures: SAMPLES.map(sampleUrl),
  };
  whenIdle(() => worker.postMessage(request, [port2]));
}

function report({ kept, total, failed }: KeepReport): void {
  if (kept < total && !failed) {
    say(
      `Storing the shop on this device: ${format.count(kept)} of ${format.count(total)} pictures.`,
    );
  } else if (failed) {
    say("Not all pictures could be stored on this device yet. We’ll continue on your next visit.");
  } else {
    say(
      `The shop is stored on this device, with ${format.counted(total, "picture", "pictures")}. It opens even offline.`,
    );
    byId("offline-state", HTMLElement).dataset.kept = "all";
  }
}

function say(text: string): void {
  byId("offline-state", HTMLElement).textContent = text;
}

/** Safari has no `requestIdleCallback`. */
function whenIdle(task: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(task, { timeout: IDLE_MS });
  else setTimeout(task, IDLE_MS / 4);
}
