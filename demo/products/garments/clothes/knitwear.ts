/** Draws jumpers, cardigans and hoodies. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lighter, lightness } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { hemFor, pairOfSleeves, print, tee } from "./top-parts.ts";
import { at, backNeck, band, bodyCreases, front, neckband, type Torso } from "./torso.ts";

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
