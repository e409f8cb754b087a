import { type Modality, openVisualSearch, type SearchInfo, type VisualSearch } from "vitrine";
import { answer, Latest } from "./answer.ts";
import { Filters } from "./filters.ts";
import { countRequests } from "./network-count.ts";
import { Notices, type Remedy } from "./notices.ts";
import { setUpQueryBox } from "./query-box.ts";
import { setUpQueryChips } from "./query-chips.ts";
import { Results } from "./results.ts";
import { hideSamples, holdSamples, showSamples } from "./samples.ts";
import { isQuery, PAGE, type View, ViewState } from "./state.ts";
import { Status } from "./status.ts";

const CATALOG = "demo/catalog/";
/** Long enough that a fast search does not flicker. */
const BUSY_AFTER_MS = 150;

const state = new ViewState();
const status = new Status();
const notices = new Notices(remedy);
const filters = new Filters(state);
const latest = new Latest();
const results = new Results({
  onLike(item) {
    state.change({ like: item, photo: undefined, text: "" });
    results.goToTop();
  },
  onMore: () => state.change({ limit: state.view.limit + PAGE }),
});
let search: VisualSearch | undefined;
let requests: { stop(): void } | undefined;

setUpQueryBox(state, () => results.reveal());
setUpQueryChips(state);
state.subscribe(() => void refresh());
void start();

/** Opens the catalog, shows the shop, then makes both encoders ready. */
async function start(): Promise<void> {
  requests?.stop();
  search?.close();
  search = undefined;
  notices.clearAll();
  status.reset();
  holdSamples();
  try {
    const opened = await openVisualSearch({
      catalog: CATALOG,
      onProgress: (progress) => status.progress(progress, search?.info),
    });
    search = opened;
    status.info(opened.info);
    const facets = await opened.facets();
    filters.show(facets);
    await Promise.all([
      refresh(),
      showSamples(opened, facets, (photo) => {
        state.change({ photo, like: undefined });
        results.reveal();
      }),
    ]);
  } catch (error) {
    status.failed();
    hideSamples();
    results.fail();
    notices.show("start", error);
    return;
  }
  await loadEncoders();
}

async function loadEncoders(): Promise<void> {
  const opened = search;
  if (!opened) return;
  const load = (modality: Modality) =>
    opened.prefetch(modality).finally(() => status.info(opened.info));
  try {
    await Promise.all([load("image"), load("text")]);
  } catch (error) {
    notices.show("encoders", error);
    return;
  }
  requests = countRequests((counts) => status.requests(counts));
}

/** Answers the current view; a newer one takes its place. */
async function refresh(): Promise<void> {
  const opened = search;
  if (!opened) return;
  const { view } = state;
  const busy = setTimeout(() => results.busy(busyMessage(view, opened.info)), BUSY_AFTER_MS);
  try {
    const found = await latest.run((signal) => answer(opened, view, signal));
    if (!found) return;
    notices.clear("search");
    results.show(found, view);
  } catch (error) {
    results.fail();
    notices.show("search", error);
  } finally {
    clearTimeout(busy);
    status.info(opened.info);
  }
}

function busyMessage(view: View, { encoders }: SearchInfo): string {
  if (!isQuery(view)) return "Looking…";
  const waits =
    (view.photo && encoders.image !== "ready") || (view.text && encoders.text !== "ready");
  return waits ? "Getting ready for your first search…" : "Searching…";
}

function remedy(wanted: Remedy, source: string): void {
  if (wanted === "remove-photo") state.change({ photo: undefined });
  else if (wanted === "clear") state.change({ photo: undefined, text: "", like: undefined });
  else if (wanted === "restart" || source === "start") void start();
  else if (source === "encoders") void loadEncoders();
  else void refresh();
}
