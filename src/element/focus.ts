const FOCUSABLE = "button:enabled, a[href], input:enabled, select:enabled, summary, [tabindex='0']";

/** What the parts of the page are, none of which is near to what has gone from another one. */
const LARGE = ".root, .shop, .side, .results, .welcome";

/** Where to go on where nothing near is left; headings that take the focus by script alone. */
const HEADINGS = ["#consent", "#results", "#progress", "#welcome"];

/**
 * Remembers what has the focus in `root`. The function that it gives is called after the content has changed: where
 * that element has gone or was disabled, which would throw a visitor with a keyboard or a screen reader back to the
 * beginning of the page, it gives the focus to what took its place, stands beside it, or tells what came of it.
 */
export function keepFocus(root: ShadowRoot): () => void {
  const active = root.activeElement;
  if (!active) return () => {};
  const around: Element[] = [];
  for (let parent = active.parentElement; parent; parent = parent.parentElement) {
    if (parent.matches(LARGE)) break;
    around.push(parent);
  }
  return () => {
    if (active.isConnected && !active.matches(":disabled")) return;
    // Something else may have taken it already, here or elsewhere on the page.
    if (root.activeElement && root.activeElement !== active) return;
    if (document.activeElement !== document.body && !root.activeElement) return;
    const target = successor(root, active) ?? beside(around) ?? first(root, HEADINGS);
    target?.focus({ preventScroll: true });
  };
}

/** The search box is another one where the page has another layout. */
function successor(root: ShadowRoot, gone: Element): HTMLElement | null {
  return gone.matches("input[name]")
    ? root.querySelector(`input[name="${gone.getAttribute("name")}"]`)
    : null;
}

function beside(around: readonly Element[]): HTMLElement | null {
  for (const element of around) {
    const found = element.isConnected && element.querySelector<HTMLElement>(FOCUSABLE);
    if (found) return found;
  }
  return null;
}

function first(root: ShadowRoot, selectors: readonly string[]): HTMLElement | null {
  for (const selector of selectors) {
    const found = root.querySelector<HTMLElement>(selector);
    if (found) return found;
  }
  return null;
}
