/** Keeps the keyboard focus when the element that has it goes away. */
const FOCUSABLE = "button:enabled, a[href], input:enabled, select:enabled, summary, [tabindex='0']";

/** Sections of the widget. An element of one section is not near to one of another. */
const LARGE = ".root, .shop, .side, .results, .welcome";

/** Where the focus goes if nothing near is left. Headings take it by script only. */
const HEADINGS = ["#consent", "#results", "#progress", "#welcome", ".welcome button"];

/**
 * Remembers what has the focus in `root`, and returns a function to call after the content has changed.
 *
 * If that element has gone or was disabled, a visitor with a keyboard or a screen reader would be back at the beginning
 * of the page. The function then gives the focus to its replacement, to something beside it, or to the heading of what
 * came of it. It returns whether something has the focus.
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
    // Something else may have taken the focus already, here or elsewhere on the page.
    if (root.activeElement ? root.activeElement !== active : isElsewhere()) return true;
    const target = successor(root, active) ?? beside(around);
    if (!target) return findFocus(root);
    target.focus({ preventScroll: true });
    return true;
  };
}

/** Gives the focus to the first heading there is. Returns whether that, or anything else on the page, has it now. */
export function findFocus(root: ShadowRoot): boolean {
  const active = root.activeElement;
  if (active ? !active.matches(":disabled") : isElsewhere()) return true;
  for (const selector of HEADINGS) {
    const heading = root.querySelector<HTMLElement>(selector);
    heading?.focus({ preventScroll: true });
    // A heading that the page has replaced through a slot has no box and takes no focus.
    if (heading && root.activeElement === heading) return true;
  }
  return false;
}

function isElsewhere(): boolean {
  return document.activeElement !== document.body && document.activeElement !== null;
}

/** The element that replaces the one that is gone: another layout has another search field. */
function successor(root: ShadowRoot, gone: Element): HTMLElement | null {
  return gone.matches("input[name]")
    ? root.querySelector(`input[name="${gone.getAttribute("name")}"]`)
    : null;
}

function beside(around: readonly Element[]): HTMLElement | null {
  for (const element of around) {
    const target = element.isConnected && element.querySelector<HTMLElement>(FOCUSABLE);
    if (target) return target;
  }
  return null;
}
