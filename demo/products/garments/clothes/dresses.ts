/** Draws dresses and skirts. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Length, Look } from "../../look.ts";
import { darker } from "../../palette.ts";
import { type Crease, type Paint, Sheet, stroke } from "../../sheet.ts";
import { collar, pairOfSleeves } from "./top-parts.ts";
import {
  at,
  backNeck,
  band,
  bodyCreases,
  frontHalf,
  neckband,
  necklineHalf,
  type Torso,
} from "./torso.ts";

/** Scales a drawing that is taller than the frame to fit. */
export function fillFrame(drawing: string, top: number, bottom: number): string {
  const scale = Math.min(1.05, 352 / (bottom - top));
  const middle = (top + bottom) / 2;
  return `<g transform="translate(200 200) scale(${scale.toFixed(3)}) translate(-200 ${-middle})">${drawing}</g>`;
}

const hems: Partial<Record<Length, number>> = { mini: 420, knee: 500, midi: 590, maxi: 690 };

/** Folds that fall from the waist, wider towards the hem. */
function falls(s: Sheet, waist: number, waistY: number, hem: number, hemY: number): Crease[] {
  const list: Crease[] = [];
  for (let k = -3; k <= 3; k++) {
    const sway = s.rng.between(-6, 6);
    const from = at((k * waist) / 4, waistY + 8);
    list.push([
      `M${from} Q${at((k * waist) / 3.6 + sway, (waistY + hemY) / 2)} ${at((k * hem) / 3.7 + sway, hemY + 4)}`,
      7,
      0.13,
    ]);
  }
  return list;
}

export const dressCuts = ["a-line", "shift", "wrap", "slip", "shirt"] as const;
export type DressCut = (typeof dressCuts)[number];

export function dress(look: Look, cut: DressCut): string {
  const s = new Sheet(look);
  const hemY = hems[look.length ?? "knee"] ?? 500;
  const fall = hemY - 240;
  const flare = { "a-line": 0.36, shift: 0.06, wrap: 0.28, slip: 0.16, shirt: 0.22 }[cut];
  const waist = cut === "shift" ? 80 : cut === "slip" ? 70 : 62;
  const neckline =
    cut === "shirt" ? "collar" : cut === "wrap" ? "v-neck" : (look.neckline ?? "scoop");
  const bare = look.sleeve === "sleeveless" || cut === "slip";
  const t: Torso = {
    neck: neckline === "scoop" ? 42 : 36,
    neckY: 52,
    tip: bare ? 62 : 84,
    tipY: bare ? 62 : 72,
    pit: 76,
    pitY: 148,
    waist,
    waistY: 236,
    hem: waist + fall * flare + 6,
    hemY,
    drop: 10,
  };
  const satin = look.material === "satin";
  const paint: Paint = {
    patterned: true,
    relief: satin ? "satin" : "cloth",
    blockAt: t.waistY,
  };
  if (cut === "slip") return slipDress(s, t, paint);
  let out = "";
  if (!bare) {
    out += pairOfSleeves(s, t, look.sleeve === "long" ? "long" : "short", paint, 0, (d) =>
      s.stitch(d),
    );
  }
  out += backNeck(s, t, neckline);
  const seamLine = `M${at(-t.waist - 2, t.waistY)} Q${at(0, t.waistY + 12)} ${at(t.waist + 2, t.waistY)}`;
  const placket = `M200,${t.neckY + 30} V${hemY + 12}`;
  out += s.part(symmetric(frontHalf(t, necklineHalf(neckline, t))), {
    ...paint,
    inside:
      s.creases(bodyCreases(s, { ...t, hemY: t.waistY + 70 })) +
      (cut === "shift" ? "" : s.creases(falls(s, t.waist, t.waistY, t.hem, hemY), 4)) +
      (cut === "a-line" ? s.seam(seamLine, 0.9) : "") +
      (cut === "wrap"
        ? s.seam(`M${at(-t.neck + 6, t.neckY + 40)} L${at(t.waist - 8, t.waistY)}`, 0.9) +
          s.shade(
            `M${at(-16, t.waistY)} Q${at(18, t.waistY + 120)} ${at(30, hemY + 12)} L${at(44, hemY + 12)} Q${at(26, t.waistY + 110)} ${at(-8, t.waistY)}Z`,
            0.26,
          )
        : "") +
      (cut === "shirt"
        ? s.seam(placket, 0.9) + s.stitch(`M207,${t.neckY + 30} V${hemY + 12}`)
        : "") +
      s.stitch(`M${at(-t.hem, hemY - 8)} Q${at(0, hemY + 8)} ${at(t.hem, hemY - 8)}`),
  });
  if (cut === "shirt") {
    out += collar(s, t, 17);
    for (let y = t.neckY + 50; y < hemY - 20; y += 38) out += s.button(200, y, 3.4, "#e9e5dc");
  } else {
    out += neckband(s, t, neckline, 4);
  }
  if (cut === "shirt" || cut === "wrap") out += belt(s, t);
  return s.finish(fillFrame(out, 48, hemY + 12));
}

function belt(s: Sheet, t: Torso): string {
  const d = `M${at(-t.waist - 3, t.waistY - 7)} Q${at(0, t.waistY + 5)} ${at(t.waist + 3, t.waistY - 7)} L${at(t.waist + 3, t.waistY + 8)} Q${at(0, t.waistY + 20)} ${at(-t.waist - 3, t.waistY + 8)}Z`;
  const tail = `M${at(20, t.waistY + 4)} C${at(34, t.waistY + 30)} ${at(30, t.waistY + 60)} ${at(40, t.waistY + 92)} L${at(26, t.waistY + 96)} C${at(18, t.waistY + 62)} ${at(22, t.waistY + 36)} ${at(10, t.waistY + 10)}Z`;
  const fill = darker(s.hex, 0.16);
  return (
    s.part(tail, { fill, relief: "crisp" }) +
    s.part(d, { fill, relief: "crisp", edge: 0.5 }) +
    s.part(`M${at(6, t.waistY - 4)} h18 v18 h-18Z`, { fill, relief: "crisp", edge: 0.5 })
  );
}

function slipDress(s: Sheet, t: Torso, paint: Paint): string {
  const top = 104;
  const strap = `M${at(46, top - 2)} C${at(48, top - 30)} ${at(44, top - 54)} ${at(34, top - 66)}`;
  const d = symmetric(
    `M${at(0, top + 20)} C${at(14, top + 16)} ${at(34, top + 6)} ${at(46, top - 4)} C${at(52, top + 20)} ${at(62, top + 36)} ${at(72, top + 46)} C${at(68, top + 90)} ${at(t.waist - 6, t.waistY - 30)} ${at(t.waist - 6, t.waistY)} C${at(t.waist, t.waistY + 60)} ${at(t.hem - 4, t.hemY - 60)} ${at(t.hem, t.hemY)} Q${at(t.hem * 0.5, t.hemY + 12)} ${at(0, t.hemY + 12)}`,
  );
  const straps = [strap, mirror(strap)]
    .map((line) => stroke(line, darker(s.hex, 0.5), 4.4) + stroke(line, s.hex, 3))
    .join("");
  const out =
    straps +
    s.part(d, {
      ...paint,
      relief: "satin",
      inside: s.creases(falls(s, t.waist, t.waistY - 60, t.hem, t.hemY), 5),
    }) +
    s.seam(
      `M${at(-46, top - 2)} C${at(-34, top + 8)} ${at(-14, top + 18)} ${at(0, top + 22)} C${at(14, top + 18)} ${at(34, top + 8)} ${at(46, top - 2)}`,
      0.8,
    );
  return s.finish(fillFrame(out, 38, t.hemY + 12));
}

export const skirtCuts = ["a-line", "pencil", "pleated"] as const;
export type SkirtCut = (typeof skirtCuts)[number];

export function skirt(look: Look, cut: SkirtCut): string {
  const s = new Sheet(look);
  const waist = 74;
  const top = 60;
  const drop = { mini: 190, knee: 270, midi: 350, maxi: 420 }[
    (look.length ?? "knee") as "mini" | "knee" | "midi" | "maxi"
  ];
  const hemY = top + drop;
  const hem = cut === "pencil" ? waist + 12 : waist + drop * (cut === "pleated" ? 0.36 : 0.3);
  const hip = cut === "pencil" ? waist + 26 : waist + 22;
  const d = symmetric(
    `M${at(0, top + 8)} Q${at(waist * 0.6, top + 8)} ${at(waist, top)} C${at(hip - 4, top + 40)} ${at(hip, top + 70)} ${at(cut === "pencil" ? hip : hip + 6, top + 100)} L${at(hem, hemY)} Q${at(hem * 0.5, hemY + 12)} ${at(0, hemY + 12)}`,
  );
  const creases: Crease[] = [];
  let pleats = "";
  if (cut === "pleated") {
    for (let k = -7; k <= 7; k++) {
      const line = `M${at((k * waist) / 7.5, top + 20)} L${at((k * hem) / 7.4, hemY + 12)}`;
      pleats += s.seam(line, 0.75);
      creases.push([line, 7, 0.22]);
    }
  } else {
    creases.push(...falls(s, waist, top + 30, hem, hemY));
  }
  const waistband = symmetric(
    `M${at(0, top + 2)} Q${at(waist * 0.6, top + 2)} ${at(waist, top - 6)} L${at(waist + 3, top + 14)} Q${at(waist * 0.6, top + 24)} ${at(0, top + 24)}`,
  );
  const satin = look.material === "satin";
  const out =
    s.part(d, {
      patterned: true,
      relief: satin ? "satin" : "cloth",
      blockAt: (top + hemY) / 2,
      inside:
        s.creases(creases, cut === "pleated" ? 2 : 4) +
        pleats +
        s.stitch(`M${at(-hem, hemY - 8)} Q${at(0, hemY + 6)} ${at(hem, hemY - 8)}`) +
        (cut === "pencil"
          ? s.shade(
              `M197,${hemY - 60} L203,${hemY - 60} L206,${hemY + 14} L194,${hemY + 14}Z`,
              0.35,
              2,
            )
          : ""),
    }) +
    s.part(waistband, { relief: "crisp", edge: 0.5, fill: darker(s.hex, 0.08) }) +
    (cut === "pencil" ? s.button(200, top + 14, 4, darker(s.hex, 0.4)) : "") +
    (satin
      ? band(s, `M${at(-waist, top + 16)} Q${at(0, top + 26)} ${at(waist, top + 16)}`, 1)
      : "");
  return s.finish(fillFrame(out, top - 6, hemY + 12));
}
