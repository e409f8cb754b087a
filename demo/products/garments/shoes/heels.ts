/** Draws high heels. */
import type { Look } from "../../look.ts";
import { darker, lighter } from "../../palette.ts";
import { Sheet, stroke } from "../../sheet.ts";
import { ground } from "../../studio.ts";
import { leather } from "./shoe-parts.ts";

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
