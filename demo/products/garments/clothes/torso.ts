/** The shape of a top: body, necklines, sleeves and creases. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Neckline } from "../../look.ts";
import { darker, lighter, lightness } from "../../palette.ts";
import type { Sheet } from "../../sheet.ts";
import { stroke } from "../../sheet.ts";

/** Half widths from the middle line (x = 200), and heights. */
export interface Torso {
  readonly neck: number;
  readonly neckY: number;
  readonly tip: number;
  readonly tipY: number;
  readonly pit: number;
  readonly pitY: number;
  readonly waist: number;
  readonly waistY: number;
  readonly hem: number;
  readonly hemY: number;
  /** How much lower the middle of the hem is than its corners. */
  readonly drop: number;
}

const r = (value: number): string => String(Math.round(value * 10) / 10);
/** A point by its distance from the middle line. */
export const at = (half: number, y: number): string => `${r(200 + half)},${r(y)}`;

/** The right half of a neckline, from the middle of the front to the side of the neck. */
export function necklineHalf(neckline: Neckline, t: Torso): string {
  const { neck: w, neckY: y } = t;
  switch (neckline) {
    case "v-neck":
      return `M${at(0, y + 78)} C${at(10, y + 62)} ${at(w - 10, y + 26)} ${at(w, y)}`;
    case "boat":
      return `M${at(0, y + 20)} C${at(w * 0.5, y + 20)} ${at(w * 0.86, y + 10)} ${at(w, y)}`;
    case "scoop":
      return `M${at(0, y + 62)} C${at(w * 0.72, y + 62)} ${at(w * 0.94, y + 34)} ${at(w, y)}`;
    case "turtleneck":
    case "collar":
    case "hood":
      return `M${at(0, y + 26)} C${at(w * 0.5, y + 24)} ${at(w * 0.86, y + 14)} ${at(w, y)}`;
    case "crew":
      return `M${at(0, y + 36)} C${at(w * 0.6, y + 36)} ${at(w * 0.94, y + 20)} ${at(w, y)}`;
  }
}

export function frontHalf(t: Torso, neckline: string): string {
  return (
    `${neckline} C${at(t.neck + 16, t.neckY + 6)} ${at(t.tip - 18, t.tipY - 8)} ${at(t.tip, t.tipY)}` +
    ` C${at(t.tip - 6, t.tipY + 26)} ${at(t.pit - 10, t.pitY - 26)} ${at(t.pit, t.pitY)}` +
    ` C${at(t.pit - 1, t.pitY + 30)} ${at(t.waist, t.waistY - 34)} ${at(t.waist, t.waistY)}` +
    ` C${at(t.waist, t.waistY + 36)} ${at(t.hem - 2, t.hemY - 34)} ${at(t.hem, t.hemY)}` +
    ` C${at(t.hem * 0.66, t.hemY + t.drop)} ${at(t.hem * 0.33, t.hemY + t.drop)} ${at(0, t.hemY + t.drop)}`
  );
}

export const front = (t: Torso, neckline: Neckline): string =>
  symmetric(frontHalf(t, necklineHalf(neckline, t)));

/** The inside of the back, as seen above the front neckline. */
export function backNeck(s: Sheet, t: Torso, neckline: Neckline, fill = s.hex): string {
  const d = symmetric(
    `M${at(0, t.neckY + 12)} C${at(t.neck * 0.5, t.neckY + 12)} ${at(t.neck * 0.86, t.neckY + 7)} ${at(t.neck, t.neckY)} L${at(t.neck + 4, t.neckY + 6)} L${at(0, t.neckY + (neckline === "v-neck" ? 92 : 70))}`,
  );
  const inner = lightness(fill) < 0.25 ? lighter(fill, 0.05) : darker(fill, 0.24);
  const band = `M${at(-t.neck, t.neckY + 1)} Q${at(0, t.neckY + 23)} ${at(t.neck, t.neckY + 1)}`;
  const label = `<rect x="191" y="${t.neckY + 19}" width="18" height="10" rx="1" fill="#f4f2ee" fill-opacity="0.92"/><rect x="194" y="${t.neckY + 23}" width="12" height="1.4" fill="#55585f"/>`;
  return s.part(d, {
    fill: inner,
    relief: "flat",
    inside: stroke(band, darker(fill, 0.36), 6, 0.7) + label,
  });
}

/** A band of rib or tape that follows the neckline. */
export function neckband(
  s: Sheet,
  t: Torso,
  neckline: Neckline,
  width: number,
  fill = s.hex,
): string {
  const half = necklineHalf(neckline, t);
  const whole = `${mirror(half)} ${half}`;
  const deep = lightness(fill) < 0.25 ? lighter(fill, 0.08) : darker(fill, 0.1);
  return (
    stroke(whole, darker(fill, 0.5), width + 1.6, 0.55) +
    stroke(whole, deep, width, 1) +
    stroke(whole, lighter(fill, 0.3), width * 0.3, 0.3)
  );
}

export type SleeveCut = "short" | "long" | "puff" | "bell" | "cap";

export interface SleeveShape {
  readonly d: string;
  readonly angle: number;
  readonly cuff: string;
}

/** The right sleeve, wider by `wide`. The cuff is the line at its end. */
export function sleeve(t: Torso, cut: SleeveCut, wide = 0): SleeveShape {
  const { tip, tipY, pit, pitY } = t;
  const root = `L${at(pit - 14, pitY - 4)} L${at(tip - 24, tipY + 10)}Z`;
  switch (cut) {
    case "cap":
      return {
        d: `M${at(tip - 16, tipY - 6)} C${at(tip + 8, tipY)} ${at(tip + 22, tipY + 18)} ${at(tip + 26, tipY + 44)} L${at(pit + 2, pitY + 2)} ${root}`,
        angle: -38,
        cuff: `M${at(tip + 26, tipY + 44)} L${at(pit + 2, pitY + 2)}`,
      };
    case "short":
      return {
        d: `M${at(tip - 16, tipY - 7)} C${at(tip + 16, tipY + 3)} ${at(tip + 40 + wide, tipY + 42)} ${at(tip + 54 + wide, tipY + 88)} C${at(tip + 40, tipY + 100)} ${at(tip + 24, tipY + 108)} ${at(tip + 8, tipY + 111)} C${at(tip + 4, tipY + 96)} ${at(pit + 4, pitY + 8)} ${at(pit, pitY)} ${root}`,
        angle: -30,
        cuff: `M${at(tip + 54 + wide, tipY + 88)} C${at(tip + 40, tipY + 100)} ${at(tip + 24, tipY + 108)} ${at(tip + 8, tipY + 111)}`,
      };
    case "puff":
      return {
        d: `M${at(tip - 22, tipY - 4)} C${at(tip + 14, tipY - 20)} ${at(tip + 62, tipY + 16)} ${at(tip + 56, tipY + 72)} C${at(tip + 52, tipY + 90)} ${at(tip + 44, tipY + 96)} ${at(tip + 40, tipY + 100)} L${at(tip + 4, tipY + 112)} C${at(tip - 2, tipY + 100)} ${at(pit + 2, pitY + 4)} ${at(pit, pitY)} ${root}`,
        angle: -24,
        cuff: `M${at(tip + 42, tipY + 98)} L${at(tip + 4, tipY + 111)}`,
      };
    case "bell":
      return {
        d: `M${at(tip - 16, tipY - 6)} C${at(tip + 22, tipY + 10)} ${at(tip + 32, tipY + 80)} ${at(tip + 44, tipY + 140)} C${at(tip + 52, tipY + 180)} ${at(tip + 64, tipY + 206)} ${at(tip + 66, tipY + 222)} C${at(tip + 46, tipY + 238)} ${at(tip + 20, tipY + 240)} ${at(tip + 2, tipY + 234)} C${at(tip + 8, tipY + 190)} ${at(pit + 12, pitY + 50)} ${at(pit, pitY)} ${root}`,
        angle: -12,
        cuff: `M${at(tip + 66, tipY + 222)} C${at(tip + 46, tipY + 238)} ${at(tip + 20, tipY + 240)} ${at(tip + 2, tipY + 234)}`,
      };
    case "long":
      return {
        d: `M${at(tip - 16, tipY - 6)} C${at(tip + 24 + wide, tipY + 8)} ${at(tip + 30 + wide, tipY + 70)} ${at(tip + 41 + wide, tipY + 130)} C${at(tip + 48 + wide, tipY + 172)} ${at(tip + 54 + wide, tipY + 214)} ${at(tip + 52 + wide * 0.6, tipY + 250)} L${at(tip + 20, tipY + 255)} C${at(tip + 17, tipY + 214)} ${at(tip + 13, tipY + 160)} ${at(tip + 6, tipY + 128)} C${at(tip, tipY + 106)} ${at(pit + 6, pitY + 20)} ${at(pit, pitY)} ${root}`,
        angle: -11,
        cuff: `M${at(tip + 52 + wide * 0.6, tipY + 250)} L${at(tip + 20, tipY + 255)}`,
      };
  }
}

/** The creases of a hanging sleeve at the armhole and the elbow. */
export function sleeveCreases(t: Torso, cut: SleeveCut): Array<readonly [string, number, number]> {
  const { tip, tipY, pit, pitY } = t;
  if (cut === "long" || cut === "bell") {
    return [
      [`M${at(pit + 3, pitY + 4)} Q${at(pit + 18, pitY - 6)} ${at(tip + 22, tipY + 40)}`, 5, 0.16],
      [
        `M${at(pit + 9, pitY + 36)} Q${at(pit + 24, pitY + 26)} ${at(tip + 32, tipY + 92)}`,
        4,
        0.14,
      ],
      [
        `M${at(tip + 10, tipY + 140)} Q${at(tip + 26, tipY + 132)} ${at(tip + 38, tipY + 138)}`,
        4,
        0.15,
      ],
      [
        `M${at(tip + 14, tipY + 165)} Q${at(tip + 28, tipY + 160)} ${at(tip + 42, tipY + 172)}`,
        3.4,
        0.11,
      ],
      [
        `M${at(tip + 19, tipY + 222)} Q${at(tip + 30, tipY + 214)} ${at(tip + 48, tipY + 222)}`,
        3.4,
        0.12,
      ],
    ];
  }
  return [
    [`M${at(pit + 2, pitY + 2)} Q${at(pit + 14, pitY - 14)} ${at(tip + 14, tipY + 26)}`, 5, 0.16],
    [`M${at(tip + 10, tipY + 100)} Q${at(tip + 22, tipY + 70)} ${at(tip + 30, tipY + 44)}`, 4, 0.1],
  ];
}

/** The creases of a top that hangs from its shoulders. */
export function bodyCreases(s: Sheet, t: Torso): Array<readonly [string, number, number]> {
  const v = s.rng.between(-8, 8);
  const list: Array<readonly [string, number, number]> = [];
  for (const side of [-1, 1] as const) {
    const x = (half: number, y: number): string => at(side * half, y);
    list.push(
      [
        `M${x(t.pit - 2, t.pitY + 4)} Q${x(t.pit - 26, t.pitY + 6)} ${x(t.neck + 14, t.neckY + 50)}`,
        5,
        0.1,
      ],
      [
        `M${x(t.waist - 2, t.waistY - 12 + v)} Q${x(t.waist - 28, t.waistY + 2)} ${x(t.waist - 46, t.waistY + 30)}`,
        5,
        0.1,
      ],
      [
        `M${x(t.waist - 2, t.waistY + 26 - v)} Q${x(t.waist - 20, t.waistY + 44)} ${x(t.waist - 26, t.hemY - 14)}`,
        5,
        0.1,
      ],
      [`M${x(26 + v, t.pitY + 70)} Q${x(22, t.waistY + 20)} ${x(30 - v, t.hemY - 8)}`, 6, 0.07],
    );
  }
  return list;
}

/** A ribbed band along an open edge, such as a cuff or a hem. */
export function band(s: Sheet, d: string, width: number, fill = s.hex): string {
  const line = lightness(fill) < 0.25 ? lighter(fill, 0.2) : darker(fill, 0.4);
  return (
    `<path d="${d}" fill="none" stroke="${line}" stroke-opacity="0.5" stroke-width="${width * 2 + 2}"/>` +
    `<path d="${d}" fill="none" stroke="${fill}" stroke-width="${width * 2}"/>` +
    `<path d="${d}" fill="none" stroke="${darker(fill, 0.5)}" stroke-opacity="0.22" stroke-width="${width * 2}" stroke-dasharray="1.6 2.8"/>`
  );
}
