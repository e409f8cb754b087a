/** Styles of the photo with its crop box. */
import { css } from "lit";

/**
 * Positions are physical (left, top), never logical: a photo is not mirrored on a page that is read from right to left.
 * A handle's target is 44 px. It stays on the photo, where no container cuts it off, and moves outward from a small
 * box, so that there is room in the middle to move the box.
 */
export const regionStyles = css`
  :host {
    display: block;
  }
  .stage {
    position: relative;
    width: min(100%, var(--_region-max-height, 65vh) * var(--ratio));
    aspect-ratio: var(--ratio);
    margin-inline: auto;
    direction: ltr;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
    cursor: crosshair;
  }
  canvas,
  .shade {
    position: absolute;
    inset: 0;
    display: block;
    width: 100%;
    height: 100%;
    border-radius: var(--_radius);
  }
  .shade {
    overflow: hidden;
    pointer-events: none;
  }
  .hole,
  .box {
    position: absolute;
    left: calc(var(--x) * 100%);
    top: calc(var(--y) * 100%);
    width: calc(var(--w) * 100%);
    height: calc(var(--h) * 100%);
  }
  .hole {
    box-shadow: 0 0 0 200vmax rgb(0 0 0 / 0.5);
    forced-color-adjust: none;
  }
  .box {
    border: 2px solid #fff;
    box-shadow:
      0 0 0 1px rgb(0 0 0 / 0.65),
      inset 0 0 0 1px rgb(0 0 0 / 0.65);
  }
  .cropped .box {
    cursor: move;
    touch-action: none;
  }
  .box:focus-visible {
    outline-offset: -5px;
    outline-width: 4px;
  }
  .grip {
    position: absolute;
    width: min(22px, 25%);
    height: min(22px, 25%);
    border: 0 solid #fff;
    filter: drop-shadow(0 0 1px #000);
    pointer-events: none;
  }
  .grip.n {
    top: -2px;
    border-top-width: 5px;
  }
  .grip.s {
    bottom: -2px;
    border-bottom-width: 5px;
  }
  .grip.w {
    left: -2px;
    border-left-width: 5px;
  }
  .grip.e {
    right: -2px;
    border-right-width: 5px;
  }
  .handle {
    --across: 44px;
    --along: 44px;
    --inward-x: min(var(--across) / 2, var(--w) * 25%);
    --inward-y: min(var(--along) / 2, var(--h) * 25%);
    position: absolute;
    z-index: 2;
    width: var(--across);
    height: var(--along);
    touch-action: none;
  }
  .handle.w {
    left: clamp(0px, var(--x) * 100% - var(--across) + var(--inward-x), 100% - var(--across));
  }
  .handle.e {
    left: clamp(0px, (var(--x) + var(--w)) * 100% - var(--inward-x), 100% - var(--across));
  }
  .handle.n {
    top: clamp(0px, var(--y) * 100% - var(--along) + var(--inward-y), 100% - var(--along));
  }
  .handle.s {
    top: clamp(0px, (var(--y) + var(--h)) * 100% - var(--inward-y), 100% - var(--along));
  }
  /* The handle of an edge is as long as the edge, lies below those of the corners, and leaves room in a flat photo. */
  .handle.edge {
    z-index: 1;
  }
  .handle.across {
    --along: min(44px, 25%);
    left: calc(var(--x) * 100%);
    width: calc(var(--w) * 100%);
    cursor: ns-resize;
  }
  .handle.along {
    --across: min(44px, 25%);
    top: calc(var(--y) * 100%);
    height: calc(var(--h) * 100%);
    cursor: ew-resize;
  }
  .handle.nw,
  .handle.se {
    cursor: nwse-resize;
  }
  .handle.ne,
  .handle.sw {
    cursor: nesw-resize;
  }
  /*
   * In the middle of what it names. It is at most 45 % wide, so that it could stick out of the photo only within the
   * outer 22.5 %. There it is shifted, by half of its size at the very edge.
   */
  .hotspot {
    --near-x: min(0, var(--cx) - 0.225) + max(0, var(--cx) - 0.775);
    --near-y: min(0, var(--cy) - 0.225) + max(0, var(--cy) - 0.775);
    position: absolute;
    z-index: 3;
    left: calc(var(--cx) * 100%);
    top: calc(var(--cy) * 100%);
    max-width: 45%;
    padding: 0;
    border: 0;
    background: none;
    transform: translate(
      calc(-50% - (var(--near-x)) * 100% / 0.45),
      calc(-50% - (var(--near-y)) * 100% / 0.45)
    );
  }
  .hotspot[aria-pressed="true"] {
    touch-action: none;
  }
  .pill {
    display: block;
    overflow: hidden;
    padding: 0.15rem 0.6rem;
    border: 2px solid #fff;
    border-radius: 999px;
    background: #24211e;
    color: #fff;
    font-size: 0.8125rem;
    line-height: 1.35;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .hotspot[aria-pressed="true"] .pill {
    background: #fff;
    color: #24211e;
    box-shadow: 0 0 0 2px #24211e;
  }
  .hotspot[aria-pressed="true"] .pill::before {
    content: "✓ " / "";
  }
  .reset {
    display: block;
    margin: 0.5rem auto 0;
  }
  @media (forced-colors: active) {
    .box,
    .grip {
      border-color: Highlight;
    }
    .pill {
      border-color: ButtonText;
      background: ButtonFace;
      color: ButtonText;
    }
    .hotspot[aria-pressed="true"] .pill {
      forced-color-adjust: none;
      border-color: HighlightText;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
