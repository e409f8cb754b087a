/** What the drawings of tops share: a T-shirt's measures, sleeves, prints and collars. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, mix } from "../../palette.ts";
import type { Paint, Sheet } from "../../sheet.ts";
import { at, type SleeveCut, sleeve, sleeveCreases, type Torso } from "./torso.ts";

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

export function fold(s: Sheet, d: string, fill = s.hex): string {
  return s.part(d, { fill, relief: "crisp", edge: 0.5 });
}

/** A shirt collar: two leaves on a stand. */
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
