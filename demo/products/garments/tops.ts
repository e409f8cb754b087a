import { mirror, symmetric } from "../geometry.ts";
import type { Look } from "../look.ts";
import { darker, lighter, lightness, mix } from "../palette.ts";
import type { Paint } from "../sheet.ts";
import { Sheet, stroke } from "../sheet.ts";
import {
  at,
  backNeck,
  band,
  bodyCreases,
  front,
  neckband,
  type SleeveCut,
  sleeve,
  sleeveCreases,
  type Torso,
} from "./torso.ts";

export const tee: Torso = {
  neck: 37,
  neckY: 52,
  tip: 90,
  tipY: 74,
  pit: 84,
  pitY: 152,
  waist: 81,
  waistY: 250,
  hem: 85,
  hemY: 346,
  drop: 6,
};

export function hemFor(look: Look, t: Torso): Torso {
  if (look.length === "cropped") {
    return {
      ...t,
      waistY: t.waistY - 26,
      hemY: t.hemY - 62,
      neckY: t.neckY + 18,
      tipY: t.tipY + 18,
      pitY: t.pitY + 18,
    };
  }
  if (look.length === "longline") return { ...t, hem: t.hem + 5, hemY: t.hemY + 18 };
  return t;
}

export function pairOfSleeves(
  s: Sheet,
  t: Torso,
  cut: SleeveCut,
  paint: Paint,
  wide: number,
  cuff: (d: string) => string,
): string {
  const right = sleeve(t, cut, wide);
  const creases = s.creases(sleeveCreases(t, cut));
  const end = cuff(right.cuff);
  const left = s.creases(sleeveCreases(t, cut).map(([d, w, o]) => [mirror(d), w, o] as const));
  const base = paint.inside ?? "";
  return (
    s.part(right.d, { ...paint, angle: right.angle, inside: base + creases + end }) +
    s.part(mirror(right.d), {
      ...paint,
      angle: -right.angle,
      inside: base + left + cuff(mirror(right.cuff)),
    })
  );
}

/** A motif printed on the chest. */
export function print(s: Sheet, y: number): string {
  const ink = s.look.accent.hex;
  const second = mix(ink, s.hex, 0.45);
  const motif = s.rng.whole(0, 4);
  const g = (content: string): string => `<g transform="translate(200 ${y})">${content}</g>`;
  switch (motif) {
    case 0:
      return g(
        `<circle r="36" fill="${ink}"/><path d="M-36,6 L-12,-18 L4,0 L16,-12 L36,8 A36,36 0 0 1 -36,6Z" fill="${second}"/><path d="M-34,14 Q0,4 34,14 L30,22 Q0,12 -30,22Z" fill="${s.hex}"/>`,
      );
    case 1:
      return g(
        [0, 1, 2, 3, 4]
          .map(
            (k) =>
              `<path d="M-42,${-24 + k * 13} q10.5,-11 21,0 t21,0 t21,0 t21,0" fill="none" stroke="${k % 2 ? second : ink}" stroke-width="5"/>`,
          )
          .join(""),
      );
    case 2:
      return g(
        `<rect x="-38" y="-38" width="76" height="76" fill="${second}"/><circle r="24" fill="${ink}"/><rect x="-38" y="0" width="76" height="5" fill="${s.hex}"/><rect x="-38" y="12" width="76" height="4" fill="${s.hex}"/>`,
      );
    case 3:
      return g(
        `<path d="M0,40 C0,10 2,-8 0,-34" fill="none" stroke="${ink}" stroke-width="4"/>` +
          [-1, 1]
            .map((f) =>
              [-22, -4, 14]
                .map(
                  (dy) =>
                    `<path d="M0,${dy + 14} C${f * 8},${dy - 8} ${f * 26},${dy - 12} ${f * 36},${dy - 14} C${f * 34},${dy + 6} ${f * 18},${dy + 14} 0,${dy + 14}Z" fill="${dy === -4 ? second : ink}"/>`,
                )
                .join(""),
            )
            .join(""),
      );
    default:
      return g(
        [0, 1, 2]
          .map(
            (k) =>
              `<rect x="${-44 + k * 31}" y="-30" width="26" height="60" rx="${k === 1 ? 13 : 2}" fill="${k === 1 ? second : ink}"/>`,
          )
          .join(""),
      );
  }
}

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

function fold(s: Sheet, d: string, fill = s.hex): string {
  return s.part(d, { fill, relief: "crisp", edge: 0.5 });
}

/** A shirt collar: two leaves over a stand. */
export function collar(s: Sheet, t: Torso, spread: number, fill = s.hex, patterned = true): string {
  const { neck: w, neckY: y } = t;
  const leaf = `M${at(w - 1, y - 8)} C${at(w + 7, y - 2)} ${at(w + 8, y + 8)} ${at(w + 6, y + 14)} L${at(spread + 16, y + 52)} L${at(1, y + 27)} C${at(w * 0.5, y + 22)} ${at(w * 0.86, y + 8)} ${at(w - 1, y - 8)}Z`;
  const stand = symmetric(
    `M${at(0, y - 10)} C${at(w * 0.6, y - 10)} ${at(w * 0.9, y - 9)} ${at(w, y - 7)} L${at(w + 4, y + 12)} L${at(0, y + 38)}`,
  );
  const paint: Paint = { fill, patterned, relief: "crisp", edge: 0.5, scale: 0.9 };
  return (
    s.part(stand, {
      fill: darker(fill, 0.2),
      relief: "flat",
      edge: 0.4,
      inside: s.shade(
        `M${at(-w, y + 2)} Q${at(0, y + 10)} ${at(w, y + 2)} L${at(0, y + 40)}Z`,
        0.28,
      ),
    }) +
    `<rect x="191" y="${y + 2}" width="18" height="10" fill="#f4f2ee" fill-opacity="0.9"/>` +
    s.part(leaf, { ...paint, angle: 35 }) +
    s.part(mirror(leaf), { ...paint, angle: -35 })
  );
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

export type JumperCut = "fine" | "chunky" | "cable" | "sweat";

export function jumper(look: Look, cut: JumperCut): string {
  const s = new Sheet(look);
  const bulk = cut === "fine" ? 0 : 8;
  const sweat = cut === "sweat";
  const neckline = look.neckline ?? "crew";
  const t = hemFor(look, {
    ...tee,
    neck: 36,
    neckY: neckline === "turtleneck" ? 70 : 58,
    tipY: neckline === "turtleneck" ? 86 : 78,
    tip: 90,
    pit: 86 + bulk,
    pitY: 158,
    waist: 84 + bulk,
    hem: 80 + bulk,
    hemY: 332,
  });
  const texture = cut === "cable" ? "cable" : cut === "chunky" ? "knit" : "none";
  const paint: Paint = { patterned: true, relief: "soft", texture, blockAt: t.pitY + 40 };
  let out = pairOfSleeves(s, t, "long", paint, 4 + bulk, (d) => band(s, d, 20));
  const hem = `M${at(-t.hem - 4, t.hemY)} Q${at(0, t.hemY + t.drop * 1.5)} ${at(t.hem + 4, t.hemY)}`;
  out += backNeck(s, t, neckline);
  out += s.part(front(t, neckline), {
    ...paint,
    inside:
      (look.pattern === "graphic" ? print(s, t.pitY + 26) : "") +
      s.creases(bodyCreases(s, t)) +
      (sweat
        ? s.stitch(`M${at(-15, t.neckY + 38)} L${at(0, t.neckY + 60)} L${at(15, t.neckY + 38)}`)
        : "") +
      band(s, hem, 20),
  });
  if (neckline === "turtleneck") {
    const { neck: w, neckY: y } = t;
    const tube = symmetric(
      `M${at(0, y - 34)} Q${at(w * 0.7, y - 34)} ${at(w - 3, y - 38)} C${at(w, y - 20)} ${at(w - 1, y - 6)} ${at(w + 4, y + 5)} Q${at(w * 0.6, y + 26)} ${at(0, y + 28)}`,
    );
    out += s.part(tube, {
      relief: "soft",
      texture: "rib",
      edge: 0.5,
      inside: s.creases([[`M${at(-w, y - 2)} Q${at(0, y + 14)} ${at(w, y - 2)}`, 4, 0.25]]),
    });
  } else {
    out += neckband(s, t, neckline, 10);
  }
  return s.finish(out);
}

export type CardiganCut = "v" | "crew" | "long";

export function cardigan(look: Look, cut: CardiganCut): string {
  const s = new Sheet(look);
  const t: Torso = {
    ...tee,
    neck: 34,
    neckY: 58,
    tipY: 78,
    pit: 90,
    pitY: 156,
    waist: 87,
    hem: cut === "long" ? 92 : 84,
    hemY: cut === "long" ? 360 : 328,
  };
  const neckline = cut === "crew" ? "crew" : "v-neck";
  const paint: Paint = { patterned: true, relief: "soft", texture: "knit", blockAt: t.pitY + 44 };
  let out = pairOfSleeves(s, t, "long", paint, 6, (d) => band(s, d, 18));
  const hem = `M${at(-t.hem - 4, t.hemY)} Q${at(0, t.hemY + t.drop * 1.5)} ${at(t.hem + 4, t.hemY)}`;
  out += backNeck(s, t, neckline);
  const top = t.neckY + (cut === "crew" ? 34 : 74);
  const pocket = (x: number): string => `M${x},${t.hemY - 88} h46 v50 h-46Z`;
  const pockets =
    cut === "crew"
      ? ""
      : [128, 226]
          .map((x) => s.seam(pocket(x), 0.6) + band(s, `M${x},${t.hemY - 90} h46`, 4))
          .join("");
  out += s.part(front(t, neckline), {
    ...paint,
    inside:
      s.creases(bodyCreases(s, t)) +
      pockets +
      band(s, hem, 18) +
      s.shade(`M209,${top} h7 V${t.hemY + 10} h-7Z`, 0.3, 3),
  });
  out += neckband(s, t, neckline, 13);
  const strip = `M200,${top} V${t.hemY + t.drop - 1}`;
  out +=
    stroke(strip, s.line, 19, 0.35) +
    `<path d="${strip}" stroke="${s.hex}" stroke-width="18"/><path d="${strip}" stroke="${darker(s.hex, 0.4)}" stroke-opacity="0.2" stroke-width="18" stroke-dasharray="1.5 2.5"/>`;
  const fill = lightness(s.hex) > 0.55 ? "#6b4a33" : "#e6dcc8";
  for (let k = 0; k < 6; k++)
    out += s.button(200, Math.round(top + 12 + (k * (t.hemY - top - 22)) / 5), 4.4, fill);
  return s.finish(out);
}

export type HoodieCut = "pullover" | "zip";

export function hoodie(look: Look, cut: HoodieCut): string {
  const s = new Sheet(look);
  const t = hemFor(look, {
    ...tee,
    neck: 42,
    neckY: 86,
    tip: 92,
    tipY: 102,
    pit: 92,
    pitY: 176,
    waist: 90,
    waistY: 264,
    hem: 84,
    hemY: 348,
  });
  const paint: Paint = { patterned: true, relief: "soft", blockAt: t.pitY + 36 };
  let out = pairOfSleeves(s, t, "long", paint, 8, (d) => band(s, d, 17));
  const { neckY: y } = t;
  const hood = symmetric(
    `M${at(0, y - 58)} C${at(34, y - 60)} ${at(62, y - 40)} ${at(63, y - 12)} C${at(63, y + 6)} ${at(58, y + 16)} ${at(48, y + 20)} L${at(0, y + 46)}`,
  );
  const opening = symmetric(
    `M${at(0, y - 36)} C${at(24, y - 37)} ${at(42, y - 26)} ${at(41, y - 4)} C${at(39, y + 14)} ${at(20, y + 32)} ${at(0, y + 48)}`,
  );
  const lining = lightness(s.hex) < 0.25 ? lighter(s.hex, 0.06) : darker(s.hex, 0.34);
  const hem = `M${at(-t.hem - 4, t.hemY)} Q${at(0, t.hemY + t.drop * 1.5)} ${at(t.hem + 4, t.hemY)}`;
  const pocket = `M${at(-56, t.hemY - 22)} L${at(-56, t.hemY - 52)} L${at(-36, t.hemY - 88)} H236 L${at(56, t.hemY - 52)} L${at(56, t.hemY - 22)}Z`;
  out += s.part(front(t, "hood"), {
    ...paint,
    inside:
      (look.pattern === "graphic" ? print(s, t.pitY + 8) : "") +
      s.creases(bodyCreases(s, t)) +
      `<path d="${pocket}" fill="#000" fill-opacity="0.04"/>` +
      s.shade(
        `M${at(-58, t.hemY - 54)} L${at(-38, t.hemY - 90)} l6,4 l-16,34Z M${at(58, t.hemY - 54)} L${at(38, t.hemY - 90)} l-6,4 l16,34Z`,
        0.3,
        3,
      ) +
      s.seam(pocket, 0.85) +
      band(s, hem, 19) +
      (cut === "zip" ? s.zip(`M200,${y + 30} V${t.hemY + 8}`) : ""),
  });
  out += s.part(hood, {
    ...paint,
    blockAt: 400,
    edge: 0.5,
    inside: s.creases([
      [`M${at(54, y - 30)} Q${at(58, y)} ${at(44, y + 22)}`, 5, 0.2],
      [`M${at(-54, y - 30)} Q${at(-58, y)} ${at(-44, y + 22)}`, 5, 0.2],
    ]),
  });
  out += s.part(opening, {
    fill: lining,
    relief: "flat",
    inside:
      s.shade(`M${at(-40, y - 40)} H240 V${y - 14} Q200,${y - 26} 160,${y - 14}Z`, 0.35, 6) +
      s.shade(`M${at(-30, y + 6)} Q${at(0, y + 20)} ${at(30, y + 6)} L${at(0, y + 50)}Z`, 0.3, 5),
  });
  const lip = `M${at(0, y + 47)} C${at(20, y + 32)} ${at(39, y + 14)} ${at(41, y - 4)} C${at(42, y - 26)} ${at(24, y - 37)} ${at(0, y - 36)}`;
  out += s.stitch(`${lip} ${mirror(lip)}`);
  const cordInk = lightness(s.hex) > 0.75 ? "#b9b4aa" : "#f1efe9";
  for (const side of [-1, 1] as const) {
    const d = `M${at(side * 17, y + 38)} C${at(side * 20, y + 60)} ${at(side * 15, y + 78)} ${at(side * 18, y + 98)}`;
    out +=
      `<g transform="translate(1.4 2)">${stroke(d, "#000", 3, 0.25)}</g>` +
      stroke(d, cordInk, 3.2) +
      stroke(`M${at(side * 18, y + 94)} v8`, "#8d8a84", 4);
  }
  if (cut === "zip")
    out += `<rect x="197" y="${y + 42}" width="6" height="13" rx="2" fill="#d6d8dc" stroke="#66686e" stroke-width="0.8"/>`;
  return s.finish(out);
}
