/** Colours and controls that the components fetched later share with the widget. */
import { css } from "lit";

/** Colours that a page does not set are light or dark, as `color-scheme` of the page or the widget says. */
export const componentStyles = css`
  :host {
    --_surface: var(--vs-surface, light-dark(#ffffff, #211f1d));
    --_sunk: var(--vs-surface-sunk, light-dark(#efece6, #2b2926));
    --_ink: var(--vs-ink, light-dark(#211f1c, #f1eee8));
    --_ink-soft: var(--vs-ink-soft, light-dark(#645f57, #b0a99d));
    --_line: var(--vs-line, light-dark(#8d867b, #7d766b));
    --_accent: var(--vs-accent, light-dark(#1f4f43, #8fcdb8));
    --_on-accent: var(--vs-on-accent, light-dark(#ffffff, #10231d));
    --_focus: var(--vs-focus, light-dark(#1a6fb5, #7cbcf2));
    --_problem: var(--vs-problem, light-dark(#8c2f1b, #f0a892));
    --_radius: var(--vs-radius, 10px);
    color: var(--_ink);
    font: var(--vs-font, inherit);
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  button {
    min-width: 44px;
    min-height: 44px;
    padding: 0.5rem 1rem;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  :focus-visible {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
