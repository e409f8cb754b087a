/** Styles of the grid of products. */
import { css } from "lit";

export const resultStyles = css`
  .results {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    min-inline-size: 0;
  }
  .results-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 1rem;
  }
  .results-head h2 {
    font-size: clamp(1.375rem, 1.2rem + 0.8cqi, 1.75rem);
  }
  .count {
    color: var(--_ink-soft);
  }
  .toolbar {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    inline-size: 100%;
  }
  .sort {
    margin-inline-start: auto;
    min-inline-size: 0;
  }
  .sort select {
    max-inline-size: 100%;
    text-overflow: ellipsis;
  }
  @container visual-search (min-width: 36rem) {
    .toolbar {
      inline-size: auto;
      margin-inline-start: auto;
    }
  }
  .suggestions {
    display: flex;
    gap: 0.5rem;
    margin-inline: calc(-1 * var(--_padding));
    padding: 3px var(--_padding);
    overflow-x: auto;
    scrollbar-width: none;
  }
  @container visual-search (min-width: 53.75rem) {
    .suggestions {
      flex-wrap: wrap;
      margin-inline: 0;
      padding-inline: 0;
      overflow: visible;
    }
  }
  .chip {
    flex: none;
    gap: 0.3rem;
    min-block-size: 2.375rem;
    padding: 0.25rem 0.875rem;
    border-color: var(--_hairline);
    font-size: 0.9375rem;
    font-weight: 500;
  }
  @media (pointer: coarse) {
    .chip {
      min-block-size: 44px;
    }
  }
  .chip > span {
    color: var(--_ink-soft);
  }
  .grid {
    --_column-gap: clamp(0.75rem, 1.8cqi, 1.5rem);
    display: grid;
    /* At least two columns, as a share of the grid, which is narrower than its container by the padding. */
    grid-template-columns: repeat(
      auto-fill,
      minmax(min(var(--vs-card-min, 12rem), 49.9% - var(--_column-gap) / 2), 1fr)
    );
    gap: clamp(1.25rem, 3cqi, 2.25rem) var(--_column-gap);
    transition: opacity 0.15s;
  }
  .grid.stale {
    opacity: 0.55;
  }
  .grid > li {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    /* Browsers do not lay out cards that are out of sight. */
    content-visibility: auto;
    contain-intrinsic-size: auto 14rem auto var(--_card-height, 24rem);
  }
  .card {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
  }
  .picture {
    position: relative;
    aspect-ratio: var(--vs-picture-ratio, 1);
    margin-block-end: 0.75rem;
    border-radius: var(--_radius);
    overflow: hidden;
    background: var(--_sunk);
  }
  .picture img {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: var(--vs-picture-fit, cover);
    transition: scale 0.3s;
  }
  .card:hover .picture img {
    scale: 1.03;
  }
  .badges {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-start: 0.5rem;
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }
  .badge {
    padding: 0.15rem 0.55rem;
    border-radius: 999px;
    background: var(--_surface);
    box-shadow: 0 0 0 1px var(--_hairline);
    color: var(--_ink);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .badge.sale {
    color: var(--_sale);
  }
  .brand {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .title {
    display: -webkit-box;
    overflow: hidden;
    font-size: 0.9375rem;
    font-weight: 500;
    line-height: 1.35;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .title a,
  .title .as-link {
    display: inline;
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    text-decoration: none;
  }
  /* The whole card follows its title's link, except for its buttons. */
  .title a::after,
  .title .as-link::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: var(--_radius);
  }
  .title a:focus-visible,
  .title .as-link:focus-visible {
    outline: none;
  }
  .title a:focus-visible::after,
  .title .as-link:focus-visible::after {
    outline: 3px solid var(--_focus);
    outline-offset: -3px;
  }
  .card:hover .title a {
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .price {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5rem;
    margin-block-start: 0.2rem;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  .price .reduced {
    color: var(--_sale);
  }
  .price s {
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }
  .why {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
    margin-block-start: 0.35rem;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }
  .likeness::before {
    content: "";
    display: inline-block;
    inline-size: 0.5em;
    block-size: 0.5em;
    margin-inline-end: 0.4em;
    border-radius: 50%;
    background: var(--_line);
    vertical-align: 0.08em;
  }
  .likeness[data-likeness="very"],
  .likeness[data-likeness="quite"] {
    color: var(--_accent);
  }
  .likeness[data-likeness="very"]::before,
  .likeness[data-likeness="quite"]::before {
    background: var(--_accent);
  }
  .likeness[data-likeness="loosely"]::before {
    background: none;
    box-shadow: inset 0 0 0 1px var(--_line);
  }
  .card-actions {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem;
    margin-block-start: auto;
    padding-block-start: 0.25rem;
  }
  .card-actions button {
    position: relative;
    z-index: 1;
  }
  @container visual-search (max-width: 36rem) {
    .like .icon {
      display: none;
    }
  }
  .like {
    justify-content: start;
    min-inline-size: 44px;
    text-align: start;
    font-size: 0.875rem;
  }
  .compare[aria-pressed="true"] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .more-family {
    font-size: 0.875rem;
  }
  .of-family .picture {
    outline: 2px solid var(--_accent-soft);
  }
  .skeleton {
    gap: 0.5rem;
  }
  .skeleton .picture {
    margin: 0 0 0.25rem;
  }
  .skeleton p {
    block-size: 0.875rem;
    border-radius: 4px;
    background: var(--_sunk);
  }
  .skeleton p:last-child {
    inline-size: 40%;
  }
  .skeleton > * {
    animation: wait 1.6s ease-in-out infinite alternate;
  }
  @keyframes wait {
    to {
      opacity: 0.45;
    }
  }
  .compare-bar,
  .no-close-match {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 1rem;
    padding: 0.75rem 1.125rem;
    border-radius: var(--_radius);
    background: var(--_sunk);
  }
  .compare-bar {
    position: sticky;
    inset-block-end: 0.75rem;
    z-index: 2;
    order: 1;
    justify-content: center;
    border: 1px solid var(--_hairline);
    box-shadow: 0 6px 24px rgb(0 0 0 / 0.12);
    background: var(--_surface);
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: clamp(2rem, 8cqi, 5rem) 1rem;
    text-align: center;
  }
  .more {
    text-align: center;
    padding-block-start: 1rem;
  }
  @media (forced-colors: active) {
    .badge,
    .chip,
    .part,
    .notice,
    .consent,
    .progress {
      border: 1px solid CanvasText;
    }
    .compare[aria-pressed="true"] {
      border-color: Highlight;
    }
  }
`;
