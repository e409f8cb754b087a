import type { PublicState } from "../api.ts";
import type { SessionState } from "../session/state.ts";
import { sumOf } from "../session/state.ts";
import { fill } from "../text/format.ts";
import { countText, currentResults } from "./results.ts";
import type { View } from "./view.ts";

/** What a screen reader is told of the present state; the same words are said once. */
export function announcement(view: View): string {
  const { state, messages } = view;
  if (state.consent) return "";
  const { load } = state;
  if (load?.state === "paused") return messages.paused;
  if (load)
    return `${load.modalities.length > 0 ? messages.loading : messages.opening}. ${quarter(view)}`;
  if (state.busy) return messages.searching;
  const { answer } = state;
  if (!answer || !state.asked) {
    const told = state.notices.find(({ urgent }) => !urgent);
    return told ? messages.notices[told.kind].title : "";
  }
  const results = currentResults(view, answer);
  const count = countText(view, results, answer.kind === "hits");
  return results.isClose ? count : `${messages.noCloseMatch}. ${count}`;
}

/** In steps of a quarter, for every byte would be too much to listen to. */
function quarter({ state, messages, formats }: View): string {
  const { loaded, total } = sumOf(state.load!);
  if (total === 0) return "";
  const share = Math.floor((4 * loaded) / total) / 4;
  return fill(messages.loaded, { loaded: formats.percent(share), total: formats.bytes(total) });
}

export function publicState({ phase, consent, load, busy }: SessionState): PublicState {
  if (consent) return "consent";
  if (load?.state === "paused") return "paused";
  if (phase === "opening") return "opening";
  if (load) return "loading";
  if (phase === "failed") return "failed";
  if (busy) return "searching";
  return phase === "open" ? "ready" : "idle";
}
