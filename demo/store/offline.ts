import { KEEP, type KeepReport, type KeepRequest, TAKE_OVER } from "../offline/messages.ts";
import { byId } from "./parts/dom.ts";
import * as format from "./parts/format.ts";
import { notify } from "./parts/notices.ts";
import { SAMPLES, sampleUrl } from "./search/samples.ts";
import { CATALOG } from "./shop.ts";

/** An open page asks for a newer version at most so often, when the visitor comes back to it. */
const CHECK_MS = 60 * 60_000;
const IDLE_MS = 4000;

/** Keeps the store on the device, and offers newer versions of it. */
export function startOffline(): void {
  const container = (navigator as Partial<Navigator>).serviceWorker;
  // Missing in insecure contexts and some private windows: the store works all the same, with the network.
  if (!container) return;
  const start = () =>
    whenIdle(() => {
      register(container).catch((error: unknown) => {
        say("This browser does not keep the shop on the device.");
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
    // The first one takes over a page that it has nothing to tell.
    if (hadController || asked) location.reload();
  });
  const registration = await container.register(new URL("sw.js", document.baseURI));
  const offer = () => {
    const { waiting } = registration;
    if (!waiting || !container.controller) return;
    notify("update", {
      text: "A new version of the shop is here.",
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
    // Without a network there is no news.
    registration.update().catch(() => undefined);
  });
  const ready = await container.ready;
  if (ready.active) keepPictures(ready.active);
}

/** Asks the service worker for all thumbnails and the samples; a visitor who saves data is not asked to. */
function keepPictures(worker: ServiceWorker): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) {
    say("Your browser saves data, so that only what you look at is kept on this device.");
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
      `Keeping the shop on this device: ${format.count(kept)} of ${format.count(total)} pictures.`,
    );
  } else if (failed) {
    say("Not all pictures could be kept on this device. The next visit goes on.");
  } else {
    say(
      `The shop is on this device, with ${format.counted(total, "picture", "pictures")}: it opens without a network.`,
    );
    byId("offline-state", HTMLElement).dataset.kept = "all";
  }
}

function say(text: string): void {
  byId("offline-state", HTMLElement).textContent = text;
}

/** Safari has no word for it. */
function whenIdle(task: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(task, { timeout: IDLE_MS });
  else setTimeout(task, IDLE_MS / 4);
}
