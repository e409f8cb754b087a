/** Draws flats, loafers and lace-ups. */
import type { Look } from "../../look.ts";
import { darker, lighter, lightness, mix } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { ground } from "../../studio.ts";

const gold = "#cfa550";

export const flatCuts = ["ballet", "pointed", "slingback"] as const;
export type FlatCut = (typeof flatCuts)[number];

/** A flat shoe in profile, with the toe on the left. */
export function flats(look: Look, cut: FlatCut): string {
  const s = new Sheet(look);
  const inner = s.rng.pick(["#e3cbb0", "#d9bd95", darker(s.hex, 0.35)]);
  const paint: Paint = { relief: "leather", patterned: true, edge: 0.5 };
  const toe = cut === "ballet" ? 48 : 26;
  let out = ground(200, 300, 158);
  if (cut === "slingback")
    out += stroke("M352,214 C330,196 290,196 268,214", darker(s.hex, 0.5), 10);
  out += s.part("M118,246 C170,250 220,228 262,206 C300,190 344,192 356,214 L350,260 L150,270Z", {
    fill: inner,
    relief: "flat",
    edge: 0.5,
  });
  out += s.shade("M140,262 C200,254 250,228 290,212 C320,204 340,208 348,222 L340,264Z", 0.26);
  if (cut === "slingback") {
    out += s.part(
      `M${toe},284 C50,258 90,240 122,240 C150,262 200,268 262,262 L268,290 L80,294 C50,294 34,292 ${toe},284Z`,
      paint,
    );
    out += stroke(
      "M258,268 C300,250 330,236 352,214 C364,230 364,252 358,266",
      darker(s.hex, 0.5),
      12,
    );
    out += stroke("M258,268 C300,250 330,236 352,214 C364,230 364,252 358,266", s.hex, 10);
  } else {
    out += s.part(
      `M${toe},282 C54,252 90,238 122,238 C150,264 214,262 270,250 C304,242 330,218 352,208 C366,232 366,262 360,286 L90,294 C60,294 ${toe},292 ${toe},282Z`,
      {
        ...paint,
        inside:
          s.seam("M296,240 C300,258 300,270 296,290", 0.5) +
          s.gleam("M64,270 C84,254 110,250 128,252 C112,264 92,268 72,276Z", 0.3, 3),
      },
    );
    out += stroke(
      "M122,238 C150,264 214,262 270,250 C304,242 330,218 352,208",
      darker(s.hex, 0.4),
      4,
    );
  }
  if (cut === "ballet") {
    const bow = `M122,246 C108,228 86,226 84,240 C84,252 106,252 122,246 C136,232 158,232 158,244 C156,256 136,254 122,246Z`;
    out += s.part(bow, { relief: "soft", edge: 0.6, fill: darker(s.hex, 0.12) });
  } else if (s.rng.chance(0.5)) {
    out += stroke("M92,250 h26 v14 h-26Z", gold, 3.6);
  }
  out += s.part(
    "M32,286 C90,296 180,294 270,288 C310,286 340,282 362,280 C366,290 364,298 360,302 L300,302 L298,298 L90,300 C60,300 40,298 32,286Z",
    { fill: darker(s.hex, 0.6), relief: "crisp" },
  );
  return s.finish(out);
}

export const loaferCuts = ["penny", "tassel", "derby", "brogue"] as const;
export type LoaferCut = (typeof loaferCuts)[number];

/** Leather shoes with a low heel: loafers, and lace-ups. */
export function loafers(look: Look, cut: LoaferCut): string {
  const s = new Sheet(look);
  const laced = cut === "derby" || cut === "brogue";
  const sole = lightness(s.hex) < 0.2 ? "#151416" : darker(mix(s.hex, "#5a3a20", 0.4), 0.45);
  const paint: Paint = { relief: "leather", edge: 0.5, patterned: !laced };
  let out = ground(200, 304, 160);
  out += s.part("M338,166 C312,154 262,160 236,170 L250,206 L330,206Z", {
    fill: darker(mix(s.hex, "#b79a78", 0.35), 0.4),
    relief: "flat",
    edge: 0.5,
  });
  if (laced) {
    out += s.part("M266,196 C250,180 242,160 232,146 C220,138 208,148 208,160 L190,206Z", {
      ...paint,
      relief: "soft",
    });
  }
  out += s.part(
    laced
      ? "M352,278 C360,240 356,204 346,172 C340,160 330,160 326,170 C314,190 292,194 272,188 C256,182 246,174 238,164 C218,186 188,204 156,216 C112,230 58,228 40,268 L40,282Z"
      : "M352,278 C360,246 356,212 346,180 C340,168 330,170 324,180 C310,202 276,206 244,194 C226,186 214,188 200,200 C172,218 148,222 120,226 C84,232 52,240 38,270 L38,282Z",
    {
      ...paint,
      inside:
        s.seam("M292,196 C286,226 288,256 296,284", 0.6) +
        (laced
          ? s.seam("M152,218 C180,232 196,256 196,284", 0.8) +
            s.stitch("M156,217 C184,232 200,256 200,284") +
            (cut === "brogue"
              ? stroke(
                  "M58,250 C92,246 116,254 128,232 M128,232 C138,262 120,276 104,284",
                  darker(s.hex, 0.6),
                  2.6,
                  0.8,
                ) +
                `<path d="M62,255 C94,251 116,258 132,240" fill="none" stroke="${darker(s.hex, 0.7)}" stroke-width="3" stroke-dasharray="0.1 7" stroke-linecap="round"/>`
              : "")
          : s.seam("M60,250 C92,226 150,222 186,216 C204,212 214,206 222,196", 0.9) +
            s.stitch("M64,255 C96,231 152,227 188,221")) +
        s.gleam("M60,262 C80,244 110,238 136,236 C116,252 88,256 66,270Z", 0.32, 4) +
        s.creases([["M150,224 Q168,244 166,268", 4, 0.18]]),
    },
  );
  if (laced) {
    for (const [x, y] of [
      [240, 178],
      [222, 190],
      [204, 201],
      [186, 210],
    ] as const) {
      const d = `M${x},${y} Q${x - 6},${y - 16} ${x - 16},${y - 20}`;
      out +=
        stroke(d, darker(s.hex, 0.75), 5.4) +
        stroke(d, lightness(s.hex) < 0.3 ? "#2d2c30" : darker(s.hex, 0.45), 4);
    }
    const bow =
      "M230,164 C222,144 200,140 196,152 C196,164 216,168 230,164 C240,150 258,152 258,164 C254,174 240,172 230,164";
    out += stroke(bow, darker(s.hex, 0.6), 4.4);
  } else {
    out += s.part("M150,252 C166,226 196,204 226,196 L258,206 C226,220 196,246 184,280 L150,276Z", {
      ...paint,
      edge: 0.65,
      inside: cut === "penny" ? s.shade("M186,226 L206,214 L212,224 L192,238Z", 0.5, 1) : "",
    });
    if (cut === "tassel") {
      for (const [x, y] of [
        [172, 226],
        [190, 232],
      ] as const)
        out += s.part(`M${x},${y} L${x + 8},${y} L${x + 14},${y + 26} L${x - 8},${y + 26}Z`, {
          fill: darker(s.hex, 0.15),
          relief: "crisp",
          edge: 0.7,
        });
    } else if (s.rng.chance(0.4)) {
      out +=
        stroke("M172,238 Q196,222 222,212", darker(gold, 0.4), 7) +
        stroke("M172,238 Q196,222 222,212", gold, 4.6);
    }
  }
  out += s.part(
    "M34,278 C100,288 240,288 354,276 C358,284 356,292 354,296 L352,308 L272,308 L270,294 L84,298 C56,298 38,292 34,278Z",
    {
      fill: sole,
      relief: "crisp",
      edge: 0.5,
      inside: stroke("M36,284 C110,292 250,290 356,281", lighter(sole, 0.35), 1.4, 0.7),
    },
  );
  return s.finish(out);
}
