/** Styles of the search bar and of what the visitor sees first. */
import { css } from "lit";

export const welcomeStyles = css`
  .bar {
    display: flex;
    align-items: center;
    gap: 0.125rem;
    padding: 0.25rem;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
  }
  .bar:focus-within {
    border-color: var(--_ink);
  }
  .bar button {
    flex: none;
    min-inline-size: 44px;
    padding: 0;
    border-color: transparent;
    background: none;
  }
  .bar button.bar-way:hover {
    background: var(--_sunk);
  }
  .bar input[type="search"] {
    flex: 1;
    inline-size: 100%;
    border: 0;
    background: none;
    text-overflow: ellipsis;
    border-radius: 999px;
  }
  .bar input[type="search"]:focus-visible {
    outline-offset: -3px;
  }
  .bar button.bar-go {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .bar-go span {
    display: none;
  }
  @container visual-search (min-width: 36rem) {
    .bar button.bar-go {
      padding-inline: 1.1rem 1.35rem;
    }
    .bar-go span {
      display: inline;
    }
  }

  .welcome {
    display: grid;
    gap: 1.25rem;
    inline-size: 100%;
    max-inline-size: 44rem;
    margin-inline: auto;
    padding-block: clamp(0.5rem, 4cqi, 3rem);
  }
  .welcome-words {
    display: grid;
    gap: 0.5rem;
    text-align: center;
  }
  .welcome-words h2,
  ::slotted([slot="heading"]) {
    font: 600 clamp(1.75rem, 1.2rem + 2.6cqi, 2.75rem) / 1.15 var(--_heading-font);
    letter-spacing: -0.015em;
  }
  .lead {
    color: var(--_ink-soft);
    font-size: 1.0625rem;
    text-wrap: balance;
  }
  .drop {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    padding: clamp(1.5rem, 4cqi, 2.75rem) 1rem;
    border: 1.5px dashed var(--_line);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_sunk);
  }
  .drop-icon {
    font-size: 2rem;
    line-height: 1;
    color: var(--_accent);
  }
  .drop-icon .icon {
    stroke-width: 1.2;
  }
  .drop-ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.625rem;
  }
  .drop-hint {
    color: var(--_ink-soft);
    font-size: 0.9375rem;
  }
  .samples {
    display: grid;
    gap: 0.625rem;
    justify-items: center;
  }
  .samples h3 {
    color: var(--_ink-soft);
    font-weight: 400;
    font-size: 0.9375rem;
  }
  .samples ul {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.625rem;
  }
  .samples button {
    inline-size: 4.5rem;
    block-size: 4.5rem;
    padding: 0;
    border-color: var(--_hairline);
    border-radius: var(--_radius);
    overflow: hidden;
  }
  .samples img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .welcome-end {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 0.25rem 1.5rem;
  }
  .shared {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem 1.5rem;
    padding: 1rem 1.25rem;
    border-radius: var(--_radius);
    background: var(--_accent-soft);
    overflow-wrap: anywhere;
  }
  .dropping .drop,
  .dropping .bar {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
`;
