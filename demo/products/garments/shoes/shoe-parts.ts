/** What the drawings of shoes share: soles, leather, linings and laces. */
import { darker, mix } from "../../palette.ts";
import { type Paint, type Sheet, stroke } from "../../sheet.ts";

export const floor = 300;

export const rubber = "#f1efe9";

export const gum = "#b98552";

/** Paint for leather. All shoes are drawn in profile, with the toe on the left. */
export const leather = (extra: Paint = {}): Paint => ({ relief: "leather", edge: 0.45, ...extra });

export function lining(s: Sheet, d: string): string {
  return s.part(d, { fill: darker(mix(s.hex, "#b79a78", 0.35), 0.45), relief: "flat", edge: 0.5 });
}

/** Laces across the instep. `eyes` are the eyelets on the near side, from the top down. */
export function laces(
  eyes: ReadonlyArray<readonly [number, number]>,
  reach: readonly [number, number],
  ink: string,
  width = 5,
): string {
  let out = "";
  for (const [x, y] of eyes) {
    const d = `M${x},${y} Q${x + reach[0] * 0.35},${y + reach[1] * 0.75} ${x + reach[0]},${y + reach[1]}`;
    out += `<circle cx="${x}" cy="${y}" r="3.4" fill="#2b2a2e"/>`;
    out += stroke(d, darker(ink, 0.5), width + 1.4) + stroke(d, ink, width);
  }
  return out;
}

export function bow(x: number, y: number, ink: string): string {
  const d =
    `M${x},${y} C${x - 4},${y - 22} ${x - 30},${y - 24} ${x - 32},${y - 8} C${x - 32},${y + 4} ${x - 12},${y + 4} ${x},${y} ` +
    `C${x + 12},${y - 14} ${x + 32},${y - 10} ${x + 30},${y + 6} C${x + 26},${y + 16} ${x + 8},${y + 8} ${x},${y} ` +
    `C${x + 2},${y + 12} ${x + 8},${y + 22} ${x + 10},${y + 32}`;
  return stroke(d, darker(ink, 0.5), 5.6) + stroke(d, ink, 4.2);
}
