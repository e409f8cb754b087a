/** Styles of the network panel. */
import { css } from "lit";

export const networkPanelStyles = css`
  :host {
    display: block;
    font-size: 0.875rem;
  }
  summary {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    align-items: center;
    min-height: 44px;
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::before {
    content: "▸" / "";
  }
  :host(:dir(rtl)) summary::before {
    content: "◂" / "";
  }
  details[open] > summary::before {
    content: "▾" / "";
  }
  strong {
    font-variant-numeric: tabular-nums;
  }
  p {
    margin: 0 0 0.75rem;
    color: var(--_ink-soft);
  }
  .list {
    max-height: 20rem;
    overflow: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.35rem 0.5rem;
    border-bottom: 1px solid var(--_line);
    font-weight: inherit;
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  thead th {
    color: var(--_ink-soft);
  }
  td:last-child,
  th:last-child {
    text-align: end;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
`;
