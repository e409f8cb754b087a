const FOCUSABLE = "button:enabled, a[href], input:enabled, select:enabled, summary, [tabindex='0']";

/** What the parts of the page are, none of which is near to what has gone from another one. */
const LARGE = ".root, .shop, .side, .results, .welcome";

/** Where to go on where nothing near is left; headings that take the focus by script alone. */
const HEADINGS = ["#consent", "#results", "#progress", "#welcome", ".welcome button"];

/**
 * Remembers what has the focus in `root`. The function that it gives is called after the content has changed: where
 * that element has gone or was disabled, which would throw a visitor with a keyboard or a screen reader back to the
 * beginning of the page, it gives the focus to what took its place, stands beside it, or tells what came of it, and
 * returns whether nothing is amiss any more.
 */
export function keepFocus(root: ShadowRoot): () => boolean {
  const active = root.activeElement;
  if (!active) return () => true;
  const around: Element[] = [];
  for (let parent = active.parentElement; parent; parent = parent.parentElement) {
    if (parent.matches(LARGE)) break;
    around.push(parent);
  }
  return () => {
    if (active.isConnected && !active.matches(":disabled")) return true;
    // Something else may have taken it already, here or elsewhere on the page.
    if (root.activeElement ? root.activeElement !== active : isElsewhere()) return true;
    const target = successor(root, active) ?? beside(around);
    if (!target) return findFocus(root);
    target.focus({ preventScroll: true });
    return true;
  };
}

/** Gives the focus to the first heading there is; returns whether one has it, or something else of the page. */
export function findFocus(root: ShadowRoot): boolean {
  const active = root.activeElement;
  if (active ? !active.matches(":disabled") : isElsewhere()) return true;
  for (const selector of HEADINGS) {
    const found = root.querySelector<HTMLElement>(selector);
    found?.focus({ preventScroll: true });
    // What a page has put in a heading's place leaves that without a box.
    if (found && root.activeElement === found) return true;
  }
  return false;
}

function isElsewhere(): boolean {
  return document.activeElement !== document.body && document.activeElement !== null;
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
