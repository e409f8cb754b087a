/** Draws T-shirts, polo shirts, shirts and blouses. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lighter, lightness } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { collar, fold, hemFor, pairOfSleeves, print, tee } from "./top-parts.ts";
import {
  at,
  backNeck,
  band,
  bodyCreases,
  front,
  neckband,
  type SleeveCut,
  type Torso,
} from "./torso.ts";

export type TeeCut = "classic" | "boxy" | "slim";

export function tShirt(look: Look, cut: TeeCut): string {
  const s = new Sheet(look);
  const loose = cut === "boxy" ? 9 : cut === "slim" ? -7 : 0;
  const neckline = look.neckline ?? "crew";
  const t = hemFor(look, {
    ...tee,
    neck: neckline === "boat" ? 54 : neckline === "scoop" ? 42 : 37,
    tip: tee.tip + loose * 0.7,
    pit: tee.pit + loose,
    waist: tee.waist + loose * (cut === "slim" ? 1.6 : 1),
    hem: tee.hem + loose,
  });
  const trimmed = look.pattern === "plain" && s.rng.chance(0.22);
  const trim = trimmed ? look.accent.hex : s.hex;
  const hemLine = `M${at(-t.hem, t.hemY - 9)} Q${at(0, t.hemY + t.drop * 1.4 - 9)} ${at(t.hem, t.hemY - 9)}`;
  const paint: Paint = { patterned: true, blockAt: t.pitY + 38 };
  let out = "";
  if (look.sleeve !== "sleeveless") {
    const kind: SleeveCut = look.sleeve === "long" ? "long" : "short";
    out += pairOfSleeves(s, t, kind, paint, cut === "boxy" ? 6 : 0, (d) =>
      trimmed
        ? stroke(d, trim, 9, 1) + s.seam(d)
        : `<g transform="translate(0 -6)">${s.stitch(d)}</g>`,
    );
  }
  const body =
    look.sleeve === "sleeveless"
      ? { ...t, neck: t.neck + 4, tip: t.neck + 26, tipY: t.neckY + 10, pit: t.pit - 2 }
      : t;
  out += backNeck(s, body, neckline);
  out += s.part(front(body, neckline), {
    ...paint,
    inside:
      (look.pattern === "graphic" ? print(s, t.pitY + 26) : "") +
      s.creases(bodyCreases(s, body)) +
      s.stitch(hemLine),
  });
  out += neckband(s, body, neckline, cut === "slim" ? 5 : 7, trim);
  return s.finish(out);
}

export type PoloCut = "classic" | "tipped";

export function poloShirt(look: Look, cut: PoloCut): string {
  const s = new Sheet(look);
  const t = hemFor(look, tee);
  const trim = cut === "tipped" ? look.accent.hex : s.hex;
  const paint: Paint = { patterned: true, texture: "weave", blockAt: t.pitY + 40 };
  let out = pairOfSleeves(
    s,
    t,
    look.sleeve === "long" ? "long" : "short",
    paint,
    0,
    (d) => band(s, d, 6, s.hex) + (cut === "tipped" ? stroke(d, trim, 4, 1) : ""),
  );
  const placket = `M188,${t.neckY + 22} H212 V${t.pitY + 8} H188Z`;
  const buttonFill = lightness(s.hex) > 0.6 ? "#e9e6df" : darker(s.hex, 0.35);
  const hemLine = `M${at(-t.hem, t.hemY - 9)} Q${at(0, t.hemY)} ${at(t.hem, t.hemY - 9)}`;
  out += s.part(front(t, "collar"), {
    ...paint,
    inside:
      s.creases(bodyCreases(s, t)) +
      `<path d="${placket}" fill="${s.hex}"/><path d="${placket}" fill="${darker(s.hex, 0.2)}" fill-opacity="0.25"/>` +
      s.seam(placket) +
      s.stitch(hemLine),
  });
  for (const k of [0, 1, 2]) out += s.button(200, t.neckY + 44 + k * 22, 3, buttonFill);
  out += collar(s, t, 14, s.hex, false);
  if (cut === "tipped") {
    const edge = `M${at(43, t.neckY + 16)} L${at(30, t.neckY + 50)} L${at(3, t.neckY + 28)}`;
    out += stroke(edge, trim, 2.6) + stroke(mirror(edge), trim, 2.6);
  }
  return s.finish(out);
}

export type ShirtCut = "classic" | "camp" | "overshirt";

export function shirt(look: Look, cut: ShirtCut): string {
  const s = new Sheet(look);
  const denim = look.material === "denim";
  const wide = cut === "camp" ? 8 : cut === "overshirt" ? 6 : 0;
  const t: Torso = {
    ...tee,
    neck: 34,
    neckY: 54,
    pit: tee.pit + wide,
    waist: tee.waist - 2 + wide,
    hem: tee.hem + wide - 3,
    hemY: cut === "camp" ? 340 : 328,
    drop: cut === "camp" ? 4 : 26,
  };
  const ink = denim ? "#d9a860" : s.line;
  const paint: Paint = { patterned: true, texture: denim ? "denim" : "none", blockAt: t.pitY + 44 };
  const long = look.sleeve !== "short";
  let out = pairOfSleeves(s, t, long ? "long" : "short", paint, cut === "camp" ? 8 : 2, (d) =>
    long
      ? `<g transform="translate(0 -20)">${s.seam(d, 0.8)}</g><g transform="translate(0 -4)">${s.stitch(d, ink)}</g>`
      : `<g transform="translate(0 -9)">${s.seam(d)}</g>`,
  );
  const top = t.neckY + 26;
  const bottom = t.hemY + t.drop;
  const pocket = (x: number): string => `M${x},${t.pitY + 8} h40 v36 l-20,9 l-20,-9Z`;
  const pockets = cut === "overshirt" || denim ? [136, 224] : s.rng.chance(0.7) ? [226] : [];
  const flap = (x: number): string => `M${x - 2},${t.pitY + 4} h44 v13 l-22,7 l-22,-7Z`;
  let details = "";
  for (const x of pockets) {
    details += s.seam(pocket(x), 0.7) + s.stitch(pocket(x), ink);
    if (cut === "overshirt" || denim)
      details += s.part(flap(x), { ...paint, relief: "crisp", edge: 0.5 });
  }
  const yoke = `M${at(-t.tip, t.tipY + 26)} Q${at(0, t.tipY + 34)} ${at(t.tip, t.tipY + 26)}`;
  const placket = `M189,${top} H211 V${bottom + 4} H189Z`;
  out += s.part(front(t, "collar"), {
    ...paint,
    inside:
      s.creases(bodyCreases(s, t)) +
      details +
      (denim ? s.seam(yoke) : "") +
      `<path d="${placket}" fill="#000" fill-opacity="0.035"/>` +
      s.seam(`M189,${top} V${bottom}`, 0.6) +
      s.seam(`M211,${top} V${bottom}`, 0.9) +
      s.stitch(`M207,${top} V${bottom}`, ink, 0.8),
  });
  const buttonFill = denim ? "#e8ddc6" : lightness(s.hex) > 0.72 ? "#d9d6d0" : lighter(s.hex, 0.55);
  const count = 6;
  for (let k = 0; k < count; k++) {
    out += s.button(
      200,
      Math.round(top + 18 + (k * (t.hemY - top - 36)) / (count - 1)),
      3.1,
      buttonFill,
    );
  }
  if (cut === "camp") {
    const lapel = `M${at(33, t.neckY - 6)} C${at(44, t.neckY + 2)} ${at(44, t.neckY + 10)} ${at(42, t.neckY + 14)} L${at(52, t.neckY + 44)} L${at(34, t.neckY + 46)} L${at(1, t.neckY + 88)} L${at(1, t.neckY + 60)} Q${at(18, t.neckY + 20)} ${at(33, t.neckY - 6)}Z`;
    const open = symmetric(
      `M${at(0, t.neckY + 4)} Q${at(24, t.neckY + 4)} ${at(34, t.neckY - 4)} L${at(20, t.neckY + 40)} L${at(0, t.neckY + 84)}`,
    );
    out += s.part(open, { fill: darker(s.hex, 0.34), relief: "flat" });
    out += `<rect x="191" y="${t.neckY + 10}" width="18" height="10" fill="#f4f2ee" fill-opacity="0.9"/>`;
    out += s.part(lapel, { ...paint, relief: "crisp", edge: 0.5, angle: 20 });
    out += s.part(mirror(lapel), { ...paint, relief: "crisp", edge: 0.5, angle: -20 });
  } else {
    out += collar(s, t, 17);
    out += s.button(200, t.neckY + 33, 2.8, buttonFill);
  }
  return s.finish(out);
}

export type BlouseCut = "bow" | "wrap" | "peplum" | "ruffle";

export function blouse(look: Look, cut: BlouseCut): string {
  const s = new Sheet(look);
  const neckline = cut === "bow" ? "turtleneck" : cut === "ruffle" ? "scoop" : "v-neck";
  const peplum = cut === "peplum";
  const t: Torso = {
    ...tee,
    neck: cut === "bow" ? 30 : 40,
    neckY: 60,
    tip: 82,
    tipY: 80,
    pit: 78,
    waist: peplum ? 62 : 74,
    waistY: peplum ? 232 : 250,
    hem: peplum ? 104 : 88,
    hemY: peplum ? 318 : 330,
    drop: 12,
  };
  const paint: Paint = { patterned: true, relief: "satin", blockAt: t.pitY + 44, scale: 0.9 };
  const kind: SleeveCut =
    look.sleeve === "long" ? "bell" : look.sleeve === "short" ? "puff" : "cap";
  let out = "";
  if (look.sleeve !== "sleeveless") {
    out += pairOfSleeves(s, t, kind, paint, 0, (d) =>
      kind === "puff" ? `<g transform="translate(0 -3)">${s.seam(d, 0.8)}</g>` : s.stitch(d),
    );
  }
  const body = look.sleeve === "sleeveless" ? { ...t, tip: t.neck + 24, tipY: t.neckY + 8 } : t;
  out += backNeck(s, body, neckline);
  const drape: Array<readonly [string, number, number]> = [];
  for (const side of [-1, 1] as const) {
    for (const k of [0, 1, 2, 3]) {
      const x = side * (12 + k * 17);
      const from = peplum ? t.waistY + 4 : t.pitY + 60 + k * 8;
      drape.push([
        `M${at(x * (peplum ? 0.85 : 1), from)} Q${at(x * 1.05, from + 40)} ${at(x * (peplum ? 1.42 : 1.12), t.hemY + 4)}`,
        peplum ? 5.5 : 4.5,
        peplum ? 0.2 : 0.12,
      ]);
    }
  }
  const wrapLine = `M${at(-6, body.neckY + 84)} Q${at(20, body.neckY + 130)} ${at(t.waist, t.waistY - 6)}`;
  const wrapFolds: Array<readonly [string, number, number]> =
    cut === "wrap"
      ? [0, 1, 2, 3].map((k) => [
          `M${at(-t.pit + 12 + k * 8, t.pitY + 6 + k * 4)} Q${at(0, t.pitY + 50 + k * 12)} ${at(t.waist - 3, t.waistY - 14 + k * 5)}`,
          4,
          0.15,
        ])
      : [];
  out += s.part(front(body, neckline), {
    ...paint,
    inside:
      s.creases([...bodyCreases(s, body), ...drape, ...wrapFolds]) +
      (cut === "wrap" ? s.seam(wrapLine, 0.9) : "") +
      (peplum
        ? s.seam(
            `M${at(-t.waist, t.waistY)} Q${at(0, t.waistY + 10)} ${at(t.waist, t.waistY)}`,
            0.9,
          )
        : "") +
      s.stitch(
        `M${at(-t.hem, t.hemY - 5)} Q${at(0, t.hemY + t.drop * 1.3 - 4)} ${at(t.hem, t.hemY - 5)}`,
      ),
  });
  if (cut === "bow") {
    const y = t.neckY;
    const loop = `M${at(2, y + 30)} C${at(16, y + 10)} ${at(52, y + 8)} ${at(56, y + 26)} C${at(58, y + 44)} ${at(24, y + 46)} ${at(2, y + 34)}Z`;
    const tail = `M${at(-4, y + 34)} L${at(6, y + 34)} C${at(12, y + 70)} ${at(22, y + 100)} ${at(32, y + 132)} L${at(8, y + 140)} C${at(6, y + 100)} ${at(2, y + 70)} ${at(-4, y + 34)}Z`;
    const tie: Paint = { ...paint, relief: "soft", edge: 0.5 };
    const band0 = symmetric(
      `M${at(0, y + 10)} Q${at(20, y + 6)} ${at(31, y - 8)} L${at(34, y + 6)} Q${at(20, y + 26)} ${at(0, y + 34)}`,
    );
    out +=
      s.part(band0, tie) +
      s.part(tail, { ...tie, angle: -12 }) +
      s.part(mirror(tail), { ...tie, angle: 12 });
    out += s.part(loop, { ...tie, angle: 20 }) + s.part(mirror(loop), { ...tie, angle: -20 });
    out += s.part(
      `M191,${y + 24} Q200,${y + 20} 209,${y + 24} L208,${y + 42} Q200,${y + 46} 192,${y + 42}Z`,
      tie,
    );
  } else if (cut === "ruffle") {
    const y = body.neckY;
    const frill = symmetric(
      `M${at(0, y + 60)} C${at(30, y + 60)} ${at(40, y + 34)} ${at(body.neck, y)} L${at(body.neck + 16, y + 6)} C${at(body.neck + 22, y + 26)} ${at(54, y + 52)} ${at(48, y + 72)} C${at(40, y + 86)} ${at(32, y + 80)} ${at(26, y + 92)} C${at(16, y + 100)} ${at(8, y + 90)} ${at(0, y + 100)}`,
    );
    const pleats: Array<readonly [string, number, number]> = [-40, -28, -14, 0, 14, 28, 40].map(
      (x) => [
        `M${at(x * 0.8, y + 58 - Math.abs(x) * 0.5)} L${at(x * 1.2, y + 96 - Math.abs(x) * 0.4)}`,
        3,
        0.2,
      ],
    );
    out += s.part(frill, { ...paint, relief: "soft", inside: s.creases(pleats, 1.4), edge: 0.5 });
  } else {
    out += neckband(s, body, neckline, 5);
    if (peplum)
      out += fold(
        s,
        `M${at(-t.waist - 1, t.waistY - 5)} Q${at(0, t.waistY + 5)} ${at(t.waist + 1, t.waistY - 5)} L${at(t.waist + 1, t.waistY + 4)} Q${at(0, t.waistY + 14)} ${at(-t.waist - 1, t.waistY + 4)}Z`,
      );
  }
  return s.finish(out);
}
