/** Draws sandals. */
import type { Look } from "../../look.ts";
import { darker } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { ground } from "../../studio.ts";
import { floor, rubber } from "./shoe-parts.ts";

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
