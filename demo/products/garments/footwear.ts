import type { Look } from "../look.ts";
import { darker, lighter, lightness, mix } from "../palette.ts";
import type { Paint } from "../sheet.ts";
import { Sheet, stroke } from "../sheet.ts";
import { ground } from "../studio.ts";

const floor = 300;
const rubber = "#f1efe9";
const gum = "#b98552";

/** The near side of a shoe in profile, the toe to the left. */
const leather = (extra: Paint = {}): Paint => ({ relief: "leather", edge: 0.45, ...extra });

function lining(s: Sheet, d: string): string {
  return s.part(d, { fill: darker(mix(s.hex, "#b79a78", 0.35), 0.45), relief: "flat", edge: 0.5 });
}

/** Laces across the instep; `eyes` are the eyelets of the near side, from the top down. */
function laces(
  eyes: ReadonlyArray<readonly [number, number]>,
  reach: readonly [number, number],
  ink: string,
  width = 5,
): string {
  let out = "";
  for (const [x, y] of eyes) {
    const d = `M${x},${y} Q${x + reach[0] * 0.35},${y + reach[1] * 0.75} ${x + reach[0]},${y + reach[1]}`;
    out += `<circle cx="${x}" cy="${y}" r="3.4" fill="#2b2a2e"/>`;
    out += stroke(d, darker(ink, 0.5), width + 1.4) + stroke(d, ink, width);
  }
  return out;
}

function bow(x: number, y: number, ink: string): string {
  const d =
    `M${x},${y} C${x - 4},${y - 22} ${x - 30},${y - 24} ${x - 32},${y - 8} C${x - 32},${y + 4} ${x - 12},${y + 4} ${x},${y} ` +
    `C${x + 12},${y - 14} ${x + 32},${y - 10} ${x + 30},${y + 6} C${x + 26},${y + 16} ${x + 8},${y + 8} ${x},${y} ` +
    `C${x + 2},${y + 12} ${x + 8},${y + 22} ${x + 10},${y + 32}`;
  return stroke(d, darker(ink, 0.5), 5.6) + stroke(d, ink, 4.2);
}

export const trainerCuts = ["runner", "court", "high-top"] as const;
export type TrainerCut = (typeof trainerCuts)[number];

export function trainers(look: Look, cut: TrainerCut): string {
  const s = new Sheet(look);
  const accent = look.accent.hex;
  const sole = s.rng.pick(cut === "court" ? [rubber, rubber, gum] : [rubber, rubber, rubber, gum]);
  const lace = lightness(s.hex) > 0.8 ? s.rng.pick(["#fbfaf7", accent]) : "#f5f3ee";
  let out = ground(200, floor, 158);
  if (cut === "runner") {
    const trim = darker(s.hex, lightness(s.hex) < 0.3 ? -0.12 : 0.2);
    out += lining(s, "M340,148 C312,134 262,136 232,142 L252,184 L320,186Z");
    out += s.part(
      "M270,186 C254,168 244,140 232,116 C222,108 208,114 206,128 L194,190Z",
      leather({ fill: trim, relief: "soft", inside: s.stitch("M262,176 L228,124") }),
    );
    out += s.part(
      "M354,264 C366,234 360,192 352,158 C350,140 338,134 330,144 C324,166 298,178 274,168 C258,160 248,148 238,140 C218,160 192,184 160,198 C124,210 58,208 44,250 L44,266Z",
      {
        patterned: true,
        relief: "cloth",
        texture: "weave",
        edge: 0.45,
        inside:
          `<path d="M208,262 C232,244 252,214 262,182 L288,186 C284,220 268,246 252,262Z" fill="${accent}"/>` +
          `<path d="M178,262 C200,246 218,222 228,196 L240,192 C238,220 224,246 210,262Z" fill="${accent}"/>` +
          s.seam("M208,262 C232,244 252,214 262,182") +
          s.stitch("M284,188 C280,220 266,244 252,262") +
          s.creases([
            ["M150,206 Q156,224 148,244", 4, 0.16],
            ["M128,212 Q136,228 132,248", 4, 0.14],
          ]),
      },
    );
    out += s.part(
      "M40,268 C40,228 76,210 112,206 C100,226 120,246 152,264Z",
      leather({ fill: trim, inside: s.stitch("M108,209 C98,228 116,248 148,266") }),
    );
    out += s.part(
      "M360,264 C366,232 360,192 352,160 C340,186 312,204 298,216 C304,240 312,252 318,264Z",
      leather({
        fill: trim,
        inside: s.stitch("M350,174 C338,194 314,208 304,218 C308,238 316,252 322,262"),
      }),
    );
    out += s.part(
      "M330,144 C334,132 352,134 356,150 L360,178 C352,186 342,178 338,164Z",
      leather({ fill: accent }),
    );
    out += s.part(
      "M240,140 C220,160 192,184 154,200 C158,212 170,218 182,214 C216,204 244,184 262,164Z",
      leather({ fill: s.hex, inside: s.stitch("M172,212 C206,202 236,182 256,164") }),
    );
    out += laces(
      [
        [244, 160],
        [228, 174],
        [211, 187],
        [193, 197],
        [175, 205],
      ],
      [-16, -22],
      lace,
    );
    out += bow(228, 138, lace);
    out += s.part(
      "M34,270 C30,256 40,250 54,252 C120,268 180,260 230,254 C284,248 332,250 364,240 C376,248 374,272 364,286 C358,296 344,294 320,294 L98,296 C66,294 42,286 34,270Z",
      {
        fill: sole,
        relief: "crisp",
        edge: 0.6,
        inside:
          `<path d="M226,276 C280,262 330,264 372,252 L370,264 C330,274 280,274 226,276Z" fill="${accent}"/>` +
          s.seam("M52,266 C120,282 200,276 226,276", 0.35),
      },
    );
    out += s.part(
      "M50,284 C66,290 90,290 120,289 L362,286 C358,300 350,300 330,300 L130,301 C90,301 62,298 50,284Z",
      { fill: darker(sole, sole === gum ? 0.3 : 0.78), relief: "crisp" },
    );
    for (let x = 96; x < 350; x += 15) out += stroke(`M${x},294 v6`, "#000", 2, 0.45);
    return s.finish(out);
  }
  const high = cut === "high-top";
  const trim = high ? s.hex : accent;
  const d = high
    ? "M346,270 C352,220 344,170 346,118 C346,102 344,96 338,92 C304,102 268,98 236,88 C232,120 222,160 196,188 C164,212 72,202 50,252 L48,270Z"
    : "M350,268 C358,232 354,196 348,164 C344,150 336,148 328,154 C318,176 294,184 270,176 C254,170 246,160 238,152 C218,172 190,192 162,204 C124,212 62,214 48,254 L46,268Z";
  out += lining(
    s,
    high
      ? "M340,94 C310,80 260,76 234,86 L240,110 L330,112Z"
      : "M338,156 C312,142 262,146 234,152 L252,190 L322,190Z",
  );
  out += s.part(
    high
      ? "M262,110 C252,96 250,76 244,66 C230,58 214,62 214,74 L206,180 L236,170Z"
      : "M270,190 C254,174 244,148 234,128 C224,118 208,124 208,138 L196,198Z",
    { relief: "soft", fill: s.hex, edge: 0.5 },
  );
  out += s.part(d, {
    patterned: true,
    relief: high ? "cloth" : "leather",
    texture: high ? "weave" : "none",
    edge: 0.45,
    inside: high
      ? s.stitch("M272,98 C268,150 262,200 250,270") +
        s.stitch("M276,98 C272,150 266,200 254,270") +
        s.seam("M196,190 C214,206 222,236 220,270", 0.7) +
        `<path d="M326,92 H362 V272 H334 C330,210 328,150 326,92Z" fill="${trim}"/>` +
        s.stitch("M326,92 C328,150 330,210 334,272") +
        s.creases([
          ["M292,150 Q318,164 350,156", 5, 0.16],
          ["M286,196 Q314,212 350,202", 6, 0.18],
        ])
      : s.seam("M162,206 C184,214 206,236 210,268", 0.8) +
        s.stitch("M166,206 C188,214 210,236 214,268") +
        s.seam("M270,178 C262,210 256,240 262,268", 0.6) +
        s.stitch("M274,180 C266,210 260,240 266,268") +
        [0, 1, 2]
          .flatMap((r) => [0, 1, 2, 3].map((k) => [98 + k * 14 - r * 4, 228 + r * 9 - k * 2]))
          .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="1.7" fill="${s.line}"/>`)
          .join(""),
  });
  if (high) {
    out += s.part("M46,272 C44,232 80,206 126,206 C118,228 126,254 142,272Z", {
      fill: rubber,
      relief: "leather",
      edge: 0.6,
    });
  } else {
    out += s.part(
      "M354,268 C360,238 356,214 352,192 C334,200 316,204 306,210 C308,236 314,254 320,268Z",
      leather({ fill: trim, inside: s.stitch("M350,198 C334,206 320,208 311,213") }),
    );
    out += s.part(
      "M328,154 C336,144 350,150 352,168 L356,196 L334,200 C336,184 334,166 328,154Z",
      leather({ fill: trim }),
    );
  }
  out += s.part(
    high
      ? "M238,90 C234,122 224,160 196,188 C198,200 208,206 220,200 C246,180 256,140 262,98Z"
      : "M240,152 C220,172 192,194 156,206 C160,218 172,224 184,220 C218,210 246,192 262,172Z",
    leather({ relief: high ? "cloth" : "leather" }),
  );
  out += laces(
    high
      ? [
          [248, 108],
          [245, 128],
          [240, 148],
          [231, 167],
          [219, 182],
          [204, 192],
        ]
      : [
          [244, 172],
          [227, 185],
          [210, 196],
          [192, 205],
          [175, 212],
        ],
    high ? [-26, -10] : [-16, -22],
    lace,
  );
  out += high ? bow(228, 92, lace) : bow(228, 150, lace);
  const base = high ? rubber : sole;
  out += s.part(
    "M40,286 C36,268 40,260 50,258 C120,264 270,262 352,256 C364,258 364,286 358,298 C352,302 340,300 330,300 L84,301 C60,301 44,298 40,286Z",
    {
      fill: base,
      relief: "crisp",
      edge: 0.65,
      inside: high
        ? stroke("M38,268 C120,274 270,272 366,266", look.accent.hex, 4) +
          stroke("M38,292 C120,294 270,294 366,292", darker(base, 0.5), 5, 0.5)
        : s.stitch("M40,268 C120,274 270,272 366,266", darker(base, 0.3), 1.4) +
          stroke("M38,295 C120,297 270,297 366,295", darker(base, 0.45), 4, 0.55),
    },
  );
  if (high) out += `<circle cx="300" cy="140" r="14" fill="${rubber}" stroke="${s.line}"/>`;
  if (high) out += `<circle cx="300" cy="140" r="8" fill="${accent}"/>`;
  return s.finish(out);
}

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

export const heelCuts = ["pump", "block", "strap"] as const;
export type HeelCut = (typeof heelCuts)[number];

export function heels(look: Look, cut: HeelCut): string {
  const s = new Sheet(look);
  const gloss = s.rng.chance(0.5) ? "leather" : "satin";
  const inner = s.rng.pick(["#e3cbb0", "#c9a583", darker(s.hex, 0.35)]);
  let out = ground(112, 316, 82, 6) + ground(342, 316, 34, 6);
  const heel =
    cut === "pump"
      ? "M296,216 C326,220 336,250 339,280 L341,316 H352 C352,276 362,236 362,190 L330,180Z"
      : "M280,226 C290,250 296,280 296,316 H356 C358,276 364,236 362,190 L330,180Z";
  const shank =
    "M44,308 C100,306 150,312 186,296 C240,270 280,214 352,204 L350,214 C288,222 246,282 192,306 C166,318 120,316 60,316 C48,316 42,312 44,308Z";
  const sole = cut === "pump" && s.rng.chance(0.5) ? look.accent.hex : darker(s.hex, 0.5);
  if (cut === "strap") {
    // The far half of each strap goes behind the footbed.
    out += stroke("M112,300 C116,270 134,250 168,246", darker(s.hex, 0.45), 16);
    out += stroke("M352,120 C330,104 290,102 272,120", darker(s.hex, 0.45), 11);
    out += s.part(
      "M44,306 C96,296 150,304 186,286 C240,256 280,204 354,190 L356,204 C290,214 246,276 190,304 C150,316 90,312 52,312Z",
      { fill: inner, relief: "flat", edge: 0.5 },
    );
    out += s.part(heel, leather());
    out += s.part(shank, { fill: sole, relief: "crisp" });
    out += s.part(
      "M362,208 C370,176 366,146 358,114 C350,106 338,110 338,120 C336,150 318,188 286,232 C310,216 336,210 362,208Z",
      { relief: gloss, patterned: true, edge: 0.5 },
    );
    out += s.part("M98,310 C108,276 132,254 164,240 L190,262 C164,274 150,288 148,310Z", {
      relief: gloss,
      patterned: true,
      edge: 0.5,
    });
    out += s.part(
      "M360,114 C362,132 330,146 300,142 C280,140 266,132 266,118 L274,112 C278,126 300,130 320,126 C336,124 346,116 350,108Z",
      { relief: gloss, edge: 0.5 },
    );
    out += stroke("M296,124 h16 v20 h-16Z M304,134 h10", lighter("#cfa550", 0.15), 3);
    return s.finish(out);
  }
  out += s.part(
    "M132,262 C196,246 252,190 290,150 C310,132 338,124 354,132 L350,160 L230,262 L150,280Z",
    { fill: inner, relief: "flat", edge: 0.5 },
  );
  out += s.shade(
    "M150,270 C210,262 262,206 300,168 C320,150 340,146 350,150 L350,190 L200,290Z",
    0.3,
  );
  out += s.part(heel, leather({ fill: cut === "block" ? s.hex : s.hex }));
  out += s.part(
    "M40,308 C58,280 96,258 138,254 C184,276 236,240 276,196 C298,168 330,142 354,132 C366,156 368,186 360,212 C300,220 248,276 196,302 C172,314 120,314 60,314 C46,314 38,312 40,308Z",
    {
      relief: gloss,
      patterned: true,
      edge: 0.5,
      inside:
        s.seam("M320,150 C318,180 310,200 296,222", 0.5) +
        s.gleam("M70,292 C94,272 120,268 140,268 C126,282 100,284 78,298Z", 0.4, 3),
    },
  );
  out += stroke("M138,254 C184,276 236,240 276,196 C298,168 330,142 354,132", s.line, 1.8, 0.6);
  out += s.part(shank, { fill: sole, relief: "crisp" });
  out += stroke(cut === "pump" ? "M341,314 h10" : "M298,314 h56", "#141215", 4);
  if (cut === "block") {
    out += s.part("M112,258 L146,254 L152,274 L118,280Z", {
      fill: look.accent.hex,
      relief: "crisp",
    });
    out += stroke("M123,262 h18 v12 h-18Z", lighter(look.accent.hex, 0.4), 2.4);
  }
  return s.finish(out);
}

export const sandalCuts = ["slide", "strap"] as const;
export type SandalCut = (typeof sandalCuts)[number];

export function sandals(look: Look, cut: SandalCut): string {
  const s = new Sheet(look);
  const strap: Paint = { relief: "leather", patterned: true, edge: 0.5 };
  const foam = cut === "slide" ? s.rng.pick([s.hex, rubber, "#26262a"]) : "#c39a6b";
  let out = ground(200, floor, 160);
  const footbed =
    "M34,252 C30,240 46,236 66,240 C130,250 190,246 230,236 C280,226 330,222 362,228 C372,236 370,252 362,262 L40,268Z";
  const base =
    "M32,256 C100,266 180,262 240,252 C290,244 340,240 368,240 C374,262 370,288 360,298 L86,300 C56,298 34,280 32,256Z";
  const far = (d: string, w: number): string => stroke(d, darker(s.hex, 0.5), w);
  if (cut === "slide") out += far("M92,248 C110,186 160,156 214,180", 26);
  else {
    out +=
      far("M84,246 C96,202 120,190 146,192", 24) + far("M190,240 C196,190 226,168 250,172", 24);
    out += far("M352,150 C330,128 280,126 250,144", 13);
  }
  out += s.part(footbed, {
    fill: cut === "slide" ? darker(foam, 0.12) : "#d9bd95",
    relief: "soft",
    edge: 0.5,
  });
  if (cut === "strap") {
    out += s.part(
      "M366,244 C372,210 366,176 356,142 C348,136 338,140 336,150 C344,184 340,214 326,248Z",
      { ...strap, inside: s.stitch("M342,148 C350,184 346,214 334,246") },
    );
    out += s.part(
      "M360,144 C364,164 330,174 296,172 C268,172 246,164 240,152 L252,138 C262,152 284,156 304,154 C326,154 344,146 350,136Z",
      strap,
    );
  }
  out += s.part(base, {
    fill: foam,
    relief: "crisp",
    edge: 0.6,
    inside:
      stroke("M34,286 C110,292 290,292 372,286", darker(foam, 0.7), 16, 0.85) +
      (cut === "slide"
        ? ""
        : s.stitch("M32,266 C100,274 180,272 240,262 C290,254 340,250 370,250", "#f1e2c4", 1.6)),
  });
  if (cut === "slide") {
    out += s.part(
      "M76,272 C84,214 124,162 176,156 C206,154 226,168 236,186 C248,214 256,240 258,266 C200,280 130,284 76,272Z",
      {
        ...strap,
        inside:
          `<path d="M104,276 C112,220 142,178 184,166 L214,176 C176,196 150,232 146,282Z" fill="${look.accent.hex}"/>` +
          s.stitch(
            "M84,270 C92,218 128,172 176,163 C202,161 220,174 229,190 C240,214 248,240 250,266",
          ),
      },
    );
  } else {
    const buckle = (x: number, y: number, turn: number): string =>
      `<g transform="translate(${x} ${y}) rotate(${turn})">${stroke("M-11,-13 h22 v26 h-22Z M0,0 h14", "#c9a14a", 4)}</g>`;
    out += s.part("M68,274 C74,230 98,200 134,184 L170,194 C140,212 122,240 120,276Z", {
      ...strap,
      inside:
        s.stitch("M75,272 C82,232 104,206 136,191") + s.stitch("M114,274 C116,238 134,212 160,197"),
    });
    out += s.part("M180,272 C180,224 202,182 238,164 L276,172 C246,196 232,230 234,264Z", {
      ...strap,
      inside:
        s.stitch("M187,270 C188,226 208,190 240,171") +
        s.stitch("M228,264 C226,228 240,198 266,176"),
    });
    out += buckle(101, 226, -58) + buckle(212, 214, -62) + buckle(300, 163, 0);
  }
  return s.finish(out);
}
