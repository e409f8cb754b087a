/** Draws hats, scarves, glasses, watches and belts. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lighter, lightness } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { ground } from "../../studio.ts";
import { at } from "../clothes/torso.ts";

const gold = "#d2a94f";
const steel = "#c4c8ce";

export const hatCuts = ["cap", "beanie", "fedora", "bucket"] as const;
export type HatCut = (typeof hatCuts)[number];

export function hat(look: Look, cut: HatCut): string {
  const s = new Sheet(look);
  const paint: Paint = { patterned: true, edge: 0.5 };
  const deep = darker(s.hex, 0.2);
  let out = ground(200, 304, 150);
  switch (cut) {
    case "cap":
      out += s.part(
        "M92,262 C86,166 138,92 222,92 C302,92 338,168 334,270 C260,282 160,282 92,262Z",
        {
          ...paint,
          relief: "soft",
          inside:
            s.seam("M222,92 C190,140 178,210 182,276", 0.8) +
            s.seam("M222,92 C268,140 284,214 280,276", 0.8) +
            s.stitch("M216,96 C184,142 172,212 176,276"),
        },
      );
      out += s.part(
        "M96,252 C40,252 12,280 22,300 C80,316 190,308 226,274 C180,282 130,272 96,252Z",
        {
          fill: deep,
          relief: "crisp",
          edge: 0.6,
          inside:
            s.stitch("M40,290 C90,304 170,298 206,280") +
            s.stitch("M52,278 C96,292 160,288 190,278"),
        },
      );
      out += s.button(222, 92, 7, deep);
      break;
    case "beanie":
      out += s.part(symmetric("M200,84 C266,84 308,150 312,252 L200,262"), {
        ...paint,
        relief: "soft",
        texture: "rib",
      });
      out += s.part(symmetric("M200,238 L320,232 Q328,270 318,304 Q262,314 200,314"), {
        relief: "soft",
        texture: "rib",
        edge: 0.6,
        fill: s.hex,
      });
      if (s.rng.chance(0.5)) {
        out += s.part(
          "M200,40 C232,40 242,66 236,86 C226,104 174,104 164,86 C158,66 168,40 200,40Z",
          {
            fill: look.accent.hex,
            relief: "soft",
            texture: "knit",
          },
        );
      }
      break;
    case "fedora":
      out += s.part(
        "M18,262 C60,220 340,220 382,262 C392,292 300,308 200,308 C100,308 8,292 18,262Z",
        {
          relief: "soft",
          edge: 0.55,
        },
      );
      out += s.part(
        "M96,262 C98,180 112,116 150,108 C172,104 186,126 200,126 C214,126 228,104 250,108 C288,116 302,180 304,262 C250,280 150,280 96,262Z",
        {
          relief: "soft",
          edge: 0.5,
          inside: s.creases([["M200,126 Q196,170 204,210", 9, 0.22]]),
        },
      );
      out += s.part("M96,230 C150,250 250,250 304,230 L304,264 C250,282 150,282 96,264Z", {
        fill: lightness(s.hex) < 0.3 ? "#8d2b35" : "#2a2a2e",
        relief: "crisp",
      });
      break;
    case "bucket":
      out += s.part(symmetric("M200,96 C240,96 268,104 276,120 L298,222 L200,236"), {
        ...paint,
        relief: "soft",
        inside: s.seam("M126,122 Q200,140 274,122", 0.8),
      });
      out += s.part(symmetric("M200,222 L296,212 C326,238 352,270 362,296 Q280,316 200,316"), {
        ...paint,
        relief: "soft",
        edge: 0.6,
        inside: [240, 256, 272, 288]
          .map((y) => s.stitch(`M${60 + (288 - y)},${y} Q200,${y + 22} ${340 - (288 - y)},${y}`))
          .join(""),
      });
      break;
  }
  return s.finish(out);
}

export const scarfCuts = ["folded", "draped"] as const;
export type ScarfCut = (typeof scarfCuts)[number];

function fringe(s: Sheet, from: number, to: number, y: number): string {
  let out = "";
  for (let x = from + 4; x < to; x += 9) {
    const d = `M${x},${y} q${s.rng.between(-4, 4).toFixed(1)},18 ${s.rng.between(-3, 3).toFixed(1)},36`;
    out += stroke(d, darker(s.hex, 0.5), 4.6) + stroke(d, s.hex, 3.2);
  }
  return out;
}

export function scarf(look: Look, cut: ScarfCut): string {
  const s = new Sheet(look);
  const paint: Paint = { patterned: true, relief: "soft", texture: "weave", edge: 0.5 };
  let out = "";
  if (cut === "folded") {
    out += fringe(s, 112, 288, 322);
    out += s.part("M104,60 Q200,50 296,60 L292,326 Q200,334 108,326Z", {
      ...paint,
      inside: s.creases([
        ["M150,64 Q158,200 148,326", 9, 0.14],
        ["M246,64 Q238,200 250,326", 9, 0.14],
      ]),
    });
    out += s.part("M98,54 Q200,42 302,54 L304,150 Q200,164 96,150Z", { ...paint, edge: 0.65 });
    return s.finish(out);
  }
  out += fringe(s, 128, 188, 352) + fringe(s, 214, 274, 330);
  out += s.part("M212,120 C250,140 276,220 276,334 L212,336 C214,250 206,190 188,150Z", {
    ...paint,
    angle: 8,
  });
  out += s.part("M186,130 C150,160 124,230 126,356 L190,358 C188,270 200,210 224,160Z", {
    ...paint,
    angle: -8,
  });
  out += s.part(
    "M120,96 C140,40 260,40 280,96 C290,140 250,176 200,178 C150,176 110,140 120,96Z M156,96 C160,124 180,134 200,134 C220,134 240,124 244,96 C240,74 160,74 156,96Z",
    { ...paint, inside: s.creases([["M130,120 Q200,190 270,120", 10, 0.2]]) },
  );
  return s.finish(out);
}

export const sunglassesCuts = ["round", "wayfarer", "aviator"] as const;
export type SunglassesCut = (typeof sunglassesCuts)[number];

export const glassesCuts = ["round", "square", "wire"] as const;
export type GlassesCut = (typeof glassesCuts)[number];

/** Spectacles: the frames of sunglasses with clear lenses. */
export function glasses(look: Look, cut: GlassesCut): string {
  return eyewear(
    look,
    ({ round: "round", square: "wayfarer", wire: "aviator" } as const)[cut],
    true,
  );
}

export function sunglasses(look: Look, cut: SunglassesCut): string {
  return eyewear(look, cut, false);
}

function eyewear(look: Look, cut: SunglassesCut, clear: boolean): string {
  const s = new Sheet(look);
  const frame = cut === "aviator" && !clear ? (lightness(s.hex) < 0.4 ? "#5d6068" : gold) : s.hex;
  const glass = cut === "aviator" || cut === "round" ? s.hex : "#1c1d22";
  const lens = {
    round: `M${at(26, 200)} C${at(26, 150)} ${at(58, 134)} ${at(86, 134)} C${at(124, 134)} ${at(146, 164)} ${at(146, 198)} C${at(146, 236)} ${at(120, 262)} ${at(86, 262)} C${at(52, 262)} ${at(26, 236)} ${at(26, 200)}Z`,
    wayfarer: `M${at(22, 156)} C${at(60, 140)} ${at(130, 136)} ${at(158, 146)} C${at(160, 200)} ${at(146, 254)} ${at(92, 256)} C${at(44, 256)} ${at(26, 214)} ${at(22, 156)}Z`,
    aviator: `M${at(20, 158)} C${at(60, 142)} ${at(124, 140)} ${at(150, 154)} C${at(160, 210)} ${at(128, 276)} ${at(84, 272)} C${at(42, 266)} ${at(22, 214)} ${at(20, 158)}Z`,
  }[cut];
  const width = cut === "wayfarer" ? 15 : cut === "round" ? 8 : 5;
  const fill = s.gradient(
    "lens",
    clear
      ? [
          [0, "#dfe9ee"],
          [0.5, "#f2f6f8"],
          [1, "#e3eaf0"],
        ]
      : [
          [0, darker(glass, 0.72)],
          [0.55, darker(glass, 0.5)],
          [1, darker(glass, 0.12)],
        ],
    90,
  );
  const temple = `M${at(146, 160)} C${at(172, 156)} ${at(182, 160)} ${at(186, 176)} L${at(182, 188)} C${at(172, 172)} ${at(164, 172)} ${at(148, 176)}Z`;
  let out = [temple, mirror(temple)]
    .map((d) => s.part(d, { fill: frame, relief: "crisp" }))
    .join("");
  for (const d of [lens, mirror(lens)]) {
    out += `<path d="${d}" fill="${fill}" fill-opacity="${clear ? 0.6 : 0.94}"/>`;
    out += stroke(d, darker(frame, 0.55), width + 2) + stroke(d, frame, width);
    out += `<g transform="translate(-1 -1.4)">${stroke(d, lighter(frame, 0.6), width * 0.2, 0.55)}</g>`;
  }
  const bridge =
    cut === "aviator"
      ? ["M180,160 Q200,150 220,160", "M178,176 Q200,164 222,176"]
      : ["M176,176 Q200,156 224,176"];
  for (const d of bridge) out += stroke(d, darker(frame, 0.5), width + 2) + stroke(d, frame, width);
  const shine = `M${at(50, 168)} L${at(84, 156)} L${at(50, 232)} L${at(40, 214)}Z`;
  out += s.gleam(shine, 0.2, 3) + s.gleam(`M118,168 L152,156 L118,232 L106,214Z`, 0.2, 3);
  return s.finish(`<g transform="translate(0 4)">${out}</g>`);
}

export const watchCuts = ["strap", "bracelet", "digital"] as const;
export type WatchCut = (typeof watchCuts)[number];

export function watch(look: Look, cut: WatchCut): string {
  const s = new Sheet(look);
  const band = cut === "bracelet" ? (s.look.colour.name === "gold" ? gold : steel) : s.hex;
  const upper = symmetric(
    `M${at(0, 24)} L${at(34, 26)} Q${at(40, 80)} ${at(48, 132)} L${at(0, 140)}`,
  );
  const lower = symmetric(
    `M${at(0, 262)} L${at(48, 268)} Q${at(40, 320)} ${at(34, 372)} Q${at(20, 380)} ${at(0, 380)}`,
  );
  let out = "";
  for (const d of [upper, lower]) {
    let links = "";
    if (cut === "bracelet") {
      for (let y = 30; y < 380; y += 14)
        links += stroke(`M150,${y} H250`, darker(band, 0.6), 1.6, 0.8);
      links +=
        stroke("M182,24 V380", darker(band, 0.5), 1.4, 0.6) +
        stroke("M218,24 V380", darker(band, 0.5), 1.4, 0.6);
    } else {
      links =
        s.stitch("M170,30 L160,136") +
        s.stitch("M230,30 L240,136") +
        s.stitch("M160,268 L170,370") +
        s.stitch("M240,268 L230,370");
    }
    out += s.part(d, {
      fill: band,
      relief: cut === "bracelet" ? "crisp" : "leather",
      edge: 0.55,
      inside: links,
    });
  }
  if (cut === "strap")
    for (const y of [306, 324, 342]) out += `<circle cx="200" cy="${y}" r="3" fill="#1b1a1d"/>`;
  if (cut === "digital") {
    const ink = s.rng.pick(["#9fe6d2", "#e8eef2", "#f0b35a"]);
    out += s.part(
      symmetric(
        `M${at(0, 112)} L${at(62, 114)} Q${at(78, 116)} ${at(80, 136)} L${at(80, 264)} Q${at(78, 286)} ${at(60, 288)} L${at(0, 290)}`,
      ),
      {
        fill: darker(s.hex, 0.25),
        relief: "soft",
        edge: 0.6,
      },
    );
    out += `<rect x="136" y="134" width="128" height="134" rx="16" fill="#101216"/>`;
    for (const [x, digit] of [0, 1, 2, 3].map(
      (k) => [148 + k * 27 + (k > 1 ? 8 : 0), s.rng.whole(0, 9)] as const,
    ))
      out += `<g transform="translate(${x} 176)" fill="${ink}"><rect width="16" height="4" rx="2"/><rect y="${digit % 2 ? 20 : 40}" width="16" height="4" rx="2"/><rect x="12" width="4" height="44" rx="2"/>${digit > 4 ? `<rect width="4" height="24" rx="2"/>` : ""}</g>`;
    out += `<g fill="${ink}"><circle cx="204" cy="190" r="3"/><circle cx="204" cy="206" r="3"/><rect x="150" y="240" width="${s.rng.whole(30, 96)}" height="6" rx="3" fill-opacity="0.7"/></g>`;
    return s.finish(out + s.gleam("M142,140 L200,138 L150,230Z", 0.1, 4));
  }
  const rim = cut === "bracelet" ? band : s.rng.pick([gold, steel]);
  const dial = cut === "bracelet" ? s.hex : s.rng.pick(["#f6f5f0", "#20222a", "#23305c"]);
  const ink = lightness(dial) > 0.5 ? "#2a2a2e" : "#f3f1ea";
  out += s.part("M278,190 h14 v22 h-14Z", { fill: rim, relief: "crisp" });
  out += s.part(`M200,118 ${circle(83)}Z`, {
    fill: rim,
    relief: "crisp",
    edge: 0.6,
  });
  out += `<circle cx="200" cy="201" r="68" fill="${dial}" stroke="${darker(rim, 0.5)}" stroke-width="2"/>`;
  for (let k = 0; k < 12; k++) {
    out += `<rect x="198" y="139" width="4" height="${k % 3 === 0 ? 15 : 9}" fill="${ink}" transform="rotate(${k * 30} 200 201)"/>`;
  }
  const hour = s.rng.whole(0, 359);
  out += `<g stroke="${ink}" stroke-linecap="round"><path d="M200,201 V166" stroke-width="5.5" transform="rotate(${hour} 200 201)"/><path d="M200,201 V150" stroke-width="3.6" transform="rotate(${(hour * 12) % 360} 200 201)"/></g>`;
  out +=
    `<circle cx="200" cy="201" r="5" fill="${ink}"/>` +
    s.gleam("M150,160 Q190,140 220,150 L160,220Z", 0.12, 6);
  return s.finish(out);
}

/** A circle around (200, 201) as cubic curves, because outlines cannot have arcs. */
function circle(radius: number): string {
  const k = radius * 0.5523;
  const [x, y, r] = [200, 201, radius];
  return `C${x + k},${y - r} ${x + r},${y - k} ${x + r},${y} C${x + r},${y + k} ${x + k},${y + r} ${x},${y + r} C${x - k},${y + r} ${x - r},${y + k} ${x - r},${y} C${x - r},${y - k} ${x - k},${y - r} ${x},${y - r}`;
}

export const beltCuts = ["classic"] as const;
export type BeltCut = (typeof beltCuts)[number];

export function belt(look: Look, _cut: BeltCut): string {
  const s = new Sheet(look);
  const metalHex = s.rng.pick([gold, steel]);
  // Coiled, as belts are photographed: the coil behind, the end with the buckle in front.
  let out = ground(200, 292, 150);
  out += s.part("M56,200 C56,140 344,140 344,200 L344,232 C344,180 56,180 56,232Z", {
    fill: darker(s.hex, 0.45),
    relief: "leather",
  });
  out += s.part("M48,204 C48,284 352,284 352,204 L352,248 C352,328 48,328 48,248Z", {
    relief: "leather",
    edge: 0.55,
    inside:
      s.stitch("M52,214 C60,286 340,286 348,214") + s.stitch("M52,240 C60,316 340,316 348,240"),
  });
  for (const x of [262, 284, 304])
    out += `<ellipse cx="${x}" cy="${284 - (x - 262) * 0.32}" rx="3.6" ry="4.6" fill="#17161a"/>`;
  const buckle = "M120,238 h74 v64 h-74Z";
  out +=
    stroke(buckle, darker(metalHex, 0.6), 12) +
    stroke(buckle, metalHex, 9) +
    stroke("M122,240 h70", "#ffffff", 2, 0.6);
  out += stroke("M120,270 H206", darker(metalHex, 0.6), 8) + stroke("M120,270 H206", metalHex, 5.4);
  out += s.part("M214,236 h16 v66 h-16Z", { fill: darker(s.hex, 0.12), relief: "crisp" });
  return s.finish(out);
}
