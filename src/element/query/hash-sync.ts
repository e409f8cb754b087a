/** Keeps a query in the page's URL fragment, and follows links that bring one. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { readHash, writeHash } from "./hash.ts";
import type { QueryState } from "./query-state.ts";

export interface HashSyncOptions {
  /** Name of the query in the fragment, or `undefined` to leave the fragment alone. */
  name(): string | undefined;
  query(): QueryState;
  /** Called with the query of a link, which keeps the photo that is already there. */
  onLink(query: QueryState): void;
}

export class HashSync implements ReactiveController {
  readonly #options: HashSyncOptions;

  constructor(host: ReactiveControllerHost, options: HashSyncOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("hashchange", this.read);
  }

  hostDisconnected(): void {
    removeEventListener("hashchange", this.read);
  }

  /** Follows the fragment if it has another query than the present one. */
  readonly read = (): void => {
    const name = this.#options.name();
    if (name === undefined) return;
    const query = readHash(location.hash, name);
    const present = this.#options.query();
    if (!query || writeHash("", "", query) === writeHash("", "", present)) return;
    this.#options.onLink({ ...query, photo: present.photo, region: present.region });
  };

  /** Writes the present query to the fragment, without a new entry in the browser's history. */
  write(): void {
    const name = this.#options.name();
    if (name === undefined) return;
    const written = writeHash(location.hash, name, this.#options.query());
    if (written === location.hash.replace(/^#/, "")) return;
    // The full address: a fragment alone would be relative to the page's <base>.
    const page = location.href.replace(/#.*$/, "");
    history.replaceState(history.state, "", written ? `${page}#${written}` : page);
  }
}
