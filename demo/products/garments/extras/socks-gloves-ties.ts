/** Draws socks, gloves and ties. */
import { mirror, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lighter, lightness } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { at, band } from "../clothes/torso.ts";

export const sockCuts = ["crew", "ankle", "knee"] as const;
export type SockCut = (typeof sockCuts)[number];

/** A pair of socks, one laid over the other. */
export function socks(look: Look, cut: SockCut): string {
  const s = new Sheet(look);
  const top = { crew: 96, ankle: 190, knee: 30 }[cut];
  const contrast = s.rng.chance(0.45) ? look.accent.hex : s.hex;
  const d =
    `M168,${top} L236,${top} C238,${top + 16} 234,230 238,264 C240,284 236,304 218,318` +
    ` C186,340 150,352 112,358 C84,362 66,346 72,326 C78,310 100,304 122,294 C150,280 166,262 166,232 C165,${(top + 232) / 2} 167,${top + 16} 168,${top}Z`;
  const paint: Paint = {
    patterned: true,
    relief: "soft",
    texture: "rib",
    blockAt: 250,
    scale: 0.7,
  };
  const one = s.part(d, {
    ...paint,
    inside:
      `<path d="M238,250 C208,262 206,300 232,316 L260,300 L258,250Z" fill="${contrast}"/>` +
      `<path d="M60,300 L104,300 C92,320 96,346 110,366 L60,366Z" fill="${contrast}"/>` +
      s.creases([
        ["M168,262 Q196,276 214,300", 5, 0.2],
        ["M166,236 Q194,252 226,262", 4, 0.14],
      ]) +
      band(s, `M164,${top + 12} H240`, 14, contrast),
  });
  return s.finish(
    `<g transform="translate(${cut === "ankle" ? "62 -56" : "58 6"}) rotate(7 200 200)">${one}</g>` +
      `<g transform="translate(${cut === "ankle" ? "0 -50" : "-8 6"})">${one}</g>`,
  );
}

export const gloveCuts = ["leather", "knitted", "mittens"] as const;
export type GloveCut = (typeof gloveCuts)[number];

export function gloves(look: Look, cut: GloveCut): string {
  const s = new Sheet(look);
  const paint: Paint = {
    patterned: cut !== "leather",
    relief: cut === "leather" ? "leather" : "soft",
    texture: cut === "leather" ? "none" : "knit",
    edge: 0.5,
    scale: 0.7,
  };
  const cuffed = (inside: string, d: string): string =>
    s.part(d, {
      ...paint,
      inside:
        inside + (cut === "leather" ? s.stitch("M160,300 H246") : band(s, "M150,330 H256", 26)),
    });
  const finger = (x: number, top: number, tilt: number): string => {
    const shape = `M${x - 13},240 C${x - 14},200 ${x - 13 + tilt},${top + 40} ${x - 11 + tilt},${top + 14} C${x - 9 + tilt},${top - 4} ${x + 9 + tilt},${top - 4} ${x + 11 + tilt},${top + 14} C${x + 13 + tilt},${top + 40} ${x + 14},200 ${x + 13},240Z`;
    return s.part(shape, paint);
  };
  const thumb =
    "M244,262 C262,240 274,216 284,196 C292,184 310,192 306,208 C298,240 280,282 248,304Z";
  const palm =
    "M154,226 C156,212 250,212 252,226 C258,262 252,290 248,352 Q204,362 158,352 C154,300 150,262 154,226Z";
  const mitten =
    "M152,240 C146,180 150,100 176,74 C192,60 216,60 232,74 C256,100 258,180 252,240 C256,280 250,300 248,352 Q204,362 158,352 C156,300 154,270 152,240Z";
  const one =
    cut === "mittens"
      ? s.part(thumb, paint) + cuffed(s.creases([["M170,200 Q200,214 232,200", 5, 0.12]]), mitten)
      : s.part(thumb, paint) +
        finger(166, 108, -6) +
        finger(190, 76, -2) +
        finger(215, 80, 2) +
        finger(239, 116, 6) +
        cuffed(
          s.creases([
            ["M164,250 Q200,262 244,248", 4, 0.16],
            ["M178,226 L180,262", 3, 0.2],
            ["M202,224 L202,262", 3, 0.2],
            ["M227,226 L226,260", 3, 0.2],
          ]),
          palm,
        );
  return s.finish(
    `<g transform="translate(76 -2) rotate(9 200 220) scale(0.94)">${one}</g>` +
      `<g transform="translate(-66 12) translate(400 0) scale(-1 1) rotate(6 200 220) scale(0.96)">${one}</g>`,
  );
}

export const tieCuts = ["necktie", "bow tie"] as const;
export type TieCut = (typeof tieCuts)[number];

export function tie(look: Look, cut: TieCut): string {
  const s = new Sheet(look);
  const paint: Paint = { patterned: true, relief: "satin", edge: 0.5, scale: 0.8 };
  const deep = lightness(s.hex) < 0.25 ? lighter(s.hex, 0.08) : darker(s.hex, 0.25);
  if (cut === "bow tie") {
    const wing =
      "M206,196 C240,160 290,140 330,140 C342,160 346,250 332,266 C290,262 240,246 206,212Z";
    const neckstrap = "M206,200 C270,170 330,150 372,176";
    return s.finish(
      stroke(neckstrap, deep, 9) +
        stroke(mirror(neckstrap), deep, 9) +
        [wing, mirror(wing)]
          .map((d, i) =>
            s.part(d, {
              ...paint,
              angle: i === 0 ? 12 : -12,
              inside: s.creases(
                [
                  ["M212,200 Q250,188 290,176", 7, 0.26],
                  ["M212,210 Q250,226 290,236", 7, 0.26],
                ].map(
                  ([p, w, o]) =>
                    [i === 0 ? String(p) : mirror(String(p)), Number(w), Number(o)] as const,
                ),
              ),
            }),
          )
          .join("") +
        s.part("M184,184 Q200,178 216,184 L218,224 Q200,232 182,224Z", { ...paint, edge: 0.65 }),
    );
  }
  const loop =
    "M176,76 C120,40 130,14 200,14 C270,14 280,40 224,76 L214,66 C252,44 244,28 200,28 C156,28 148,44 186,66Z";
  return s.finish(
    s.part(loop, { ...paint, fill: deep, relief: "soft" }) +
      s.part("M206,104 C220,180 226,260 224,330 L206,346 L196,330 C200,250 198,170 194,104Z", {
        ...paint,
        fill: deep,
        angle: -30,
      }) +
      s.part(
        symmetric(
          `M${at(0, 96)} L${at(18, 96)} C${at(26, 180)} ${at(40, 270)} ${at(42, 334)} L${at(0, 384)}`,
        ),
        {
          ...paint,
          angle: 40,
          inside: s.creases([["M196,104 Q190,150 196,190", 5, 0.16]]),
        },
      ) +
      s.part(
        symmetric(`M${at(0, 56)} L${at(28, 58)} Q${at(26, 84)} ${at(16, 104)} L${at(0, 106)}`),
        {
          ...paint,
          angle: -40,
          edge: 0.6,
        },
      ),
  );
}
