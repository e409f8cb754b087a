/** Styles of modal dialogs, which fill the screen of a phone. */
import { css } from "lit";

export const dialogStyles = css`
  dialog {
    flex-direction: column;
    width: min(100vw, 60rem);
    max-width: none;
    height: fit-content;
    max-height: 100dvh;
    margin: auto;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_ink);
  }
  dialog[open] {
    display: flex;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.6);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    padding: 0.5rem 0.5rem 0.5rem 1rem;
  }
  .head:dir(rtl) {
    padding: 0.5rem 1rem 0.5rem 0.5rem;
  }
  h2 {
    margin: 0;
    font-size: 1.125rem;
    line-height: 1.3;
  }
  @media (max-width: 40rem) {
    dialog {
      width: 100vw;
      height: 100dvh;
      border: 0;
      border-radius: 0;
    }
  }
`;
