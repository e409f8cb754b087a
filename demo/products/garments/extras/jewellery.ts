/** Draws necklaces, earrings, bracelets and rings. */
import type { Look } from "../../look.ts";
import { darker, lighter } from "../../palette.ts";
import { Sheet, stroke } from "../../sheet.ts";

const gold = "#d2a94f";
const silver = "#c4c8ce";
const metals: Readonly<Record<string, string>> = { gold, silver };

/** The metal of the piece: its own colour if that is a metal, else gold around a stone of the colour. */
const metalOf = (s: Sheet): string =>
  metals[s.look.colour.name] ?? (s.look.material === "stainless steel" ? silver : gold);

function tube(d: string, fill: string, width: number): string {
  return (
    `<g transform="translate(2 4)">${stroke(d, "#1a1520", width, 0.18)}</g>` +
    stroke(d, darker(fill, 0.6), width + 1.6) +
    stroke(d, fill, width) +
    `<g transform="translate(${-width * 0.16} ${-width * 0.18})">${stroke(d, lighter(fill, 0.75), width * 0.26, 0.85)}</g>`
  );
}

function chain(d: string, fill: string, width: number, link: number): string {
  return (
    `<g transform="translate(1.5 3)">${stroke(d, "#1a1520", width, 0.16)}</g>` +
    stroke(d, darker(fill, 0.45), width * 0.5) +
    `<path d="${d}" fill="none" stroke="${darker(fill, 0.5)}" stroke-width="${width + 1.4}" stroke-dasharray="${link} ${link * 0.5}" stroke-linecap="round"/>` +
    `<path d="${d}" fill="none" stroke="${fill}" stroke-width="${width}" stroke-dasharray="${link} ${link * 0.5}" stroke-linecap="round"/>` +
    `<path d="${d}" fill="none" stroke="#fff" stroke-opacity="0.6" stroke-width="${width * 0.3}" stroke-dasharray="${link * 0.5} ${link}"/>`
  );
}

function ball(s: Sheet, id: string, x: number, y: number, r: number, fill: string): string {
  s.define(
    id,
    `<radialGradient id="${id}" cx="0.36" cy="0.3" r="0.8"><stop offset="0" stop-color="${lighter(fill, 0.8)}"/><stop offset="0.4" stop-color="${fill}"/><stop offset="1" stop-color="${darker(fill, 0.55)}"/></radialGradient>`,
  );
  return (
    `<circle cx="${x + r * 0.2}" cy="${y + r * 0.4}" r="${r}" fill="#1a1520" fill-opacity="0.2"/>` +
    `<circle cx="${x}" cy="${y}" r="${r}" fill="url(#${id})"/>`
  );
}

function stone(s: Sheet, x: number, y: number, r: number, rim: string): string {
  const face = `M${x},${y - r} L${x + r * 0.8},${y - r * 0.3} L${x + r * 0.6},${y + r * 0.7} L${x},${y + r} L${x - r * 0.6},${y + r * 0.7} L${x - r * 0.8},${y - r * 0.3}Z`;
  const table = `M${x},${y - r * 0.5} L${x + r * 0.42},${y - r * 0.1} L${x},${y + r * 0.5} L${x - r * 0.42},${y - r * 0.1}Z`;
  return (
    stroke(face, darker(rim, 0.4), r * 0.3) +
    stroke(face, rim, r * 0.2) +
    `<path d="${face}" fill="${s.hex}"/><path d="${table}" fill="${lighter(s.hex, 0.4)}"/>` +
    `<path d="M${x - r * 0.8},${y - r * 0.3} L${x},${y - r * 0.5} L${x},${y - r}Z" fill="#fff" fill-opacity="0.55"/>`
  );
}

export const necklaceCuts = ["pendant", "chain", "bead"] as const;
export type NecklaceCut = (typeof necklaceCuts)[number];

export function necklace(look: Look, cut: NecklaceCut): string {
  const s = new Sheet(look);
  const metal = metalOf(s);
  const drop = s.rng.between(270, 318);
  const d = `M110,50 C84,150 130,${drop - 20} 200,${drop} C270,${drop - 20} 316,150 290,50`;
  if (cut === "bead") {
    let out = "";
    const count = 34;
    for (let k = 0; k <= count; k++) {
      const angle = ((k / count) * 2 - 1) * 2.62;
      const x = 200 + 112 * Math.sin(angle);
      const y = 180 + 132 * Math.cos(angle) - (Math.abs(angle) > 2.2 ? 4 : 0);
      const r = 8 + 5 * Math.cos(angle / 2);
      out += ball(s, "bead", Math.round(x), Math.round(y), Math.round(r * 10) / 10, s.hex);
    }
    return s.finish(out + stroke("M132,64 Q200,38 268,64", metal, 4));
  }
  if (cut === "chain") return s.finish(chain(d, metal, 9, 12));
  const shape = s.rng.whole(0, 2);
  const own = s.look.colour.name in metals;
  const pendant = own
    ? shape === 0
      ? tube(
          `M200,${drop + 12} C224,${drop + 12} 228,${drop + 46} 200,${drop + 46} C172,${drop + 46} 176,${drop + 12} 200,${drop + 12}`,
          metal,
          7,
        )
      : shape === 1
        ? s.part(
            `M200,${drop + 24} C212,${drop + 4} 236,${drop + 16} 228,${drop + 36} C222,${drop + 52} 208,${drop + 58} 200,${drop + 68} C192,${drop + 58} 178,${drop + 52} 172,${drop + 36} C164,${drop + 16} 188,${drop + 4} 200,${drop + 24}Z`,
            { fill: metal, relief: "leather" },
          )
        : s.part(`M186,${drop + 8} L214,${drop + 8} L214,${drop + 58} L186,${drop + 58}Z`, {
            fill: metal,
            relief: "leather",
          })
    : stone(s, 200, drop + 34, 28, metal);
  return s.finish(
    chain(d, metal, 3.6, 5) + tube(`M200,${drop - 4} V${drop + 8}`, metal, 4) + pendant,
  );
}

export const earringCuts = ["hoop", "drop", "stud"] as const;
export type EarringCut = (typeof earringCuts)[number];

export function earrings(look: Look, cut: EarringCut): string {
  const s = new Sheet(look);
  const metal = metalOf(s);
  const own = s.look.colour.name in metals;
  const size = s.rng.between(0.85, 1.1);
  const fat = s.rng.pick([9, 13, 18]);
  let out = "";
  for (const x of [118, 282]) {
    const y = 200;
    if (cut === "hoop") {
      const r = 66 * size;
      const k = r * 0.5523;
      out += tube(
        `M${x},${y - r} C${x + k},${y - r} ${x + r},${y - k} ${x + r},${y} C${x + r},${y + k} ${x + k},${y + r} ${x},${y + r} C${x - k},${y + r} ${x - r},${y + k} ${x - r},${y} C${x - r},${y - k} ${x - k},${y - r} ${x - 8},${y - r}`,
        own ? metal : s.hex,
        fat,
      );
      out += tube(`M${x},${y - r - 3} v-14`, metal, 4);
    } else if (cut === "drop") {
      out += tube(`M${x},92 C${x + 18},76 ${x + 18},112 ${x},118 V170`, metal, 4);
      out += own
        ? s.part(
            `M${x},168 C${x + 12},210 ${x + 40},240 ${x + 34},276 C${x + 28},304 ${x - 28},304 ${x - 34},276 C${x - 40},240 ${x - 12},210 ${x},168Z`,
            { fill: metal, relief: "leather" },
          )
        : stone(s, x, 226, 46 * size, metal);
    } else {
      out += own ? ball(s, "stud", x, y, 34 * size, metal) : stone(s, x, y, 42 * size, metal);
    }
  }
  return s.finish(out);
}

export const braceletCuts = ["bangle", "chain", "beaded"] as const;
export type BraceletCut = (typeof braceletCuts)[number];

export function bracelet(look: Look, cut: BraceletCut): string {
  const s = new Sheet(look);
  const metal = metalOf(s);
  const own = s.look.colour.name in metals;
  const far = "M70,190 C76,120 324,120 330,190";
  const near = "M70,190 C66,290 334,290 330,190";
  if (cut === "beaded") {
    let out = "";
    const count = 30;
    const beads = Array.from({ length: count }, (_, k) => {
      const angle = (k / count) * 2 * Math.PI;
      return {
        x: 200 + 130 * Math.cos(angle),
        y: 206 + 62 * Math.sin(angle),
        r: 14 + 4 * Math.sin(angle),
        k,
      };
    }).sort((a, b) => a.y - b.y);
    for (const { x, y, r, k } of beads) {
      const accent = k % 10 === 7;
      out += ball(
        s,
        accent ? "accent" : "bead",
        Math.round(x),
        Math.round(y),
        Math.round(r),
        accent ? metal : s.hex,
      );
    }
    return s.finish(out);
  }
  if (cut === "chain")
    return s.finish(chain(far, darker(metal, 0.2), 12, 15) + chain(near, metal, 15, 19));
  const width = s.rng.pick([16, 24, 34]);
  const fill = own ? metal : s.hex;
  return s.finish(tube(far, darker(fill, 0.3), width) + tube(near, fill, width));
}

export const ringCuts = ["band", "stone"] as const;
export type RingCut = (typeof ringCuts)[number];

export function ring(look: Look, cut: RingCut): string {
  const s = new Sheet(look);
  const metal = metalOf(s);
  const width = cut === "band" ? s.rng.pick([18, 26]) : 13;
  const y = cut === "band" ? 200 : 228;
  const round = `M200,${y - 92} C262,${y - 92} 296,${y - 50} 296,${y} C296,${y + 56} 256,${y + 96} 200,${y + 96} C144,${y + 96} 104,${y + 56} 104,${y} C104,${y - 50} 138,${y - 92} 200,${y - 92}`;
  return s.finish(
    tube(round, metal, width) + (cut === "stone" ? stone(s, 200, y - 108, 46, metal) : ""),
  );
}
