/** Colours, type and what all views share. Pages set the `--vs-…` properties. */
import { css } from "lit";

export const baseStyles = css`
  :host {
    --_ground: var(--vs-ground, light-dark(#ffffff, #161514));
    --_surface: var(--vs-surface, light-dark(#ffffff, #211f1d));
    --_sunk: var(--vs-surface-sunk, light-dark(#f4f2ee, #2a2826));
    --_ink: var(--vs-ink, light-dark(#1f1d1a, #f3f0ea));
    --_ink-soft: var(--vs-ink-soft, light-dark(#625d55, #b3aca1));
    --_line: var(--vs-line, light-dark(#8d867b, #7d766b));
    --_hairline: var(--vs-hairline, light-dark(#e4dfd7, #38352f));
    --_accent: var(--vs-accent, light-dark(#1f4f43, #8fcdb8));
    --_accent-soft: var(--vs-accent-soft, light-dark(#e6efea, #22332d));
    --_on-accent: var(--vs-on-accent, light-dark(#ffffff, #10231d));
    --_focus: var(--vs-focus, light-dark(#1a6fb5, #7cbcf2));
    --_problem: var(--vs-problem, light-dark(#8c2f1b, #f0a892));
    --_problem-soft: var(--vs-problem-soft, light-dark(#fbefeb, #38231d));
    --_sale: var(--vs-sale, light-dark(#a32f1c, #f3a48f));
    --_radius: var(--vs-radius, 12px);
    --_gap: var(--vs-gap, clamp(1rem, 0.6rem + 1.5cqi, 2rem));
    --_heading-font: var(
      --vs-heading-font,
      "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif
    );
    display: block;
    container: visual-search / inline-size;
    background: var(--_ground);
    color: var(--_ink);
    color-scheme: light dark;
    font: var(--vs-font, 1rem / 1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif);
    text-align: start;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }
  :host([hidden]),
  :host([headless]) {
    display: none;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  /* Browsers without light-dark() get the light colours. */
  @supports not (color: light-dark(white, black)) {
    :host {
      --_ground: var(--vs-ground, #ffffff);
      --_surface: var(--vs-surface, #ffffff);
      --_sunk: var(--vs-surface-sunk, #f4f2ee);
      --_ink: var(--vs-ink, #1f1d1a);
      --_ink-soft: var(--vs-ink-soft, #625d55);
      --_line: var(--vs-line, #8d867b);
      --_hairline: var(--vs-hairline, #e4dfd7);
      --_accent: var(--vs-accent, #1f4f43);
      --_accent-soft: var(--vs-accent-soft, #e6efea);
      --_on-accent: var(--vs-on-accent, #ffffff);
      --_focus: var(--vs-focus, #1a6fb5);
      --_problem: var(--vs-problem, #8c2f1b);
      --_problem-soft: var(--vs-problem-soft, #fbefeb);
      --_sale: var(--vs-sale, #a32f1c);
      color-scheme: light;
    }
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  /* An empty marker: with none, Safari would no longer announce a list. */
  ul {
    list-style-type: "";
  }
  h2 {
    font: 600 1.375rem / 1.25 var(--_heading-font);
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  /* Scripts focus these headings so that screen readers continue from there. */
  h2:focus-visible {
    outline: none;
  }
  h3 {
    font: inherit;
    font-weight: 600;
  }
  .root {
    display: grid;
    gap: var(--_gap);
    --_padding: var(--vs-padding, clamp(0.875rem, 2.5cqi, 2rem));
    padding: var(--_padding);
    max-inline-size: var(--vs-max-width, 90rem);
    margin-inline: auto;
  }
  .root > * {
    min-inline-size: 0;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  :dir(rtl) .toolbar .icon {
    transform: scaleX(-1);
  }
  .promise {
    display: inline-flex;
    align-items: center;
    gap: 0.45rem;
    color: var(--_accent);
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .aside {
    color: var(--_ink-soft);
    font-size: 0.9375rem;
  }
  @media (forced-colors: active) {
    .icon {
      stroke: CanvasText;
    }
    button .icon {
      stroke: ButtonText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
