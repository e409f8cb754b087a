/** Draws jumpsuits and swimwear. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lightness } from "../../palette.ts";
import { type Crease, type Paint, Sheet, stroke } from "../../sheet.ts";
import { fillFrame } from "./dresses.ts";
import { collar, pairOfSleeves } from "./top-parts.ts";
import { at, backNeck, bodyCreases, neckband, necklineHalf, type Torso } from "./torso.ts";

export const jumpsuitCuts = ["wide-leg", "utility", "dungarees"] as const;
export type JumpsuitCut = (typeof jumpsuitCuts)[number];

/** A jumpsuit: top and trousers in one piece. */
export function jumpsuit(look: Look, cut: JumpsuitCut): string {
  const s = new Sheet(look);
  const bib = cut === "dungarees";
  const wide = cut === "wide-leg";
  const neckline = cut === "utility" ? "collar" : "v-neck";
  const bare = look.sleeve === "sleeveless";
  const t: Torso = {
    neck: 38,
    neckY: 52,
    tip: bare ? 62 : 86,
    tipY: bare ? 62 : 74,
    pit: 78,
    pitY: 150,
    waist: 66,
    waistY: 242,
    hem: 84,
    hemY: 330,
    drop: 0,
  };
  const hemOut = wide ? 118 : 84;
  const hemIn = wide ? 10 : 20;
  const hemY = 640;
  const crotchY = 356;
  const legs =
    ` C${at(t.waist + 4, t.waistY + 26)} ${at(t.hem, t.waistY + 50)} ${at(t.hem + 2, 326)}` +
    ` C${at(t.hem + (wide ? 14 : 2), 430)} ${at(hemOut - 4, 540)} ${at(hemOut, hemY)}` +
    ` Q${at((hemOut + hemIn) / 2, hemY + 10)} ${at(hemIn, hemY + 3)}` +
    ` C${at(hemIn - 2, 540)} ${at(8, 440)} ${at(0, crotchY)}`;
  const denim = look.material === "denim";
  const paint: Paint = {
    patterned: true,
    relief: look.material === "satin" ? "satin" : "cloth",
    texture: denim ? "denim" : "none",
    blockAt: t.waistY,
  };
  const ink = denim ? "#d9a860" : s.line;
  const folds: Crease[] = [-1, 1].flatMap((f): Crease[] => [
    [`M${at(f * 6, crotchY)} Q${at(f * 34, crotchY - 4)} ${at(f * 70, crotchY - 34)}`, 5, 0.16],
    [
      `M${at(f * 34, t.waistY + 24)} Q${at(f * 44, 430)} ${at((f * (hemOut + hemIn)) / 2, hemY)}`,
      6,
      0.16,
    ],
    [
      `M${at(f * 64, 380)} Q${at(f * (wide ? 84 : 66), 500)} ${at(f * (hemOut - 14), hemY - 10)}`,
      6,
      0.12,
    ],
  ]);
  const legSeams = s.seam(`M${at(0, t.waistY)} V${crotchY}`, 0.7);
  let out = "";
  if (bib) {
    const strap = `M${at(34, 128)} C${at(44, 96)} ${at(46, 74)} ${at(40, 48)} L${at(56, 46)} C${at(62, 80)} ${at(58, 104)} ${at(50, 130)}Z`;
    const back = symmetric(
      `M${at(0, 176)} L${at(50, 182)} C${at(58, 200)} ${at(64, 224)} ${at(70, 246)} L${at(0, 250)}`,
    );
    out += s.part(back, { fill: darker(s.hex, 0.34), relief: "flat" });
    out += s.part(strap, paint) + s.part(mirror(strap), paint);
    out += s.part(
      symmetric(
        `M${at(0, 122)} L${at(50, 120)} C${at(52, 170)} ${at(58, 214)} ${at(t.waist + 4, t.waistY - 4)}${legs}`,
      ),
      {
        ...paint,
        inside:
          s.creases(folds) +
          legSeams +
          s.stitch("M152,128 H248", ink) +
          s.seam(`M${at(-t.waist, t.waistY)} Q200,${t.waistY + 10} ${at(t.waist, t.waistY)}`, 0.9) +
          s.seam("M172,150 h56 v44 h-56Z", 0.8) +
          s.stitch("M172,158 h56", ink) +
          s.stitch(`M${at(30, 300)} L${at(80, 270)} M${at(-30, 300)} L${at(-80, 270)}`, ink),
      },
    );
    for (const x of [158, 242]) out += s.button(x, 136, 6, "#c9a44f");
    return s.finish(fillFrame(out, 44, hemY + 12));
  }
  if (!bare) {
    out += pairOfSleeves(s, t, look.sleeve === "long" ? "long" : "short", paint, 2, (d) =>
      s.stitch(d, ink),
    );
  }
  out += backNeck(s, t, neckline);
  const torso =
    `${necklineHalf(neckline, t)} C${at(t.neck + 12, t.neckY + 6)} ${at(t.tip - 14, t.tipY - 8)} ${at(t.tip, t.tipY)}` +
    ` C${at(t.tip - 6, t.tipY + 26)} ${at(t.pit - 8, t.pitY - 26)} ${at(t.pit, t.pitY)}` +
    ` C${at(t.pit - 1, t.pitY + 30)} ${at(t.waist, t.waistY - 34)} ${at(t.waist, t.waistY)}`;
  const pocket = (x: number): string => `M${x},${t.pitY + 8} h36 v36 h-36Z`;
  out += s.part(symmetric(torso + legs), {
    ...paint,
    inside:
      s.creases([...bodyCreases(s, { ...t, hemY: t.waistY + 30 }), ...folds]) +
      legSeams +
      (cut === "utility"
        ? [146, 218].map((x) => s.seam(pocket(x), 0.8) + s.stitch(pocket(x), ink)).join("") +
          s.zip(`M200,${t.neckY + 28} V${crotchY - 30}`)
        : ""),
  });
  out += cut === "utility" ? collar(s, t, 17) : neckband(s, t, neckline, 4);
  const belt = `M${at(-t.waist - 3, t.waistY - 8)} Q200,${t.waistY + 4} ${at(t.waist + 3, t.waistY - 8)} L${at(t.waist + 3, t.waistY + 8)} Q200,${t.waistY + 20} ${at(-t.waist - 3, t.waistY + 8)}Z`;
  out += s.part(belt, { fill: darker(s.hex, 0.14), relief: "crisp", edge: 0.5 });
  return s.finish(fillFrame(out, 46, hemY + 12));
}

export const swimCuts = ["swimsuit", "bikini", "halter"] as const;
export type SwimCut = (typeof swimCuts)[number];

export function swimwear(look: Look, cut: SwimCut): string {
  const s = new Sheet(look);
  const paint: Paint = { patterned: true, relief: "satin", blockAt: 210 };
  const lining = darker(s.hex, lightness(s.hex) < 0.25 ? 0.2 : 0.34);
  const string = (d: string): string =>
    stroke(d, darker(s.hex, 0.5), 6) + stroke(d, darker(s.hex, 0.06), 4.4);
  if (cut === "bikini") {
    const cup = `M${at(6, 156)} C${at(12, 120)} ${at(34, 96)} ${at(46, 84)} C${at(66, 104)} ${at(84, 132)} ${at(88, 156)} Q${at(46, 172)} ${at(6, 156)}Z`;
    const brief = symmetric(
      `M${at(0, 252)} Q${at(50, 252)} ${at(86, 240)} L${at(90, 262)} C${at(58, 276)} ${at(26, 300)} ${at(20, 338)} Q${at(10, 344)} ${at(0, 344)}`,
    );
    const behind = symmetric(
      `M${at(0, 244)} Q${at(50, 246)} ${at(86, 238)} L${at(88, 252)} L${at(0, 264)}`,
    );
    let out = string(`M${at(46, 86)} Q${at(40, 50)} ${at(24, 34)}`);
    out += string(`M${at(-46, 86)} Q${at(-40, 50)} ${at(-24, 34)}`);
    out += string(`M${at(86, 152)} Q${at(110, 150)} ${at(126, 140)}`);
    out += string(`M${at(-86, 152)} Q${at(-110, 150)} ${at(-126, 140)}`);
    out += string(`M${at(-8, 156)} H208`);
    out += s.part(cup, paint) + s.part(mirror(cup), paint);
    out += s.part(behind, { fill: lining, relief: "flat" });
    out += s.part(brief, {
      ...paint,
      inside: s.creases([[`M${at(-70, 262)} Q200,300 ${at(70, 262)}`, 4, 0.12]]),
    });
    for (const f of [-1, 1])
      out += string(
        `M${at(f * 88, 250)} q${f * 16},10 ${f * 12},34 M${at(f * 88, 250)} q${f * 24},4 ${f * 26},22`,
      );
    return s.finish(out);
  }
  const halter = cut === "halter";
  const top = halter
    ? `M${at(0, 168)} C${at(8, 120)} ${at(20, 70)} ${at(26, 34)} L${at(42, 34)} C${at(52, 90)} ${at(66, 120)} ${at(76, 148)}`
    : `M${at(0, 118)} C${at(30, 116)} ${at(42, 84)} ${at(44, 36)} L${at(58, 36)} C${at(58, 90)} ${at(64, 120)} ${at(78, 146)}`;
  const half =
    `${top} C${at(74, 180)} ${at(60, 206)} ${at(62, 232)} C${at(66, 264)} ${at(84, 280)} ${at(86, 300)}` +
    ` C${at(54, 306)} ${at(26, 332)} ${at(20, 362)} Q${at(10, 368)} ${at(0, 368)}`;
  const behind = symmetric(
    `M${at(0, 150)} Q${at(40, 150)} ${at(70, 146)} L${at(60, 220)} L${at(0, 230)}`,
  );
  const folds: Crease[] = [190, 214, 238].map((y) => [
    `M${at(-58, y)} Q${at(0, y + 16)} ${at(58, y)}`,
    4,
    0.12,
  ]);
  return s.finish(
    s.part(behind, { fill: lining, relief: "flat" }) +
      s.part(symmetric(half), {
        ...paint,
        inside: s.creases(folds) + s.seam(`M${at(-74, 156)} Q200,176 ${at(74, 156)}`, 0.3),
      }),
  );
}
