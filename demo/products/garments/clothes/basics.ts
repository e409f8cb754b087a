/** Draws tank tops and camisoles. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { hemFor, print, tee } from "./top-parts.ts";
import { at, bodyCreases, type Torso } from "./torso.ts";

export const tankCuts = ["classic", "racer", "camisole"] as const;
export type TankCut = (typeof tankCuts)[number];

/** A sleeveless top with broad straps, a racer back, or the thin straps of a camisole. */
export function tankTop(look: Look, cut: TankCut): string {
  const s = new Sheet(look);
  const t: Torso = hemFor(look, {
    ...tee,
    pit: cut === "camisole" ? 72 : 78,
    waist: cut === "camisole" ? 68 : 74,
    hem: cut === "camisole" ? 80 : 80,
    hemY: cut === "camisole" ? 322 : 342,
  });
  const paint: Paint = {
    patterned: true,
    relief: cut === "camisole" || look.material === "satin" ? "satin" : "cloth",
    blockAt: t.pitY + 44,
  };
  const side =
    ` C${at(t.pit - 1, t.pitY + 30)} ${at(t.waist, t.waistY - 34)} ${at(t.waist, t.waistY)}` +
    ` C${at(t.waist, t.waistY + 36)} ${at(t.hem - 2, t.hemY - 34)} ${at(t.hem, t.hemY)}` +
    ` C${at(t.hem * 0.66, t.hemY + t.drop)} ${at(t.hem * 0.33, t.hemY + t.drop)} ${at(0, t.hemY + t.drop)}`;
  const hemLine = `M${at(-t.hem, t.hemY - 8)} Q${at(0, t.hemY + t.drop)} ${at(t.hem, t.hemY - 8)}`;
  const inside =
    (look.pattern === "graphic" ? print(s, t.pitY + 40) : "") +
    s.creases(bodyCreases(s, t)) +
    s.stitch(hemLine);
  if (cut === "camisole") {
    const y = t.pitY - 34;
    const edge = `M${at(0, y + 26)} C${at(16, y + 18)} ${at(34, y + 4)} ${at(46, y - 4)} C${at(54, y + 14)} ${at(62, y + 28)} ${at(t.pit, t.pitY + 6)}`;
    const string = `M${at(46, y - 2)} C${at(48, y - 28)} ${at(44, y - 52)} ${at(36, y - 66)}`;
    const strings = [string, mirror(string)]
      .map((d) => stroke(d, darker(s.hex, 0.5), 4.6) + stroke(d, s.hex, 3.2))
      .join("");
    return s.finish(
      `${strings}${s.part(symmetric(edge + side), { ...paint, inside })}${stroke(`${edge} ${mirror(edge)}`, darker(s.hex, 0.3), 2.4, 0.6)}`,
    );
  }
  const racer = cut === "racer";
  const neck = racer ? 30 : 40;
  const shoulder = racer ? 46 : 64;
  const dip = racer ? 84 : 62;
  const neckHalf = `M${at(0, t.neckY + dip)} C${at(neck * 0.8, t.neckY + dip)} ${at(neck, t.neckY + 34)} ${at(neck, t.neckY)}`;
  const armHalf = `C${at(shoulder - (racer ? 2 : 6), t.neckY + 46)} ${at(t.pit - 20, t.pitY - 4)} ${at(t.pit, t.pitY + 4)}`;
  const behind = symmetric(
    `M${at(0, t.neckY + (racer ? 26 : 20))} C${at(neck * 0.6, t.neckY + 20)} ${at(neck * 0.9, t.neckY + 8)} ${at(neck, t.neckY)} L${at(neck + 4, t.neckY + 10)} L${at(0, t.neckY + dip + 30)}`,
  );
  const binding = `${neckHalf} ${mirror(neckHalf)}`;
  const arm = `M${at(shoulder, t.neckY + 4)} ${armHalf}`;
  const tape = (d: string): string =>
    stroke(d, darker(s.hex, 0.5), 6.4, 0.5) + stroke(d, darker(s.hex, 0.08), 5);
  return s.finish(
    s.part(behind, { fill: darker(s.hex, 0.26), relief: "flat" }) +
      s.part(symmetric(`${neckHalf} L${at(shoulder, t.neckY + 4)} ${armHalf}${side}`), {
        ...paint,
        inside,
      }) +
      tape(binding) +
      tape(arm) +
      tape(mirror(arm)),
  );
}
