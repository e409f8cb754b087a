/** Tests what happens between a visitor and a search: consent, queries that overtake each other, interruptions. */
import { beforeEach, describe, expect, it } from "vitest";
import type { VisualSearch } from "../../client/visual-search.ts";
import { VisualSearchError } from "../../lib/errors.ts";
import type { Hit, Item, LoadPlan, Modality, PlannedPart, SearchInfo } from "../../lib/types.ts";
import type { Library } from "./library.ts";
import { Session } from "./session.ts";

/**
 * A shop that answers when the test says so: with a real worker it would be chance whether queries overtake each other
 * or end at the wrong moment. The browser tests have the real worker.
 */
class Shop {
  readonly asked: {
    text: string | undefined;
    signal: AbortSignal;
    answer: (ids: string[]) => void;
  }[] = [];
  readonly log: string[] = [];
  /** Parts that are stored on the device. */
  readonly stored = new Set<string>();
  opened = 0;
  closed = 0;
  failure: Error | undefined;
  /** Devices that it was opened on. */
  readonly devices: (string | undefined)[] = [];
  /** Number of products, whatever the query. */
  total = 1;
  /** Ends the search that was opened last, as if its worker died. */
  end = () => {};
  /** Whether encoders load until they are aborted. */
  slow = false;
  #openGate: Promise<void> | undefined;

  holdOpening(): () => void {
    let release = () => {};
    this.#openGate = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  library: Library = {
    planVisualSearch: async ({ modalities = [] }) => this.#plan(["catalog", ...modalities]),
    deleteStored: async () => {
      this.stored.clear();
    },
    openVisualSearch: async ({ device }) => {
      this.devices.push(device);
      await this.#openGate;
      if (this.failure) throw this.failure;
      this.opened++;
      this.stored.add("catalog");
      return this.#handle();
    },
  };

  #plan(parts: readonly string[]): LoadPlan {
    const part = (names: readonly string[]): PlannedPart => {
      const missing = names.filter((name) => !this.stored.has(name)).length;
      return {
        bytes: names.length * 1000,
        bytesToFetch: missing * 1000,
        stored: missing === 0,
        peakMemoryBytes: 0,
      };
    };
    return { catalog: part(["catalog"]), total: part(parts) };
  }

  #handle(): VisualSearch {
    const encoders: SearchInfo["encoders"] = { image: "idle", text: "idle" };
    const shop = this;
    return {
      async query({ text }: { text?: string }, { signal }: { signal: AbortSignal }) {
        return new Promise<Hit[]>((resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          const answer = (ids: string[]) =>
            resolve(ids.map((id) => ({ id, score: 0.9, picture: 0, item: product(id) })));
          shop.asked.push({ text, signal, answer });
        });
      },
      browse: async () => ({ items: [product("front")], total: shop.total }),
      item: async (id: string) => product(id),
      facets: async () => [{ name: "colour", kind: "category", values: [] }],
      concepts: async () => [{ facet: "colour", value: "red", count: 1 }],
      plan: async ({ modalities = [] }: { modalities?: readonly Modality[] } = {}) =>
        shop.#plan(modalities),
      async prefetch(modality: Modality, { signal }: { signal?: AbortSignal } = {}) {
        shop.log.push(`load ${modality}`);
        if (shop.slow) {
          await new Promise((_, reject) => {
            signal?.addEventListener("abort", () => reject(signal.reason));
          });
        }
        encoders[modality] = "ready";
        shop.stored.add(modality);
      },
      get info() {
        return {
          encoders,
          storage: "indexeddb",
          catalog: { source: "network", created: "2026-01-02T03:04:05.000Z" },
        };
      },
      ended: new Promise((resolve) => {
        shop.end = () => resolve(new VisualSearchError("worker-died", "It died."));
      }),
      close() {
        shop.closed++;
      },
    } as unknown as VisualSearch;
  }
}

function product(id: string): Item {
  return { id, title: id, attributes: {} };
}

let shop: Shop;
let session: Session;
let errors: unknown[];

beforeEach(() => {
  shop = new Shop();
  errors = [];
  session = new Session(
    async () => shop.library,
    { catalog: "/c/", limit: 10 },
    {
      onState: () => {},
      onError: (error) => errors.push(error),
    },
  );
});

/** Waits until nothing more happens by itself. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const shown = () => {
  const { answer } = session.state;
  return answer?.kind === "hits"
    ? answer.hits.map(({ id }) => id)
    : answer?.items.map(({ id }) => id);
};

/** Opens the search with both encoders on the device. */
async function openAll(): Promise<void> {
  for (const part of ["catalog", "image", "text"]) shop.stored.add(part);
  session.start();
  await settle();
  expect(session.state.phase).toBe("open");
}

it("knows facets and concepts of a catalog that the page has opened itself", async () => {
  for (const part of ["catalog", "image", "text"]) shop.stored.add(part);
  await session.open();
  expect(session.state.facets).toEqual([]);
  session.change({ text: "red" });
  await settle();
  expect(session.state.facets).toHaveLength(1);
  expect(session.state.chipSources).toHaveLength(1);
  expect(shop.opened).toBe(1);
});

describe("consent", () => {
  it("is asked for before anything is opened, with the bytes it is about", async () => {
    session.change({ text: "red" });
    await settle();
    expect(shop.opened).toBe(0);
    expect(session.state.phase).toBe("consent");
    expect(session.state.consent).toMatchObject({ opens: true, modalities: ["text"] });
    expect(session.state.consent?.plan.total.bytesToFetch).toBe(2000);
    session.accept();
    await settle();
    expect(shop.log).toEqual(["load text"]);
    shop.asked[0]!.answer(["a", "b"]);
    await settle();
    expect(shown()).toEqual(["a", "b"]);
    expect(session.state.busy).toBe(false);
  });

  it("is not asked for if nothing has to be fetched", async () => {
    await openAll();
    session.change({ text: "red" });
    await settle();
    expect(session.state.consent).toBeUndefined();
    expect(shop.asked.length).toBe(1);
  });

  it("to one encoder does not include the other", async () => {
    session.change({ text: "red" });
    await settle();
    session.accept();
    await settle();
    shop.asked[0]!.answer(["a"]);
    await settle();
    session.change({ photo: { blob: new Blob(["x"]), name: "" } });
    await settle();
    expect(session.state.consent).toMatchObject({ opens: false, modalities: ["image"] });
    expect(shop.log).toEqual(["load text"]);
  });

  it("can be declined, or given for browsing only", async () => {
    session.change({ text: "red" });
    await settle();
    session.decline();
    await settle();
    expect(session.state).toMatchObject({ phase: "idle", asked: false, consent: undefined });
    expect(shop.opened).toBe(0);

    session.change({ text: "blue" });
    await settle();
    session.browseOnly();
    await settle();
    expect(shown()).toEqual(["front"]);
    expect(session.state).toMatchObject({ interim: true, load: { state: "paused" } });
    expect(shop.log).toEqual([]);
    // Changing a filter does not change the visitor's mind about the download.
    session.change({ where: { colour: "red" } });
    await settle();
    expect(session.state.consent).toBeUndefined();
    session.resume();
    await settle();
    expect(shop.log).toEqual(["load text"]);
  });
});

describe("queries", () => {
  beforeEach(openAll);

  it("are aborted by a later one, and their answers are not shown", async () => {
    session.change({ text: "red" });
    await settle();
    session.change({ text: "blue" });
    await settle();
    expect(shop.asked[0]!.signal.aborted).toBe(true);
    shop.asked[1]!.answer(["blue"]);
    shop.asked[0]!.answer(["red"]);
    await settle();
    expect(shown()).toEqual(["blue"]);
    expect(errors).toEqual([]);
  });

  it("can be undone and redone", async () => {
    session.change({ text: "red" });
    session.change({ text: "blue" });
    session.change({ text: "bl" }, "replace");
    expect(session.state.canUndo).toBe(true);
    session.undo();
    expect(session.state.query.text).toBe("red");
    session.redo();
    expect(session.state.query.text).toBe("bl");
    expect(session.state.canRedo).toBe(false);
    await settle();
    expect(shop.asked.at(-1)?.text).toBe("bl");
  });

  it("clear the notice of an earlier failure", async () => {
    session.fail(new VisualSearchError("unsupported-image", "Expected a picture."));
    expect(session.state.notices).toMatchObject([
      { kind: "unsupportedImage", remedy: "choosePhoto", urgent: true },
    ]);
    expect(errors.length).toBe(1);
    session.change({ text: "red" });
    expect(session.state.notices).toEqual([]);
  });
});

describe("options", () => {
  it("with the same values do not repeat the query", async () => {
    session.configure({ catalog: "/c/", limit: 10, rules: { hide: [{ colour: "red" }] } });
    await openAll();
    session.change({ text: "red" });
    await settle();
    session.configure({ catalog: "/c/", limit: 10, rules: { hide: [{ colour: "red" }] } });
    await settle();
    expect(shop.asked).toHaveLength(1);
    session.configure({ catalog: "/c/", limit: 10, rules: { hide: [{ colour: "blue" }] } });
    await settle();
    expect(shop.asked).toHaveLength(2);
  });

  it("changed in place take effect once they are set again", async () => {
    const hide = [{ colour: "red" }];
    session.configure({ catalog: "/c/", limit: 10, rules: { hide } });
    await openAll();
    session.change({ text: "red" });
    await settle();
    hide.push({ colour: "blue" });
    session.configure({ catalog: "/c/", limit: 10, rules: { hide } });
    await settle();
    expect(shop.asked).toHaveLength(2);
  });

  it("do not bring back a graphics card that the visitor has given up", async () => {
    session.configure({ catalog: "/c/", limit: 10, device: "webgpu" });
    await openAll();
    session.runOnWasm();
    await settle();
    expect(shop.devices).toEqual(["webgpu", "wasm"]);
    session.configure({ catalog: "/c/", limit: 20, device: "webgpu" });
    await settle();
    expect(shop.devices).toEqual(["webgpu", "wasm"]);
  });
});

describe("interruptions", () => {
  it("keep a stopped download stopped until the visitor continues it", async () => {
    shop.slow = true;
    session.change({ text: "red" });
    await settle();
    session.accept();
    await settle();
    expect(session.state.load).toMatchObject({ state: "running", modalities: ["text"] });
    session.pause();
    await settle();
    expect(session.state).toMatchObject({ phase: "open", busy: false, load: { state: "paused" } });
    expect(errors).toEqual([]);
    // Another query does not continue the download.
    session.change({ where: { colour: "red" } });
    await settle();
    expect(shop.log).toEqual(["load text"]);
    expect(session.state).toMatchObject({ busy: false, load: { state: "paused" } });
    expect(session.state.query.text).toBe("red");
    shop.slow = false;
    session.resume();
    await settle();
    expect(shop.log).toEqual(["load text", "load text"]);
    expect(shop.opened).toBe(1);
  });

  it("leave the catalog's next pages available while a download is stopped", async () => {
    shop.total = 100;
    shop.slow = true;
    session.change({ text: "red" });
    await settle();
    session.accept();
    await settle();
    session.pause();
    session.more();
    await settle();
    expect(session.state.answer).toMatchObject({ kind: "browse", items: [{}, {}], total: 100 });
    expect(errors).toEqual([]);
  });

  it("open a search that has died again for the next query", async () => {
    shop.total = 100;
    await openAll();
    shop.end();
    await settle();
    session.more();
    await settle();
    expect(shop.opened).toBe(2);
    expect(session.state.answer).toMatchObject({ kind: "browse", items: [{}, {}] });
    shop.end();
    await settle();
    expect(await session.open()).not.toBe(undefined);
    expect(shop.opened).toBe(3);
    expect(errors).toEqual([]);
  });

  it("let scrolling ask for a page that fails only once", async () => {
    shop.total = 100;
    await openAll();
    shop.end();
    await settle();
    shop.failure = new VisualSearchError("network", "Expected the manifest, got 503.");
    for (let i = 0; i < 5; i++) {
      session.more(true);
      await settle();
    }
    expect(errors).toHaveLength(1);
    session.more();
    await settle();
    expect(errors).toHaveLength(2);
  });

  it("by a later query leave the download of an earlier one running", async () => {
    shop.slow = true;
    session.change({ text: "red" });
    await settle();
    session.accept();
    await settle();
    session.change({ text: "blue" });
    await settle();
    expect(shop.log).toEqual(["load text"]);
    expect(session.state.load?.state).toBe("running");
  });

  it("by suspending close the search, and waking opens it again with the latest query", async () => {
    await openAll();
    session.change({ text: "red" });
    await settle();
    session.suspend();
    expect(shop.closed).toBe(1);
    session.change({ text: "blue" });
    await settle();
    expect(shop.opened).toBe(1);
    session.wake();
    await settle();
    expect(shop.opened).toBe(2);
    expect(shop.asked.at(-1)?.text).toBe("blue");
    expect(errors).toEqual([]);
  });

  it("close a search that opens after it was suspended", async () => {
    shop.stored.add("catalog");
    const release = shop.holdOpening();
    session.start();
    await settle();
    session.suspend();
    release();
    await settle();
    expect(shop.opened).toBe(1);
    expect(shop.closed).toBe(1);
    expect(errors).toEqual([]);
  });

  it("by a catalog that does not open are shown, and end with another try", async () => {
    shop.stored.add("catalog");
    shop.failure = new VisualSearchError("network", "Expected the manifest, got 503.");
    session.start();
    await settle();
    expect(session.state).toMatchObject({ phase: "failed", busy: false });
    expect(session.state.notices).toMatchObject([{ kind: "unreachable", remedy: "retry" }]);
    shop.failure = undefined;
    session.start();
    await settle();
    expect(session.state).toMatchObject({ phase: "open", notices: [] });
    expect(shown()).toEqual(["front"]);
  });

  it("by deleting what is stored ask for consent again", async () => {
    session.change({ text: "red" });
    await settle();
    session.accept();
    await settle();
    await session.deleteStored();
    expect(shop.closed).toBe(1);
    expect(session.state).toMatchObject({ phase: "idle", asked: false });
    expect(session.state.notices).toMatchObject([{ kind: "deleted" }]);
    session.start();
    await settle();
    expect(session.state.phase).toBe("consent");
  });
});
