/** Styles of consent, progress, notices, the query, filters and what is stored. */
import { css } from "lit";

export const panelStyles = css`
  .consent,
  .progress {
    display: grid;
    gap: 0.75rem;
    justify-items: start;
    inline-size: 100%;
    max-inline-size: 44rem;
    margin-inline: auto;
    padding: clamp(1.25rem, 3cqi, 2rem);
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_sunk);
  }
  .consent details {
    inline-size: 100%;
  }
  .consent summary,
  .notice summary {
    justify-content: start;
    min-block-size: 2.75rem;
    color: var(--_ink-soft);
    font-size: 0.9375rem;
  }
  .consent summary::after,
  .notice summary::after {
    margin-inline: 0.25rem;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    margin-block-start: 0.5rem;
  }
  .sizes {
    display: grid;
    gap: 0.35rem;
    inline-size: 100%;
    font-size: 0.9375rem;
  }
  .sizes div {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
  }
  .sizes dd,
  .figures,
  .check-count,
  .count {
    font-variant-numeric: tabular-nums;
  }
  .progress {
    gap: 0.5rem;
  }
  .progress h2 {
    font: inherit;
    font-weight: 600;
  }
  progress {
    inline-size: 100%;
    block-size: 0.5rem;
    border: 0;
    border-radius: 999px;
    overflow: hidden;
    appearance: none;
    background: var(--_hairline);
  }
  progress::-webkit-progress-bar {
    background: var(--_hairline);
  }
  progress::-webkit-progress-value {
    border-radius: 999px;
    background: var(--_accent);
    transition: inline-size 0.2s;
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
  }
  .figures {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    inline-size: 100%;
    min-block-size: 1.5em;
    color: var(--_ink-soft);
    font-size: 0.9375rem;
  }

  .waiting {
    color: var(--_ink-soft);
    text-align: center;
  }

  .notices {
    display: grid;
    gap: 0.75rem;
    inline-size: 100%;
    max-inline-size: 60rem;
    margin-inline: auto;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
    padding: 0.875rem 1.125rem;
    border-radius: var(--_radius);
    background: var(--_sunk);
  }
  .notice.urgent {
    background: var(--_problem-soft);
  }
  .notice-words {
    flex: 1 1 18rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .notice-title {
    font-weight: 600;
  }
  .urgent .notice-title {
    color: var(--_problem);
  }
  .notice details p {
    padding-block-end: 0.25rem;
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }

  .shop {
    display: grid;
    gap: var(--_gap);
    align-items: start;
  }
  @container visual-search (min-width: 53.75rem) {
    .shop {
      grid-template-columns: 16.5rem minmax(0, 1fr);
      gap: clamp(1.5rem, 3cqi, 3rem);
    }
  }
  .side {
    display: grid;
    gap: 1.25rem;
    min-inline-size: 0;
  }
  .query {
    display: grid;
    gap: 0.875rem;
    min-inline-size: 0;
  }
  .query visual-search-region {
    --_region-max-height: 13rem;
    min-inline-size: 0;
  }
  @container visual-search (min-width: 53.75rem) {
    .query visual-search-region {
      --_region-max-height: 20rem;
    }
  }
  .parts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .parts:empty {
    display: none;
  }
  .part {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    max-inline-size: 100%;
    padding-inline-start: 0.875rem;
    border-radius: 999px;
    background: var(--_accent-soft);
    font-size: 0.9375rem;
  }
  .part.negative {
    background: var(--_sunk);
  }
  .part.negative > bdi {
    text-decoration: line-through;
    text-decoration-color: var(--_line);
  }
  .part > bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .part img {
    inline-size: 2rem;
    block-size: 2rem;
    margin-inline-start: -0.5rem;
    border-radius: 50%;
    object-fit: cover;
  }
  .part .icon {
    inline-size: 1em;
    block-size: 1em;
  }
  .refinements {
    display: grid;
    gap: 0.875rem;
    padding-block-end: 1rem;
  }
  .balance,
  .leave-out {
    display: grid;
    gap: 0.25rem;
    font-size: 0.9375rem;
  }
  .balance label,
  .leave-out label {
    font-weight: 600;
  }
  .balance input {
    inline-size: 100%;
    min-block-size: 2rem;
    margin: 0;
  }
  .ends {
    display: flex;
    justify-content: space-between;
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }
  .field {
    display: flex;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 0.66);
    background: var(--_surface);
  }
  .field input:not([type="range"], [type="checkbox"]) {
    flex: 1;
    border: 0;
    background: none;
  }

  .filters > summary h2 {
    font: inherit;
    font-weight: 600;
  }
  .in-use {
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }
  .facet {
    border-block-start: 1px solid var(--_hairline);
  }
  .facet > summary h3 {
    font-size: 0.9375rem;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .facet fieldset {
    padding-block-end: 0.875rem;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-block-size: 2.25rem;
    font-size: 0.9375rem;
    cursor: pointer;
  }
  @media (pointer: coarse) {
    .check {
      min-block-size: 44px;
    }
  }
  .check input {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    margin: 0;
  }
  .check-value {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .check-count {
    margin-inline-start: auto;
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }
  .none-left .check-value {
    color: var(--_ink-soft);
  }
  .range {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.625rem;
  }
  .range label {
    display: grid;
    gap: 0.2rem;
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }
  .range input {
    inline-size: 100%;
    color: var(--_ink);
  }
  .field-problem {
    color: var(--_problem);
    font-size: 0.875rem;
  }

  .device {
    border-block-start: 1px solid var(--_hairline);
    font-size: 0.9375rem;
    color: var(--_ink-soft);
  }
  .device[open] {
    display: grid;
    gap: 0.75rem;
    justify-items: start;
  }
  .device > summary {
    justify-content: start;
  }
  .device > summary::after {
    margin-inline: 0.25rem;
  }
  .device button {
    color: var(--_ink);
  }
`;
