/** Styles of the comparison's dialog. */
import { css } from "lit";

export const compareStyles = css`
  .scroll {
    flex: 1 1 auto;
    min-height: 0;
    overflow: auto;
    padding: 0 1rem 1rem;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }
  th,
  td {
    padding: 0.5rem;
    border-bottom: 1px solid var(--_line);
    font-weight: inherit;
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  thead th:first-child {
    width: 26%;
  }
  tbody th {
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }
  tr.differs td {
    font-weight: 700;
  }
  tr.differs th {
    border-inline-start: 4px solid var(--_accent);
    color: var(--_ink);
  }
  .mark {
    display: inline-block;
    color: var(--_accent);
    font-weight: 700;
  }
  .picture {
    display: grid;
    place-items: center;
    overflow: hidden;
    aspect-ratio: 3 / 4;
    max-height: 30vh;
    margin-bottom: 0.5rem;
    border-radius: var(--_radius);
    background: var(--_sunk);
  }
  img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .title {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
    font-weight: 600;
    line-height: 1.35;
  }
  a {
    color: var(--_accent);
    text-underline-offset: 0.2em;
  }
  .brand {
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }
  .toggle {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 44px;
    padding: 0 1rem;
    cursor: pointer;
  }
  input {
    width: 1.25rem;
    height: 1.25rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  .none {
    margin: 0;
    padding: 1rem 0.5rem;
    color: var(--_ink-soft);
  }
`;
