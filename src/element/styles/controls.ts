/** Styles of buttons, fields and what unfolds. */
import { css } from "lit";

export const controlStyles = css`
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-block-size: 44px;
    padding: 0.5rem 1.1rem;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
    font-weight: 600;
    line-height: 1.25;
    cursor: pointer;
    transition:
      background-color 0.15s,
      border-color 0.15s;
  }
  button:hover {
    border-color: var(--_ink);
  }
  button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_ink));
  }
  button.quiet {
    padding-inline: 0.25rem;
    border-color: transparent;
    background: none;
    font-weight: 500;
    text-decoration: underline;
    text-decoration-color: var(--_line);
    text-underline-offset: 0.25em;
  }
  button.quiet:hover {
    text-decoration-color: currentColor;
  }
  .icon-button {
    flex: none;
    inline-size: 44px;
    padding: 0;
    background: none;
  }
  .icon-button:not(:hover) {
    border-color: transparent;
  }
  :focus-visible {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
  }
  input:not([type="range"], [type="checkbox"]),
  select {
    min-block-size: 44px;
    min-inline-size: 0;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 0.66);
    background: var(--_surface);
  }
  ::placeholder {
    color: var(--_ink-soft);
    opacity: 1;
  }
  input[type="range"],
  input[type="checkbox"],
  progress {
    accent-color: var(--_accent);
  }
  summary {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 44px;
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::after {
    content: "";
    flex: none;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    margin-inline: auto 0.35rem;
    border: solid currentColor;
    border-width: 0 1.6px 1.6px 0;
    rotate: 45deg;
    translate: 0 -0.15rem;
    transition: rotate 0.15s;
  }
  details[open] > summary::after {
    rotate: 225deg;
    translate: 0 0.1rem;
  }
`;
