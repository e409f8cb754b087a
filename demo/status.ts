import type { EncoderState, LoadProgress, QueryTiming, SearchInfo } from "vitrine";
import { byId, create, openOnWideScreens } from "./dom.ts";
import * as format from "./format.ts";
import type { Requests } from "./network-count.ts";

/** The shop has no detector. */
type Phase = Exclude<LoadProgress["phase"], "detector">;

const PHASES: Record<Phase, string> = {
  catalog: "Catalog",
  runtime: "Runtime",
  "image-encoder": "Image encoder",
  "text-encoder": "Text encoder",
};

const ENCODERS: Record<EncoderState, string> = {
  idle: "waiting",
  loading: "loading",
  ready: "ready",
  failed: "failed",
};

const DEVICES = { wasm: "WebAssembly", webgpu: "WebGPU" };

/** The panel that tells what the search does, and where. */
export class Status {
  readonly #loads: Record<Phase, Load>;
  readonly #timing = new Timing();
  readonly #summary = byId("status-summary", HTMLElement);
  #requests: Requests | undefined;
  #info: SearchInfo | undefined;
  #workerBytes = 0;

  constructor() {
    openOnWideScreens(byId("status", HTMLDetailsElement));
    const load = (phase: Phase) => new Load(phase, PHASES[phase]);
    this.#loads = {
      catalog: load("catalog"),
      runtime: load("runtime"),
      "image-encoder": load("image-encoder"),
      "text-encoder": load("text-encoder"),
    };
    byId("loads", HTMLElement).append(...Object.values(this.#loads).map(({ element }) => element));
  }

  /** A new opening begins. */
  reset(): void {
    this.#info = undefined;
    this.#requests = undefined;
    this.#workerBytes = 0;
    byId("network-count", HTMLElement).textContent = "–";
    byId("picture-count", HTMLElement).textContent = "–";
    for (const load of Object.values(this.#loads)) load.reset();
    this.#summary.textContent = "Opening the shop…";
  }

  progress(progress: LoadProgress, info: SearchInfo | undefined): void {
    if (progress.phase === "detector") return;
    const load = this.#loads[progress.phase];
    const networkBytes = load.show(progress);
    if (this.#requests) this.#workerBytes += networkBytes;
    if (info) this.info(info);
  }

  info(info: SearchInfo): void {
    this.#info = info;
    const { device, threads = 1, reason = "" } = info;
    if (device) {
      byId("device", HTMLElement).textContent =
        `${DEVICES[device]}, ${format.counted(threads, "thread", "threads")}`;
      byId("device-reason", HTMLElement).textContent = reason;
    }
    byId("storage", HTMLElement).textContent =
      info.storage === "indexeddb" ? "In this browser (IndexedDB)" : "In memory only";
    this.#loads.catalog.state(
      info.catalog.source === "offline" ? "stored copy, offline" : "ready",
      "ready",
    );
    const { image, text } = info.encoders;
    const runtime = runtimeState(info);
    this.#loads.runtime.state(ENCODERS[runtime], runtime);
    this.#loads["image-encoder"].state(ENCODERS[image], image);
    this.#loads["text-encoder"].state(ENCODERS[text], text);
    if (info.lastQuery) this.#timing.show(info.lastQuery);
    this.#summarise();
  }

  requests(requests: Requests): void {
    this.#requests = requests;
    byId("network-count", HTMLElement).textContent = format.count(requests.others);
    byId("picture-count", HTMLElement).textContent = format.count(requests.pictures);
    byId("network-note", HTMLElement).textContent =
      `Seen by this page since loading finished; ` +
      `the search worker reports ${format.bytes(this.#workerBytes)} fetched since.`;
    this.#summarise();
  }

  failed(): void {
    this.#summary.textContent = "Not running";
  }

  #summarise(): void {
    const info = this.#info;
    if (!info) return;
    const states = Object.values(info.encoders);
    const words = states.includes("failed")
      ? "Partly loaded"
      : states.every((state) => state === "ready")
        ? "Ready"
        : "Loading…";
    const parts = [words];
    if (info.lastQuery) parts.push(format.milliseconds(info.lastQuery.totalMs));
    if (this.#requests) {
      parts.push(format.counted(this.#requests.others, "request", "requests"));
    }
    this.#summary.textContent = parts.join(" · ");
  }
}

/** One line of the load progress. */
class Load {
  readonly element: HTMLElement;
  readonly #bar: HTMLProgressElement;
  readonly #bytes = create("span", { className: "load-bytes" });
  readonly #state = create("span", { className: "load-state" }, "waiting");
  #networkBytes = 0;

  constructor(phase: Phase, name: string) {
    const id = `load-${phase}`;
    const label = create("label", { htmlFor: id, className: "load-name" }, name);
    this.#bar = create("progress", { id, value: 0, max: 1 });
    this.element = create("div", { className: "load" });
    this.element.append(label, this.#bytes, this.#state, this.#bar);
    this.element.dataset.phase = phase;
  }

  reset(): void {
    this.#bar.value = 0;
    this.#bytes.textContent = "";
    this.#networkBytes = 0;
    this.state("waiting", "idle");
  }

  /** The bytes that have come over the network since the last call. */
  show({ loadedBytes, totalBytes, storedBytes }: LoadProgress): number {
    this.#bar.max = Math.max(1, totalBytes);
    this.#bar.value = loadedBytes;
    this.#bytes.textContent = bytesText(loadedBytes, totalBytes, storedBytes);
    const before = this.#networkBytes;
    this.#networkBytes = loadedBytes - storedBytes;
    return Math.max(0, this.#networkBytes - before);
  }

  state(words: string, state: EncoderState): void {
    this.#state.textContent = words;
    this.element.dataset.state = state;
  }
}

/** The runtime comes with the first encoder, and the device is known once it is there. */
function runtimeState({ device, encoders }: SearchInfo): EncoderState {
  if (device) return "ready";
  const states = Object.values(encoders);
  return (["loading", "failed"] as const).find((state) => states.includes(state)) ?? "idle";
}

function bytesText(loaded: number, total: number, stored: number): string {
  const size = format.bytes(total);
  if (loaded < total) return `${format.bytes(loaded)} of ${size}`;
  if (stored === 0) return `${size} fetched`;
  return stored < loaded ? `${size}, partly stored here` : `${size}, stored here`;
}

/** Where the milliseconds of the last query went. */
class Timing {
  readonly #total = byId("timing", HTMLElement);
  readonly #bar = byId("timing-bar", HTMLElement);
  readonly #stages = byId("timing-stages", HTMLElement);

  show({ decodeMs, preprocessMs, encodeMs, searchMs, totalMs }: QueryTiming): void {
    const stages = [
      { name: "decode", ms: decodeMs },
      { name: "prepare", ms: preprocessMs },
      { name: "encode", ms: encodeMs },
      { name: "search", ms: searchMs },
    ].filter(({ ms }) => ms > 0);
    this.#total.textContent = format.milliseconds(totalMs);
    this.#bar.hidden = stages.length === 0;
    this.#bar.replaceChildren(
      ...stages.map(({ name, ms }) => {
        const part = create("span", { className: `stage stage-${name}` });
        part.style.flexGrow = String(ms);
        return part;
      }),
    );
    this.#stages.replaceChildren(
      ...stages.map(({ name, ms }) =>
        create(
          "span",
          { className: `stage-key stage-key-${name}` },
          `${name} ${format.milliseconds(ms)}`,
        ),
      ),
    );
  }
}
