/** Draws joggers and leggings. */
import { both } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lightness } from "../../palette.ts";
import { type Crease, Sheet, stroke } from "../../sheet.ts";
import {
  across,
  creases,
  dip,
  hemLine,
  inside,
  type Legs,
  long,
  outline,
  pocket,
  slant,
  waistband,
} from "./legs.ts";
import { at, band } from "./torso.ts";

export const joggerCuts = ["fleece", "track"] as const;
export type JoggerCut = (typeof joggerCuts)[number];

/** Trousers gathered at the waist and the ankles. */
export function joggers(look: Look, cut: JoggerCut): string {
  const s = new Sheet(look);
  const l: Legs = { ...long, hip: 80, kneeOut: 76, kneeIn: 12, hemOut: 58, hemIn: 24, band: 18 };
  const gathers: Crease[] = [];
  for (let k = -6; k <= 6; k++) {
    const x = (k / 6.6) * l.waist;
    gathers.push([
      `M${at(x, l.top + l.band + 4)} L${at(x * 1.1, l.top + l.band + s.rng.between(16, 38))}`,
      3,
      0.17,
    ]);
  }
  for (const f of [-1, 1] as const) {
    for (const k of [0.15, 0.4, 0.65, 0.9]) {
      const x = f * (l.hemIn + (l.hemOut - l.hemIn) * k);
      gathers.push([`M${at(x * 1.12, l.hemY - 54)} L${at(x, l.hemY - 16)}`, 3, 0.18]);
    }
  }
  const side = both(
    `M${at(l.waist - 4, l.top)} C${at(l.hip - 4, l.top + 60)} ${at(l.hip - 6, l.crotchY)} ${at(l.kneeOut - 7, l.kneeY)} L${at(l.hemOut - 8, l.hemY)}`,
  );
  const trim = look.accent.hex;
  let out = inside(s, l);
  out += s.part(outline(l), {
    patterned: true,
    relief: cut === "track" ? "satin" : "soft",
    blockAt: l.kneeY - 20,
    inside:
      (cut === "track" ? stroke(side, trim, 11) + stroke(side, s.hex, 2.4) : s.seam(side, 0.35)) +
      s.creases([...gathers, ...creases(s, l, 0.16)]) +
      pocket(s, slant(l), s.line) +
      s.seam(`M${at(0, l.top + l.band)} V${l.crotchY}`, 0.7) +
      band(s, hemLine(l, 8), 11, s.hex),
  });
  const middle = across(l, l.band / 2);
  out += waistband(s, l, {}, band(s, middle, l.band / 2));
  const cord = lightness(s.hex) > 0.75 ? darker(s.hex, 0.35) : "#f3f1ec";
  for (const f of [-1, 1] as const) {
    const y = l.top + dip + l.band * 0.5;
    const d = `M${at(f * 6, y)} C${at(f * 9, y + 14)} ${at(f * 15, y + 26)} ${at(f * 10, y + 48)}`;
    out += `<g transform="translate(1.2 2)">${stroke(d, "#000", 3, 0.3)}</g>${stroke(d, cord, 3)}`;
  }
  return s.finish(out);
}

export const leggingCuts = ["plain", "panelled"] as const;
export type LeggingCut = (typeof leggingCuts)[number];

export function leggings(look: Look, cut: LeggingCut): string {
  const s = new Sheet(look);
  const l: Legs = {
    ...long,
    waist: 54,
    hip: 66,
    kneeOut: 52,
    kneeIn: 13,
    hemOut: 41,
    hemIn: 17,
    band: 26,
  };
  const panel = both(
    `M${at(l.hip - 2, l.crotchY - 30)} C${at(l.hip - 22, l.crotchY + 30)} ${at(l.kneeOut - 20, l.kneeY)} ${at(l.hemOut - 12, l.hemY + 4)} L${at(l.hemOut + 8, l.hemY)} L${at(l.hip + 14, l.crotchY)}Z`,
  );
  let out = inside(s, l);
  out += s.part(outline(l), {
    patterned: true,
    relief: "satin",
    blockAt: l.kneeY - 30,
    inside:
      (cut === "panelled"
        ? `<path d="${panel}" fill="${look.accent.hex}"/>${s.seam(panel, 0.5)}`
        : "") +
      s.creases(creases(s, l, 0.13)) +
      s.seam(`M${at(0, l.top + l.band)} V${l.crotchY}`, 0.6) +
      s.stitch(hemLine(l, 6)),
  });
  out += waistband(s, l, { patterned: cut === "plain" }, s.stitch(across(l, l.band - 3)));
  return s.finish(out);
}
