/** Puts a drawing in front of a studio background. */
import { Random } from "./random.ts";

export const size = 320;

/** `floor`: the product stands on a table. `flat`: it hangs or lies, and its shadow has its shape. */
export type Stance = "floor" | "flat";

const tones: ReadonlyArray<readonly [string, string]> = [
  ["#fcfbfa", "#f0efed"],
  ["#fbfbfb", "#eeeff0"],
  ["#fcfaf7", "#f1ede8"],
  ["#ffffff", "#f5f5f5"],
  ["#f9f9f7", "#ebeae7"],
  ["#ffffff", "#f8f8f8"],
];

/** The picture with this width and height in pixels. */
export const resized = (svg: string, pixels: number): string =>
  svg.replace(`width="${size}" height="${size}"`, `width="${pixels}" height="${pixels}"`);

/** A product picture from a drawing of 400 by 400 units. */
export function stage(drawing: string, seed: string, stance: Stance): string {
  const rng = new Random(`${seed}/studio`);
  const [near, far] = rng.pick(tones);
  const scale = rng.between(0.94, 1.03).toFixed(3);
  const turn = stance === "floor" ? "0" : rng.between(-1.6, 1.6).toFixed(2);
  const x = rng.between(-5, 5).toFixed(1);
  const y = rng.between(-4, 4).toFixed(1);
  const drop = stance === "floor" ? 3 : 6;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 400 400">` +
    `<defs><radialGradient id="wall" cx="0.5" cy="0.45" r="0.75"><stop offset="0.45" stop-color="${near}"/><stop offset="1" stop-color="${far}"/></radialGradient>` +
    `</defs>` +
    `<rect width="400" height="400" fill="url(#wall)"/>` +
    `<g transform="translate(${x} ${y}) translate(200 200) rotate(${turn}) scale(${scale}) translate(-200 -200)">` +
    `<filter id="shadow" x="-10%" y="-10%" width="120%" height="120%" color-interpolation-filters="sRGB"><feGaussianBlur in="SourceAlpha" stdDeviation="6" result="b"/><feOffset in="b" dx="4" dy="${drop}"/><feComposite in2="SourceGraphic" operator="arithmetic" k1="-0.22" k2="0.22" k3="1"/></filter>` +
    `<g filter="url(#shadow)">${drawing}</g></g></svg>`
  );
}

/** The dark shadow under a product that stands. */
export function ground(cx: number, cy: number, rx: number, ry = 7): string {
  return `<filter id="ground" x="-20%" y="-150%" width="140%" height="400%"><feGaussianBlur stdDeviation="5"/></filter><ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="#15121c" fill-opacity="0.4" filter="url(#ground)"/>`;
}
