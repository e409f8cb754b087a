/** Styles of the camera's dialog. */
import { css } from "lit";

export const cameraStyles = css`
  .view {
    position: relative;
    display: grid;
    flex: 1 1 auto;
    place-items: center;
    min-height: 0;
    background: #000;
  }
  video {
    display: block;
    width: 100%;
    height: 100%;
    max-height: 70dvh;
    /* Holds its place until the camera reports its own ratio. */
    aspect-ratio: auto 4 / 3;
    object-fit: contain;
  }
  /* People expect a camera that faces them to be a mirror. The photo itself is not mirrored. */
  video.mirrored {
    transform: scaleX(-1);
  }
  .words {
    max-width: 34rem;
    margin: 0;
    padding: 2.5rem 1.5rem;
    background: var(--_surface);
    color: var(--_ink);
  }
  .view.plain {
    background: var(--_surface);
  }
  .words h3 {
    margin: 0 0 0.5rem;
    font-size: 1.0625rem;
  }
  .words p {
    margin: 0 0 1rem;
  }
  .detail {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .controls {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    align-items: center;
    gap: 1rem;
    padding: 1rem;
  }
  .shutter {
    grid-column: 2;
    width: 72px;
    height: 72px;
    padding: 0;
    border: 4px solid var(--_ink);
    border-radius: 50%;
    background: var(--_surface);
  }
  .shutter::before {
    content: "";
    display: block;
    width: 52px;
    height: 52px;
    margin: auto;
    border-radius: 50%;
    background: var(--_accent);
  }
  .switch {
    grid-column: 3;
    justify-self: end;
  }
  /* On a phone in landscape the controls are at the side. */
  @media (orientation: landscape) and (max-height: 32rem) {
    dialog {
      width: 100vw;
      height: 100dvh;
      border: 0;
      border-radius: 0;
    }
    .body {
      flex-direction: row;
    }
    .controls {
      grid-template-columns: auto;
      grid-template-rows: 1fr auto 1fr;
      justify-items: center;
    }
    .shutter {
      grid-column: 1;
      grid-row: 2;
    }
    .switch {
      grid-column: 1;
      grid-row: 3;
      justify-self: center;
      align-self: end;
    }
    video {
      max-height: none;
      min-height: 0;
    }
  }
  .body {
    display: flex;
    flex: 1 1 auto;
    min-height: 0;
  }
  @media not ((orientation: landscape) and (max-height: 32rem)) {
    .body {
      flex-direction: column;
    }
  }
  @media (forced-colors: active) {
    .shutter::before {
      background: ButtonText;
    }
    .shutter:disabled::before {
      background: GrayText;
    }
  }
`;
