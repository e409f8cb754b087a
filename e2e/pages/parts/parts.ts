/** Puts the widget's parts on a page by themselves. Tests drive these globals. */
import { html, LitElement } from "lit";
import "../../../src/element/camera/camera.ts";
import "../../../src/element/compare/compare.ts";
import "../../../src/element/network/network-panel.ts";
import { PhotoInput } from "../../../src/element/photo/photo-input.ts";
import "../../../src/element/region/region.ts";

const EVENTS = ["vs-region", "vs-capture", "vs-camera-close", "vs-compare-close"];

/** A host of the ways to a photo, as the widget is one. */
class PhotoHost extends LitElement {
  readonly input = new PhotoInput(this, {
    onPhoto: (photo, way, others) =>
      heard.push({ type: "photo", way, others, bytes: photo.size, mime: photo.type }),
    onRefusal: (refusal) => heard.push({ type: "refusal", ...refusal }),
  });

  protected override render() {
    return html`<button @click=${() => this.input.choose()}>Choose</button>
      <label>Words <input id="words" /></label>
      <output>${this.input.isOver ? "drop it" : "nothing over"}</output>`;
  }
}
customElements.define("photo-host", PhotoHost);

const heard: Record<string, unknown>[] = [];
const violations: string[] = [];
addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
});

/** Puts an element on the page, in place of what is there, and notes its events. */
function show(name: string, properties: object = {}): HTMLElement {
  const element = Object.assign(document.createElement(name), properties);
  for (const type of EVENTS) {
    element.addEventListener(type, (event) => {
      const { detail } = event as CustomEvent;
      heard.push({ type, ...detail });
    });
  }
  document.querySelector("#place")!.replaceChildren(element);
  return element;
}

/** A photo of squares, of which the middle one is red. */
function drawPhoto(width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  for (let i = 0; i < 9; i++) {
    context.fillStyle = i === 4 ? "#c22" : `hsl(${i * 40} 30% ${35 + 5 * i}%)`;
    const [x, y] = [i % 3, Math.floor(i / 3)];
    context.fillRect((x * width) / 3, (y * height) / 3, width / 3, height / 3);
  }
  return canvas;
}

function photo(width = 800, height = 600): ImageBitmap {
  return drawPhoto(width, height).transferToImageBitmap();
}

const all = { show, photo, drawPhoto, heard, violations };

declare global {
  var parts: typeof all;
}

globalThis.parts = all;
