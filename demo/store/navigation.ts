/** Follows the address, and remembers how far each page was scrolled. */
import { type Route, readRoute } from "./routes.ts";

export interface NavigationEvents {
  /** `y` is how far the visitor had scrolled the page before, 0 on a new one. */
  onRoute(route: Route, y: number, isFirst: boolean): void;
}

interface Place {
  y: number;
}

const KEEP_MS = 150;

export function navigate({ onRoute }: NavigationEvents): void {
  // Products arrive after the address has changed: the browser would find nothing to scroll to.
  history.scrollRestoration = "manual";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => history.replaceState({ y: scrollY } satisfies Place, "");
  addEventListener(
    "scroll",
    () => {
      clearTimeout(timer);
      timer = setTimeout(keep, KEEP_MS);
    },
    { passive: true },
  );
  const follow = (isFirst: boolean) => {
    clearTimeout(timer);
    const { y = 0 } = (history.state ?? {}) as Partial<Place>;
    onRoute(readRoute(location.hash), y, isFirst);
  };
  addEventListener("hashchange", () => follow(false));
  follow(true);
}
