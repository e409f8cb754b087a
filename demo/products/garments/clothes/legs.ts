/** Draws trousers, jeans and shorts. */
import { both, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lighter, lightness } from "../../palette.ts";
import type { Crease, Paint } from "../../sheet.ts";
import { Sheet, stroke } from "../../sheet.ts";
import { at, band } from "./torso.ts";

/** Half widths from the middle line (x = 200), and heights. */
export interface Legs {
  readonly waist: number;
  readonly top: number;
  readonly hip: number;
  readonly crotchY: number;
  readonly kneeOut: number;
  readonly kneeIn: number;
  readonly kneeY: number;
  readonly hemOut: number;
  readonly hemIn: number;
  readonly hemY: number;
  /** Height of the waistband. */
  readonly band: number;
}

export const long: Legs = {
  waist: 62,
  top: 40,
  hip: 76,
  crotchY: 148,
  kneeOut: 74,
  kneeIn: 15,
  kneeY: 242,
  hemOut: 72,
  hemIn: 22,
  hemY: 364,
  band: 15,
};

const short: Legs = {
  waist: 94,
  top: 82,
  hip: 120,
  crotchY: 226,
  kneeOut: 130,
  kneeIn: 8,
  kneeY: 274,
  hemOut: 138,
  hemIn: 12,
  hemY: 322,
  band: 21,
};

const copper = "#cf9a4e";
export const dip = 7;

export const rise = (l: Legs): number => l.crotchY - l.top;
/** The right half of a line across the front, `down` units below the edge of the waist. */
const acrossHalf = (l: Legs, down: number, half = l.waist + down * 0.12): string =>
  `M${at(0, l.top + dip + down)} Q${at(half * 0.6, l.top + dip + down)} ${at(half, l.top + down)}`;
export const across = (l: Legs, down: number): string => both(acrossHalf(l, down));

export function outline(l: Legs): string {
  const hipY = l.top + rise(l) * 0.62;
  const leg = (l.hemY - l.crotchY) * 0.24;
  return symmetric(
    `${acrossHalf(l, 0, l.waist)} C${at(l.waist + 5, l.top + rise(l) * 0.2)} ${at(l.hip - 1, hipY - 22)} ${at(l.hip, hipY)}` +
      ` C${at(l.hip + 1, hipY + leg)} ${at(l.kneeOut, l.kneeY - leg)} ${at(l.kneeOut, l.kneeY)}` +
      ` C${at(l.kneeOut, l.kneeY + leg)} ${at(l.hemOut - (l.hemOut - l.kneeOut) * 0.2, l.hemY - leg)} ${at(l.hemOut, l.hemY)}` +
      ` Q${at((l.hemOut + l.hemIn) / 2, l.hemY + 7)} ${at(l.hemIn, l.hemY + 2)}` +
      ` C${at(l.hemIn + (l.kneeIn - l.hemIn) * 0.2, l.hemY - leg)} ${at(l.kneeIn, l.kneeY + leg)} ${at(l.kneeIn, l.kneeY)}` +
      ` C${at(l.kneeIn, l.kneeY - leg * 1.4)} ${at(5, l.crotchY + leg * 0.5)} ${at(0, l.crotchY)}`,
  );
}

/** The inside of the back, as seen above the edge of the front. */
export function inside(s: Sheet, l: Legs): string {
  const fill = lightness(s.hex) < 0.25 ? lighter(s.hex, 0.1) : darker(s.hex, 0.34);
  const d = symmetric(
    `M${at(0, l.top - 5)} Q${at(l.waist * 0.7, l.top - 6)} ${at(l.waist - 1, l.top + 1)} L${at(l.waist - 2, l.top + 6)} L${at(0, l.top + dip + 6)}`,
  );
  const label = `<rect x="189" y="${l.top - 2}" width="22" height="7" fill="#f1eee7" fill-opacity="0.9"/>`;
  return s.part(d, { fill, relief: "flat", inside: label });
}

export function waistband(s: Sheet, l: Legs, paint: Paint, markup: string): string {
  const foot = l.waist + l.band * 0.16;
  const d = symmetric(
    `${acrossHalf(l, 0, l.waist)} L${at(foot, l.top + l.band)} Q${at(foot * 0.6, l.top + dip + l.band)} ${at(0, l.top + dip + l.band)}`,
  );
  const under = across(l, l.band + 2);
  return (
    `<g opacity="0.6">${stroke(under, "#08060f", 2.2, 0.3)}</g>` +
    s.part(d, { ...paint, relief: "crisp", edge: 0.6, inside: markup })
  );
}

function loops(s: Sheet, l: Legs, ink: string): string {
  return [-0.82, -0.42, 0.42, 0.82]
    .map((k) => {
      const x = 200 + k * l.waist;
      const y = l.top + dip * (1 - k * k) - 2;
      const w = l.band * 0.32;
      const d = `M${x - w / 2},${y} L${x + w / 2},${y} L${x + w / 2},${y + l.band + 4} L${x - w / 2},${y + l.band + 4}Z`;
      return s.part(d, { relief: "crisp", edge: 0.75 }) + s.stitch(d, ink, 0.5);
    })
    .join("");
}

export function creases(s: Sheet, l: Legs, deep: number): Crease[] {
  const list: Crease[] = [];
  const h = rise(l);
  const tall = (l.hemY - l.crotchY) / 216;
  for (const side of [-1, 1] as const) {
    const v = s.rng.between(-7, 7);
    const p = (half: number, y: number): string => at(side * half, y);
    const c = l.crotchY;
    list.push(
      [`M${p(4, c - 4)} Q${p(l.hip * 0.4, c - 6)} ${p(l.hip * 0.8, c - h * 0.3)}`, 4, deep],
      [`M${p(5, c + 6)} Q${p(l.hip * 0.4, c + 8)} ${p(l.hip * 0.85, c - 2)}`, 4, deep * 0.9],
      [
        `M${p(8, c + 20 * tall)} Q${p(l.hip * 0.4, c + 30 * tall)} ${p(l.hip * 0.7, c + 22 * tall)}`,
        4,
        deep * 0.7,
      ],
    );
    if (tall < 0.8) continue;
    const w = l.kneeOut - l.kneeIn;
    const k = l.kneeY + v;
    list.push(
      [
        `M${p(l.kneeIn + 3, k - 14)} Q${p(l.kneeIn + w * 0.4, k - 4)} ${p(l.kneeOut - 10, k - 12)}`,
        3.6,
        deep * 0.9,
      ],
      [
        `M${p(l.kneeIn + 4, k + 8)} Q${p(l.kneeIn + w * 0.5, k + 2)} ${p(l.kneeOut - 4, k + 12)}`,
        3.6,
        deep,
      ],
      [
        `M${p(l.kneeOut - 3, k + 26)} Q${p(l.kneeIn + w * 0.6, k + 34)} ${p(l.kneeIn + w * 0.3, k + 30)}`,
        3.6,
        deep * 0.7,
      ],
      [
        `M${p(l.hemIn + 5, l.hemY - 26)} Q${p((l.hemIn + l.hemOut) / 2, l.hemY - 18)} ${p(l.hemOut - 5, l.hemY - 30 + v)}`,
        3.4,
        deep * 0.8,
      ],
    );
  }
  return list;
}

function fly(s: Sheet, l: Legs, ink: string): string {
  const y = l.top + dip + l.band;
  const w = l.waist * 0.22;
  const foot = l.crotchY - rise(l) * 0.24;
  const j = (x: number): string =>
    `M${at(x, y)} L${at(x - 1, foot - 24)} C${at(x - 2, foot - 8)} ${at(x * 0.5, foot)} ${at(0, foot + 4)}`;
  return (
    s.shade(`M${at(0, y)} L${at(4, y)} L${at(3, foot)} L${at(0, foot)}Z`, 0.3, 1.5) +
    s.seam(`M${at(0, y)} L${at(0, l.crotchY)}`, 0.95) +
    s.stitch(j(w), ink) +
    (ink === copper ? s.stitch(j(w - 3), ink) : "")
  );
}

const sidePoint = (l: Legs, k: number): string =>
  at(l.waist + (l.hip - l.waist) * Math.min(1, k * 1.5) + 3, l.top + rise(l) * k);

export const slant = (l: Legs): string =>
  `M${at(l.waist * 0.66, l.top + l.band + 2)} L${sidePoint(l, 0.56)}`;
const scoop = (l: Legs): string => {
  const y = l.top + l.band + 2;
  return `M${at(l.waist * 0.5, y + 2)} C${at(l.waist * 0.54, y + rise(l) * 0.2)} ${at(l.waist * 0.8, y + rise(l) * 0.25)} ${sidePoint(l, 0.42)}`;
};

export function pocket(s: Sheet, d: string, ink: string): string {
  const whole = both(d);
  const depth = `<g transform="translate(0 2)" opacity="0.5">${stroke(whole, "#08060f", 3, 0.5)}</g>`;
  const second = ink === copper ? `<g transform="translate(0 6)">${s.stitch(whole, ink)}</g>` : "";
  return `${depth + s.seam(whole, 1)}<g transform="translate(0 3)">${s.stitch(whole, ink)}</g>${second}`;
}

function metal(x: number, y: number, r: number, fill = "#b9783a"): string {
  return (
    `<circle cx="${x}" cy="${y + r * 0.3}" r="${r}" fill="#000" fill-opacity="0.35"/>` +
    `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" stroke="#5d3a1a" stroke-width="0.5"/>` +
    `<circle cx="${x - r * 0.25}" cy="${y - r * 0.25}" r="${r * 0.4}" fill="#fff" fill-opacity="0.55"/>`
  );
}

const buttonInk = (s: Sheet): string =>
  lightness(s.hex) > 0.6 ? darker(s.hex, 0.35) : lighter(s.hex, 0.25);

export const hemLine = (l: Legs, up: number): string =>
  both(
    `M${at(l.hemIn - 4, l.hemY + 2 - up)} Q${at((l.hemIn + l.hemOut) / 2, l.hemY + 7 - up)} ${at(l.hemOut + 4, l.hemY - up)}`,
  );

/** A turn-up at the end of each leg. */
function turnUp(s: Sheet, l: Legs, height: number, paint: Paint): string {
  const foot = `Q${at((l.hemIn + l.hemOut) / 2, l.hemY + 8)} ${at(l.hemOut + 1.5, l.hemY)}`;
  const right = (f: 1 | -1): string =>
    `M${at(f * (l.hemIn - 1.5), l.hemY + 2)} ${foot.replace(/(\S+),(\S+)/g, (p) => p)} L${at(l.hemOut + 1, l.hemY - height)} Q${at((l.hemIn + l.hemOut) / 2, l.hemY + 8 - height)} ${at(l.hemIn - 1.5, l.hemY + 2 - height)}Z`;
  const d = right(1);
  return s.part(d, paint) + s.part(both(d).slice(d.length + 1), paint);
}

/** Trousers with the details of denim: rivets, double seams, faded thighs. */
function denim(s: Sheet, l: Legs, raw: boolean): string {
  const paint: Paint = { patterned: true, texture: "denim", blockAt: l.kneeY - 20 };
  const pale = lightness(s.hex) > 0.7;
  const ink = pale ? "#c9a77a" : copper;
  const tall = l.hemY - l.crotchY;
  const worn = [-1, 1]
    .map((side) => {
      const x = (l.hip + 6) * 0.53 * side;
      const y = l.crotchY + tall * 0.08;
      return (
        `<g transform="rotate(${side * -3} ${200 + x} ${y})">` +
        s.gleam(
          `M${at(x - l.hip * 0.2, y)} Q${at(x, y - rise(l) * 0.75)} ${at(x + l.hip * 0.2, y)} Q${at(x, y + Math.min(tall, 150) * 0.9)} ${at(x - l.hip * 0.2, y)}Z`,
          pale ? 0.3 : 0.26,
          9,
        ) +
        "</g>"
      );
    })
    .join("");
  const sides = both(
    `M${sidePoint(l, 0.45).replace(/^[\d.]+/, (x) => String(Number(x) - 7))} Q${at(l.hip - 4, l.crotchY - 10)} ${at(l.kneeOut - 5, l.kneeY)} L${at(l.hemOut - 5, l.hemY)}`,
  );
  const coin = `M${at(l.waist * 0.6, l.top + l.band + rise(l) * 0.17)} L${at(l.waist * 0.93, l.top + l.band + rise(l) * 0.13)}`;
  const edge = raw
    ? [...Array(56).keys()]
        .map((k) => {
          const f = (k % 28) / 27;
          const x = (k < 28 ? 1 : -1) * (l.hemIn + 1 + f * (l.hemOut - l.hemIn - 2));
          const y = l.hemY + 1 + 3 * (1 - (2 * f - 1) ** 2);
          return `M${at(x, y - 2)} L${at(x + s.rng.between(-2, 2), y + s.rng.between(4, 10))}`;
        })
        .join(" ")
    : "";
  const threads = raw ? stroke(edge, lighter(s.hex, 0.65), 1.2, 0.9) : "";
  const hem = raw
    ? s.gleam(hemLine(l, 2), 0.2, 3)
    : s.seam(hemLine(l, 11), 0.5) + s.stitch(hemLine(l, 10), ink, 1.2);
  let out = inside(s, l) + threads;
  out += s.part(outline(l), {
    ...paint,
    inside:
      worn +
      s.creases(creases(s, l, 0.2)) +
      s.seam(sides, 0.5) +
      s.stitch(sides, ink, 0.7) +
      s.stitch(coin, ink) +
      pocket(s, scoop(l), ink) +
      fly(s, l, ink) +
      hem,
  });
  out += waistband(
    s,
    l,
    { texture: "denim" },
    s.stitch(across(l, 2.5), ink) + s.stitch(across(l, l.band - 2), ink),
  );
  out += loops(s, l, ink);
  const r = l.waist / 34;
  for (const side of [-1, 1]) {
    out += metal(200 + side * (l.waist * 0.51), l.top + l.band + dip + 1, r);
    out += metal(200 + side * (l.hip - 6), Math.round(l.top + rise(l) * 0.42), r);
  }
  return out + metal(200, l.top + dip + l.band / 2, l.band * 0.3, "#c08a4a");
}

export const trouserCuts = ["slim", "wide", "chino"] as const;
export type TrouserCut = (typeof trouserCuts)[number];

export function trousers(look: Look, cut: TrouserCut): string {
  const s = new Sheet(look);
  const l: Legs =
    cut === "wide"
      ? { ...long, waist: 58, band: 20, top: 34, kneeOut: 94, kneeIn: 8, hemOut: 112, hemIn: 10 }
      : cut === "slim"
        ? { ...long, hip: 72, kneeOut: 65, kneeIn: 16, hemOut: 57, hemIn: 21 }
        : { ...long, kneeOut: 73, hemOut: 67, hemIn: 20 };
  const relief = look.material === "satin" || look.material === "silk" ? "satin" : "cloth";
  const texture =
    look.material === "corduroy" ? "cord" : look.material === "wool" ? "weave" : "none";
  const paint: Paint = { patterned: true, relief, texture, blockAt: l.kneeY - 10 };
  const middle = (k: number, y: number): string =>
    at(
      k === 0 ? l.waist * 0.5 : k === 1 ? (l.kneeOut + l.kneeIn) / 2 : (l.hemOut + l.hemIn) / 2,
      y,
    );
  const pressed = both(
    `M${middle(0, l.top + l.band + (cut === "wide" ? 4 : 34))} Q${at(l.hip * 0.52, l.crotchY)} ${middle(1, l.kneeY)} L${middle(2, l.hemY + 5)}`,
  );
  const press: Crease[] = [[pressed, cut === "wide" ? 2.6 : 2, 0.3]];
  const folds: Crease[] = [];
  if (cut === "wide") {
    for (const side of [-1, 1] as const) {
      for (const k of [0.22, 0.78]) {
        folds.push([
          `M${at(side * l.hip * (0.2 + k * 0.7), l.crotchY + 10)} Q${at(side * (l.kneeIn + (l.kneeOut - l.kneeIn) * k), l.kneeY)} ${at(side * (l.hemIn + (l.hemOut - l.hemIn) * k), l.hemY)}`,
          6,
          0.17,
        ]);
      }
      folds.push([
        `M${at(side * 30, l.top + l.band + 8)} L${at(side * 31, l.top + l.band + 44)}`,
        2.2,
        0.34,
      ]);
    }
  }
  let out = inside(s, l);
  out += s.part(outline(l), {
    ...paint,
    inside:
      s.creases([...creases(s, l, cut === "wide" ? 0.09 : 0.15), ...folds]) +
      (cut === "chino" ? "" : s.creases(press, 0.9)) +
      pocket(s, slant(l), s.line) +
      fly(s, l, s.line) +
      (cut === "chino" ? "" : s.seam(hemLine(l, 9), 0.25)),
  });
  if (cut === "chino") out += turnUp(s, l, 14, { ...paint, relief: "crisp", edge: 0.6 });
  out += waistband(s, l, paint, cut === "chino" ? s.stitch(across(l, l.band - 2)) : "");
  out += loops(s, l, s.line);
  const y = l.top + dip + l.band / 2;
  out +=
    cut === "chino"
      ? s.button(200, y, 3.6, buttonInk(s))
      : s.seam(`M${at(0, y - l.band / 2)} L${at(0, y + l.band / 2)}`, 0.9) +
        s.button(207, y, 3, buttonInk(s));
  return s.finish(out);
}

export const jeansCuts = ["straight", "skinny", "flared"] as const;
export type JeansCut = (typeof jeansCuts)[number];

export function jeans(look: Look, cut: JeansCut): string {
  const s = new Sheet(look);
  const l: Legs =
    cut === "skinny"
      ? { ...long, waist: 58, hip: 70, kneeOut: 57, kneeIn: 15, hemOut: 49, hemIn: 18 }
      : cut === "flared"
        ? {
            ...long,
            waist: 58,
            hip: 71,
            kneeOut: 64,
            kneeIn: 18,
            kneeY: 236,
            hemOut: 102,
            hemIn: 8,
          }
        : { ...long, kneeOut: 77, hemOut: 76, hemIn: 19 };
  return s.finish(denim(s, l, false));
}

export const shortsCuts = ["chino", "sport", "denim"] as const;
export type ShortsCut = (typeof shortsCuts)[number];

export function shorts(look: Look, cut: ShortsCut): string {
  const s = new Sheet(look);
  if (cut === "denim") {
    return s.finish(denim(s, { ...short, crotchY: 232, hemY: 306, kneeY: 270, hemOut: 142 }, true));
  }
  if (cut === "chino") {
    const paint: Paint = { patterned: true, blockAt: short.crotchY - 10 };
    let out = inside(s, short);
    out += s.part(outline(short), {
      ...paint,
      inside:
        s.creases(creases(s, short, 0.15)) +
        pocket(s, slant(short), s.line) +
        fly(s, short, s.line),
    });
    out += turnUp(s, short, 20, { ...paint, relief: "crisp", edge: 0.6 });
    out += waistband(s, short, paint, s.stitch(across(short, short.band - 3)));
    out +=
      loops(s, short, s.line) + s.button(200, short.top + dip + short.band / 2, 5, buttonInk(s));
    return s.finish(out);
  }
  const l: Legs = { ...short, waist: 92, hip: 126, kneeOut: 140, hemOut: 150, hemIn: 6, band: 24 };
  const gathers: Crease[] = [];
  for (let k = -8; k <= 8; k++) {
    const x = (k / 8.6) * l.waist;
    gathers.push([
      `M${at(x, l.top + l.band + 4)} L${at(x * 1.1, l.top + l.band + s.rng.between(22, 52))}`,
      3.4,
      0.18,
    ]);
  }
  const side = both(
    `M${at(l.waist - 8, l.top)} C${at(l.waist + 6, l.top + 50)} ${at(l.hip - 12, l.crotchY - 80)} ${at(l.hip - 10, l.crotchY - 50)} C${at(l.hip - 8, l.crotchY)} ${at(l.kneeOut - 12, l.kneeY - 20)} ${at(l.hemOut - 14, l.hemY + 6)}`,
  );
  const trim = look.pattern === "plain" ? look.accent.hex : lighter(s.hex, 0.15);
  let out = inside(s, l);
  out += s.part(outline(l), {
    patterned: true,
    relief: "satin",
    blockAt: l.crotchY - 10,
    inside:
      (look.pattern === "plain" ? stroke(side, trim, 13) : s.seam(side, 0.6)) +
      s.creases([...gathers, ...creases(s, l, 0.16)]) +
      s.seam(`M${at(0, l.top + l.band)} L${at(0, l.crotchY)}`, 0.8) +
      s.stitch(hemLine(l, 9)),
  });
  const middleOfBand = across(l, l.band / 2);
  out += waistband(s, l, {}, band(s, middleOfBand, l.band / 2) + s.seam(middleOfBand, 0.3));
  const cord = lightness(s.hex) > 0.75 ? darker(s.hex, 0.35) : "#f3f1ec";
  for (const f of [-1, 1] as const) {
    const y = l.top + dip + l.band * 0.5;
    const d = `M${at(f * 9, y)} C${at(f * 12, y + 20)} ${at(f * 22, y + 36)} ${at(f * 15, y + 68)}`;
    out += `<g transform="translate(1.5 2.5)">${stroke(d, "#000", 3.6, 0.3)}</g>${stroke(d, cord, 3.8)}`;
    out += stroke(`M${at(f * 15, y + 64)} L${at(f * 14.6, y + 73)}`, "#8d8a84", 4.6);
    out += metal(200 + f * 9, y, 3.2, "#b9bcc2");
  }
  return s.finish(out);
}
