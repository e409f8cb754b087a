/** Draws trainers. */
import type { Look } from "../../look.ts";
import { darker, lightness } from "../../palette.ts";
import { Sheet, stroke } from "../../sheet.ts";
import { ground } from "../../studio.ts";
import { bow, floor, gum, laces, leather, lining, rubber } from "./shoe-parts.ts";

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
