/** Draws jackets, coats and gilets. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lighter, lightness } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { collar, pairOfSleeves } from "./top-parts.ts";
import { at, backNeck, band, bodyCreases, front, neckband, type Torso } from "./torso.ts";

const body: Torso = {
  neck: 36,
  neckY: 56,
  tip: 94,
  tipY: 78,
  pit: 92,
  pitY: 158,
  waist: 88,
  waistY: 254,
  hem: 92,
  hemY: 344,
  drop: 5,
};

const metal = "#c9cbd0";

/** Two lapels that meet at the height `meetY`, over a dark opening. */
function lapels(s: Sheet, t: Torso, meetY: number, paint: Paint): string {
  const y = t.neckY;
  const opening = symmetric(
    `M${at(0, y)} Q${at(24, y)} ${at(t.neck, y - 4)} L${at(22, y + 60)} L${at(0, meetY)}`,
  );
  const leaf = `M${at(t.neck - 2, y - 8)} C${at(t.neck + 10, y)} ${at(t.neck + 10, y + 12)} ${at(t.neck + 8, y + 20)} L${at(t.neck + 24, y + 44)} L${at(t.neck + 6, y + 50)} L${at(1, meetY + 4)} L${at(1, meetY - 14)} Q${at(22, y + 40)} ${at(t.neck - 2, y - 8)}Z`;
  const shirt = darker(s.hex, 0.45);
  return (
    s.part(opening, { fill: shirt, relief: "flat" }) +
    `<rect x="190" y="${y + 8}" width="20" height="11" fill="#f4f2ee" fill-opacity="0.9"/>` +
    s.part(leaf, { ...paint, relief: "crisp", edge: 0.55, angle: 18 }) +
    s.part(mirror(leaf), { ...paint, relief: "crisp", edge: 0.55, angle: -18 })
  );
}

function pockets(s: Sheet, y: number, x: number, width: number, slant: number): string {
  const d = `M${at(x, y)} L${at(x + width, y - slant)} L${at(x + width, y - slant + 9)} L${at(x, y + 9)}Z`;
  return [d, mirror(d)].map((line) => s.part(line, { relief: "crisp", edge: 0.6 })).join("");
}

function buttons(s: Sheet, x: number, ys: readonly number[], r: number, fill: string): string {
  return ys.map((y) => s.button(x, y, r, fill)).join("");
}

export const jacketCuts = ["denim", "bomber", "biker", "puffer"] as const;
export const blazerCuts = ["blazer", "double-breasted"] as const;
export type JacketCut = (typeof jacketCuts)[number] | (typeof blazerCuts)[number];

export function jacket(look: Look, cut: JacketCut): string {
  const s = new Sheet(look);
  const tailored = cut === "blazer" || cut === "double-breasted";
  const bare = look.sleeve === "sleeveless";
  const loose = cut === "puffer" ? (bare ? 0 : 10) : tailored ? 0 : 3;
  const t: Torso = {
    ...body,
    pit: body.pit + loose,
    waist: body.waist + loose + (tailored ? -6 : 0),
    hem: cut === "bomber" || cut === "puffer" ? body.hem + loose - 6 : body.hem + loose,
    hemY: tailored ? 352 : 326,
    ...(bare && { tip: 72, tipY: 66, pit: body.pit - 6 }),
  };
  const paint: Paint = {
    patterned: true,
    relief: cut === "biker" ? "leather" : cut === "puffer" ? "soft" : "cloth",
    texture: cut === "denim" ? "denim" : "none",
    blockAt: t.pitY + 40,
  };
  const ink = cut === "denim" ? "#d9a860" : s.line;
  const ribbed = cut === "bomber";
  const quilting = (): string => {
    let lines = "";
    for (let y = t.pitY - 52; y < t.hemY; y += 34) {
      const d = `M${at(-t.pit - 8, y)} Q${at(0, y + 14)} ${at(t.pit + 8, y)}`;
      lines += s.creases([[d, 11, 0.3]], 4) + s.seam(d, 0.95);
    }
    return lines;
  };
  const cuff = (d: string): string => {
    if (ribbed) return band(s, d, 18);
    if (cut !== "puffer") return `<g transform="translate(0 -18)">${s.seam(d, 0.8)}</g>`;
    return [30, 64, 98, 132]
      .map((up) => `<g transform="translate(${-up * 0.12} ${-up})">${s.seam(d, 0.9)}</g>`)
      .join("");
  };
  let out = bare ? "" : pairOfSleeves(s, t, "long", paint, 6 + loose, cuff);
  out += backNeck(s, t, "collar");
  const hem = `M${at(-t.hem - 4, t.hemY)} Q${at(0, t.hemY + 8)} ${at(t.hem + 4, t.hemY)}`;
  const chest = (x: number): string => `M${x},${t.pitY + 6} h42 v40 l-21,8 l-21,-8Z`;
  const seams =
    cut === "denim"
      ? [134, 224].map((x) => s.seam(chest(x), 0.8) + s.stitch(chest(x), ink)).join("") +
        s.seam(`M${at(-t.pit, t.pitY - 8)} Q${at(0, t.pitY)} ${at(t.pit, t.pitY - 8)}`, 0.9) +
        [-46, 46]
          .map((x) => s.stitch(`M${200 + x},${t.pitY + 60} L${200 + x * 0.66},${t.hemY}`, ink))
          .join("") +
        `<g transform="translate(0 -20)">${s.seam(hem, 0.9)}${s.stitch(hem, ink)}</g>`
      : cut === "biker"
        ? [-1, 1]
            .map((f) =>
              s.seam(
                `M${200 + f * 62},${t.pitY} Q${200 + f * 54},${t.waistY} ${200 + f * 62},${t.hemY}`,
                0.8,
              ),
            )
            .join("")
        : "";
  out += s.part(front(t, "collar"), {
    ...paint,
    inside:
      s.creases(bodyCreases(s, t)) +
      seams +
      (cut === "puffer" ? quilting() : "") +
      (ribbed ? band(s, hem, 22) : "") +
      s.shade(`M203,${t.neckY + 30} h7 V${t.hemY + 8} h-7Z`, 0.3, 3) +
      s.seam(`M200,${t.neckY + 30} V${t.hemY + 8}`, 0.95),
  });
  switch (cut) {
    case "denim": {
      const ys = [0, 1, 2, 3, 4].map((k) => t.neckY + 48 + k * 50);
      out += collar(s, t, 18) + buttons(s, 200, ys, 4.4, "#c58f47");
      break;
    }
    case "bomber":
      out += neckband(s, t, "collar", 17) + s.zip(`M200,${t.neckY + 26} V${t.hemY + 6}`, metal);
      out += pockets(s, t.waistY + 26, 38, 30, -22);
      break;
    case "biker": {
      const zip = `M${at(22, t.neckY + 84)} L${at(2, t.hemY + 4)}`;
      out += lapels(s, t, t.pitY + 34, paint) + s.zip(zip, metal);
      out += s.zip(`M${at(34, t.waistY + 30)} L${at(66, t.waistY + 12)}`, metal);
      out += s.zip(`M${at(-34, t.waistY + 30)} L${at(-66, t.waistY + 12)}`, metal);
      const strap = `M${at(-t.hem, t.hemY - 22)} Q${at(0, t.hemY - 12)} ${at(t.hem, t.hemY - 22)} L${at(t.hem, t.hemY - 6)} Q${at(0, t.hemY + 4)} ${at(-t.hem, t.hemY - 6)}Z`;
      out += s.part(strap, { relief: "leather", edge: 0.6 });
      out += `<rect x="188" y="${t.hemY - 18}" width="20" height="17" rx="2" fill="none" stroke="${metal}" stroke-width="3.4"/>`;
      break;
    }
    case "blazer":
      out += lapels(s, t, t.waistY - 24, paint);
      out += pockets(s, t.waistY + 34, 36, 44, 3);
      out += buttons(s, 197, [t.waistY - 8, t.waistY + 34], 5, darker(s.hex, 0.5));
      break;
    case "double-breasted": {
      out += lapels(s, t, t.waistY - 44, paint);
      out += pockets(s, t.waistY + 34, 40, 42, 3);
      const rows = [t.waistY - 34, t.waistY + 2, t.waistY + 38];
      const metal = lightness(s.hex) < 0.35 ? "#c7a24e" : darker(s.hex, 0.5);
      out += buttons(s, 178, rows, 5, metal) + buttons(s, 222, rows, 5, metal);
      break;
    }
    case "puffer": {
      const stand = symmetric(
        `M${at(0, t.neckY - 12)} Q${at(30, t.neckY - 12)} ${at(42, t.neckY - 14)} C${at(50, t.neckY)} ${at(50, t.neckY + 16)} ${at(44, t.neckY + 24)} Q${at(20, t.neckY + 40)} ${at(0, t.neckY + 40)}`,
      );
      out += s.part(stand, { relief: "soft", edge: 0.55 });
      out += s.zip(`M200,${t.neckY - 8} V${t.hemY + 6}`, lighter(s.hex, 0.4));
      break;
    }
  }
  return s.finish(out);
}

export const coatCuts = ["overcoat", "trench", "parka"] as const;
export type CoatCut = (typeof coatCuts)[number];

export function coat(look: Look, cut: CoatCut): string {
  const s = new Sheet(look);
  const belted = cut === "trench";
  const t: Torso = {
    ...body,
    neckY: cut === "parka" ? 86 : body.neckY,
    waist: belted ? 78 : 92,
    waistY: 258,
    hem: belted ? 116 : 108,
    hemY: cut === "parka" ? 430 : 486,
    drop: 8,
  };
  const paint: Paint = { patterned: true, relief: "cloth", blockAt: t.waistY };
  let out = pairOfSleeves(s, t, "long", paint, 8, (d) =>
    cut === "trench"
      ? `<g transform="translate(0 -26)">${band(s, d, 5)}</g>`
      : `<g transform="translate(0 -20)">${s.seam(d, 0.7)}</g>`,
  );
  out += backNeck(s, t, "collar");
  const edge = cut === "trench" ? 26 : 0;
  out += s.part(front(t, "collar"), {
    ...paint,
    inside:
      s.creases(bodyCreases(s, { ...t, hemY: t.waistY + 90 })) +
      s.creases(
        [-64, -34, 30, 62].map(
          (x) =>
            [
              `M${200 + x},${t.waistY + 20} Q${200 + x * 1.2},${t.hemY - 70} ${200 + x * 1.3},${t.hemY}`,
              8,
              0.1,
            ] as const,
        ),
        4,
      ) +
      s.shade(`M${200 + edge},${t.pitY + 40} h9 V${t.hemY + 10} h-9Z`, 0.32, 3) +
      s.seam(`M${200 + edge},${t.pitY + 40} V${t.hemY + 10}`, 0.95) +
      s.stitch(`M${at(-t.hem, t.hemY - 10)} Q${at(0, t.hemY + 4)} ${at(t.hem, t.hemY - 10)}`),
  });
  const dark = lightness(s.hex) < 0.3 ? "#17171a" : darker(s.hex, 0.55);
  if (cut === "overcoat") {
    out += lapels(s, t, t.waistY - 40, paint) + pockets(s, t.waistY + 54, 40, 48, 3);
    out += buttons(s, 197, [t.waistY - 26, t.waistY + 18, t.waistY + 62], 6, dark);
  } else if (cut === "trench") {
    out += lapels(s, t, t.pitY + 30, paint) + pockets(s, t.waistY + 70, 48, 26, -26);
    const ys = [t.pitY + 44, t.waistY - 28, t.waistY + 46];
    out += buttons(s, 174, ys, 5.4, dark) + buttons(s, 222, ys, 5.4, dark);
    const strap = `M${at(-t.waist - 5, t.waistY - 9)} Q${at(0, t.waistY + 2)} ${at(t.waist + 5, t.waistY - 9)} L${at(t.waist + 5, t.waistY + 10)} Q${at(0, t.waistY + 21)} ${at(-t.waist - 5, t.waistY + 10)}Z`;
    out += s.part(strap, { fill: darker(s.hex, 0.08), relief: "crisp", edge: 0.6 });
    out += `<rect x="186" y="${t.waistY - 7}" width="28" height="24" rx="3" fill="none" stroke="${dark}" stroke-width="4"/>`;
  } else {
    const y = t.neckY;
    const hood = symmetric(
      `M${at(0, y - 62)} C${at(38, y - 64)} ${at(70, y - 42)} ${at(70, y - 10)} C${at(70, y + 8)} ${at(62, y + 18)} ${at(50, y + 24)} L${at(0, y + 50)}`,
    );
    const opening = symmetric(
      `M${at(0, y - 38)} C${at(26, y - 39)} ${at(46, y - 26)} ${at(44, y - 4)} C${at(42, y + 14)} ${at(22, y + 34)} ${at(0, y + 50)}`,
    );
    out += s.part(hood, { ...paint, relief: "soft", edge: 0.5 });
    out += s.part(opening, { fill: darker(s.hex, 0.5), relief: "flat" });
    const fur = opening.replace(/Z$/, "");
    out +=
      stroke(fur, "#a98d6b", 17, 0.95) +
      `<path d="${fur}" fill="none" stroke="#d8c3a2" stroke-width="15" stroke-dasharray="2.5 4" stroke-opacity="0.8"/>`;
    out += s.zip(`M200,${y + 52} V${t.hemY}`, metal);
    out += s.seam(
      `M${at(-t.waist, t.waistY)} Q${at(0, t.waistY + 10)} ${at(t.waist, t.waistY)}`,
      0.9,
    );
    out += pockets(s, t.waistY + 40, 34, 50, 0);
  }
  const top = cut === "parka" ? 22 : 46;
  const bottom = t.hemY + 10;
  const scale = Math.min(1, 360 / (bottom - top)).toFixed(3);
  return s.finish(
    `<g transform="translate(200 200) scale(${scale}) translate(-200 ${-(top + bottom) / 2})">${out}</g>`,
  );
}
