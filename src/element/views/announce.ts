/** What screen readers announce, and what the state is called for the page. */
import type { PublicState } from "../api.ts";
import type { SessionState } from "../session/state.ts";
import { sumOf } from "../session/state.ts";
import { fill } from "../text/format.ts";
import { countText, currentResults } from "./results.ts";
import type { View } from "./view.ts";

/** The announcement for the present state. Screen readers say the same words only once. */
export function announcement(view: View): string {
  const { state, messages } = view;
  if (state.consent) return "";
  const { load } = state;
  if (load?.state === "paused") return messages.paused;
  if (load)
    return `${load.modalities.length > 0 ? messages.loading : messages.opening}. ${progress(view)}`;
  if (state.busy) return messages.searching;
  const { answer } = state;
  if (!answer || !state.asked) {
    const notice = state.notices.find(({ urgent }) => !urgent);
    return notice ? messages.notices[notice.kind].title : "";
  }
  const results = currentResults(view, answer);
  const count = countText(view, results, answer.kind === "hits");
  return results.isClose ? count : `${messages.noCloseMatch}. ${count}`;
}

/** The progress in steps of a quarter: more would be too much to listen to. */
function progress({ state, messages, formats }: View): string {
  const { loaded, total } = sumOf(state.load!);
  if (total === 0) return "";
  const share = Math.floor((4 * loaded) / total) / 4;
  return fill(messages.loaded, { loaded: formats.percent(share), total: formats.bytes(total) });
}

/** The state's name in `state` and `vs-state`. */
export function publicState({ phase, consent, load, busy }: SessionState): PublicState {
  if (consent) return "consent";
  if (load?.state === "paused") return "paused";
  if (phase === "opening") return "opening";
  if (load) return "loading";
  if (phase === "failed") return "failed";
  if (busy) return "searching";
  return phase === "open" ? "ready" : "idle";
}
