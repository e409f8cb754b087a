/** Draws boots. */
import type { Look } from "../../look.ts";
import { darker, lighter, lightness, mix } from "../../palette.ts";
import { Sheet, stroke } from "../../sheet.ts";
import { ground } from "../../studio.ts";
import { bow, laces, leather, lining } from "./shoe-parts.ts";

export const bootCuts = ["chelsea", "lace-up", "knee"] as const;

export type BootCut = (typeof bootCuts)[number];

export function boots(look: Look, cut: BootCut): string {
  const s = new Sheet(look);
  const sole = lightness(s.hex) < 0.25 ? "#1c1b1e" : s.rng.pick(["#2a2523", darker(s.hex, 0.6)]);
  if (cut === "knee") {
    let out = ground(196, 380, 112);
    out += lining(s, "M166,36 C190,20 270,18 298,30 L290,46 L176,50Z");
    out += s.part(
      "M164,34 C200,46 262,46 300,30 C308,96 300,160 288,220 C280,262 292,300 296,336 C294,350 270,348 250,344 C222,342 210,362 180,366 L92,366 C74,366 72,350 84,340 C112,320 156,318 176,292 C192,262 176,216 172,170 C166,120 160,80 164,34Z",
      leather({
        inside:
          s.seam("M238,44 C240,140 236,220 240,292 C242,316 248,334 256,346", 0.7) +
          s.creases([
            ["M176,262 Q220,284 286,256", 6, 0.24],
            ["M180,286 Q226,306 288,278", 6, 0.26],
            ["M178,232 Q214,250 290,228", 5, 0.16],
            ["M150,320 Q164,334 160,352", 4, 0.16],
          ]),
      }),
    );
    out += s.gleam("M186,70 C190,140 192,190 198,236 C204,190 202,130 198,70Z", 0.22, 5);
    out += s.part("M252,342 C270,346 286,346 298,334 L294,380 L256,380 C258,366 256,352 252,342Z", {
      fill: sole,
      relief: "leather",
    });
    out += s.part(
      "M74,362 C110,370 160,368 184,364 C214,360 222,340 254,342 L252,350 C228,352 220,376 184,379 L96,380 C80,380 72,372 74,362Z",
      { fill: sole, relief: "crisp" },
    );
    if (s.rng.chance(0.45)) {
      out += s.part(
        "M170,300 C210,318 256,312 292,292 L294,304 C258,324 208,330 162,312Z",
        leather(),
      );
      out += stroke("M222,306 h18 v16 h-18Z", look.accent.hex, 4);
    }
    return s.finish(out);
  }
  let out = ground(204, 330, 148);
  const lug = cut === "lace-up";
  const shaft =
    "M196,74 C230,84 296,84 334,72 C338,110 330,150 332,190 C342,226 348,262 344,294 L60,300 C44,292 46,264 64,250 C96,232 154,228 184,202 C204,180 200,120 196,74Z";
  out += lining(s, "M198,76 C222,58 308,56 332,74 L322,92 L208,94Z");
  if (!lug) {
    out += s.part("M318,80 C318,48 342,46 344,80 L342,104 L322,104Z", leather());
    out += s.part(
      shaft,
      leather({
        inside:
          s.seam("M186,202 C214,214 236,236 240,300", 0.7) +
          s.seam("M330,210 C306,222 298,250 300,300", 0.5) +
          s.creases([
            ["M170,214 Q186,232 182,258", 5, 0.2],
            ["M148,224 Q164,240 158,262", 4, 0.16],
          ]),
      }),
    );
    out += s.part("M236,84 L292,83 C294,120 286,160 276,194 C268,204 258,204 252,194Z", {
      fill: mix(look.accent.hex, "#1a191c", lightness(look.accent.hex) > 0.85 ? 0.75 : 0.35),
      relief: "cloth",
      texture: "rib",
      edge: 0.7,
    });
    out += s.stitch("M232,86 L248,196 C256,210 272,210 280,196 C290,160 298,120 296,84");
    out += s.gleam("M80,262 C100,246 130,242 150,240 C136,256 106,258 88,270Z", 0.3);
  } else {
    out += s.part(
      "M236,100 C228,80 222,56 206,46 C192,44 182,54 184,70 L178,206 L210,200Z",
      leather({ relief: "soft", fill: darker(s.hex, 0.15) }),
    );
    out += s.part(
      shaft,
      leather({
        inside:
          s.seam("M176,208 C204,224 222,252 224,300", 0.8) +
          s.stitch("M181,208 C209,224 227,252 229,300") +
          s.seam("M334,196 C300,206 284,240 286,300", 0.8) +
          s.stitch("M334,190 C295,202 279,238 281,300") +
          s.seam("M128,232 C116,256 118,280 124,300", 0.8) +
          s.stitch("M133,231 C121,256 123,280 129,300") +
          s.creases([["M258,150 Q296,164 334,152", 6, 0.2]]),
      }),
    );
    out += s.part(
      "M192,76 C226,86 300,86 338,72 C342,82 342,94 338,100 C300,112 228,110 194,100Z",
      { fill: darker(s.hex, 0.25), relief: "soft", edge: 0.5 },
    );
    out += s.part(
      "M196,100 C200,150 196,186 172,208 C182,220 196,222 208,212 C232,190 234,146 230,106Z",
      leather({ inside: s.stitch("M226,108 C230,146 226,188 203,210") }),
    );
    out += laces(
      [
        [218, 92],
        [219, 112],
        [218, 132],
        [215, 152],
        [209, 172],
        [200, 190],
        [188, 204],
      ],
      [-30, -8],
      look.accent.hex,
      5,
    );
    out += bow(196, 82, look.accent.hex);
  }
  out += s.part(
    lug
      ? "M44,292 C120,302 260,300 350,288 C354,300 352,312 350,318 L350,330 H268 L262,318 H240 L236,330 H92 C64,330 44,314 44,292Z"
      : "M46,292 C120,302 260,300 348,288 C352,296 350,304 348,308 L344,330 L276,330 L272,308 L90,310 C64,310 48,304 46,292Z",
    {
      fill: sole,
      relief: "crisp",
      edge: 0.5,
      inside: lug
        ? s.stitch("M44,298 C120,308 260,306 352,295", "#d8b25e", 1.8) +
          Array.from({ length: 17 }, (_, k) =>
            stroke(`M${76 + k * 17},318 v14`, "#000", 5, 0.6),
          ).join("")
        : stroke("M46,298 C120,308 260,306 350,294", lighter(sole, 0.3), 1.4, 0.6),
    },
  );
  if (!lug) out = ground(100, 310, 50, 5) + out;
  return s.finish(out);
}
