/** Draws handbags, backpacks, small bags, wallets and travel bags. */
import { both, symmetric } from "../../geometry.ts";
import type { Look } from "../../look.ts";
import { darker, lighter } from "../../palette.ts";
import { type Paint, Sheet, stroke } from "../../sheet.ts";
import { ground } from "../../studio.ts";
import { at } from "../clothes/torso.ts";

const gold = "#d2a94f";

/** A strap or handle: a tube with a light edge. */
function strap(d: string, fill: string, width: number): string {
  return (
    stroke(d, darker(fill, 0.6), width + 2) +
    stroke(d, fill, width) +
    `<g transform="translate(-1 -1)">${stroke(d, lighter(fill, 0.5), width * 0.28, 0.5)}</g>`
  );
}

function clasp(x: number, y: number, width: number, height: number): string {
  return (
    `<rect x="${x - width / 2}" y="${y + 2}" width="${width}" height="${height}" rx="3" fill="#000" fill-opacity="0.35"/>` +
    `<rect x="${x - width / 2}" y="${y}" width="${width}" height="${height}" rx="3" fill="${gold}" stroke="#7d5f22" stroke-width="1"/>` +
    `<rect x="${x - width / 2 + 2}" y="${y + 2}" width="${width - 4}" height="${height * 0.3}" rx="1.5" fill="#fff" fill-opacity="0.5"/>`
  );
}

export const handbagCuts = ["tote", "satchel", "bucket", "shoulder"] as const;
export type HandbagCut = (typeof handbagCuts)[number];

export function handbag(look: Look, cut: HandbagCut): string {
  const s = new Sheet(look);
  const paint: Paint = { patterned: true, relief: "leather", edge: 0.5 };
  const deep = darker(s.hex, 0.22);
  let out = ground(200, 356, 128);
  switch (cut) {
    case "tote": {
      out += strap("M150,170 C146,60 254,60 250,170", deep, 9);
      out += s.part(symmetric("M200,158 L316,152 C320,216 312,300 300,346 Q252,354 200,354"), {
        ...paint,
        inside:
          s.stitch("M86,166 Q200,172 314,166") +
          s.seam("M104,300 Q200,310 296,300", 0.6) +
          s.creases([
            ["M130,180 Q142,250 128,330", 9, 0.1],
            ["M268,190 Q258,260 272,330", 9, 0.1],
          ]),
      });
      out += strap("M144,214 C136,40 264,40 256,214", s.hex, 9);
      for (const x of [144, 256]) out += clasp(x, 204, 14, 16);
      out += s.stitch("M176,206 h48 v34 h-48Z");
      break;
    }
    case "satchel": {
      out += strap("M148,130 C150,70 250,70 252,130", deep, 12);
      out += s.part(
        symmetric("M200,124 L304,124 Q322,126 322,146 L326,330 Q326,352 304,352 L200,352"),
        paint,
      );
      out += s.part(
        symmetric("M200,118 L306,118 Q328,120 328,146 L322,226 Q316,250 290,252 L200,258"),
        {
          ...paint,
          edge: 0.65,
          inside: s.stitch(
            "M84,140 L90,222 Q94,240 112,242 L200,248 L288,242 Q306,240 310,222 L316,140",
          ),
        },
      );
      for (const x of [138, 262]) {
        out += s.part(`M${x - 10},206 h20 v76 l-10,10 l-10,-10Z`, {
          fill: deep,
          relief: "leather",
          edge: 0.6,
        });
        out += clasp(x, 240, 24, 20);
      }
      break;
    }
    case "bucket": {
      out += strap("M118,166 C80,20 320,20 282,166", deep, 8);
      out += s.part(symmetric("M200,150 L286,144 C292,210 306,300 292,346 Q250,356 200,356"), {
        ...paint,
        inside:
          s.creases(
            [-66, -40, -14, 14, 40, 66].map(
              (x) =>
                [`M${200 + x},152 Q${200 + x * 0.8},200 ${200 + x * 1.1},250`, 6, 0.2] as const,
            ),
          ) + s.seam("M102,316 Q200,326 298,316", 0.8),
      });
      out += s.part(symmetric("M200,160 Q250,160 286,150 L288,166 Q250,178 200,178"), {
        fill: deep,
        relief: "crisp",
      });
      out +=
        strap("M188,170 C176,210 182,232 172,262", deep, 5) +
        strap("M212,170 C226,210 218,236 230,266", deep, 5);
      out += clasp(172, 258, 9, 16) + clasp(230, 262, 9, 16);
      break;
    }
    case "shoulder": {
      const chain = "M96,216 C90,20 310,20 304,216";
      out += stroke(chain, "#7d5f22", 8);
      out += `<path d="${chain}" fill="none" stroke="${gold}" stroke-width="6" stroke-dasharray="8 3" stroke-linecap="round"/>`;
      out += s.part(
        symmetric("M200,200 L312,204 C336,250 326,330 274,348 Q240,354 200,354"),
        paint,
      );
      out += s.part(symmetric("M200,196 L314,200 C330,236 316,276 286,292 Q246,306 200,306"), {
        ...paint,
        edge: 0.65,
        texture: s.rng.chance(0.5) ? "quilt" : "none",
        inside: s.stitch(
          "M92,214 C82,248 98,272 118,284 Q156,298 200,298 Q244,298 282,284 C302,272 318,248 308,214",
        ),
      });
      out += clasp(200, 284, 30, 22);
      break;
    }
  }
  return s.finish(out);
}

export const backpackCuts = ["city", "rolltop", "outdoor"] as const;
export type BackpackCut = (typeof backpackCuts)[number];

export function backpack(look: Look, cut: BackpackCut): string {
  const s = new Sheet(look);
  const deep = darker(s.hex, 0.25);
  const trim = cut === "outdoor" ? look.accent.hex : deep;
  const paint: Paint = { patterned: true, relief: "cloth", texture: "weave", edge: 0.5 };
  let out = ground(200, 368, 112);
  // The shoulder straps are visible at both sides.
  out += both("M276,110 C330,150 332,270 296,340 L284,336 C312,270 310,170 264,124Z")
    .split(" M")
    .map((d, i) => s.part(i === 0 ? d : `M${d}`, { fill: deep, relief: "soft" }))
    .join("");
  out += strap("M178,66 C176,22 224,22 222,66", deep, 9);
  const top = cut === "rolltop" ? 74 : 58;
  out += s.part(
    symmetric(
      cut === "rolltop"
        ? `M${at(0, top)} L${at(84, top)} L${at(90, 180)} C${at(98, 240)} ${at(98, 330)} ${at(90, 354)} Q${at(50, 366)} ${at(0, 366)}`
        : `M${at(0, top)} C${at(60, top)} ${at(88, 88)} ${at(92, 150)} C${at(98, 230)} ${at(98, 330)} ${at(90, 354)} Q${at(50, 366)} ${at(0, 366)}`,
    ),
    {
      ...paint,
      inside: s.creases([
        ["M128,130 Q140,220 122,320", 9, 0.12],
        ["M272,130 Q262,220 278,320", 9, 0.12],
      ]),
    },
  );
  if (cut === "rolltop") {
    out += s.part("M112,66 h176 v26 q-88,12 -176,0Z", { fill: deep, relief: "soft", edge: 0.6 });
    for (const x of [150, 250]) {
      out += strap(`M${x},70 V200`, trim, 10) + clasp(x, 166, 20, 18);
    }
  } else {
    out += s.zip(
      `M${at(-84, 196)} C${at(-84, 100)} ${at(-50, 82)} ${at(0, 82)} C${at(50, 82)} ${at(84, 100)} ${at(84, 196)}`,
    );
  }
  out += s.part(
    symmetric(
      `M${at(0, 226)} L${at(70, 226)} Q${at(78, 228)} ${at(78, 240)} L${at(80, 336)} Q${at(78, 350)} ${at(62, 350)} L${at(0, 352)}`,
    ),
    {
      ...paint,
      relief: "soft",
      fill: cut === "outdoor" ? trim : s.hex,
      patterned: cut !== "outdoor",
      edge: 0.6,
    },
  );
  out += s.zip("M134,250 Q200,258 266,250");
  if (cut === "outdoor") {
    for (const y of [150, 180]) out += stroke(`M118,${y} L282,${y}`, deep, 6);
    for (const x of [118, 282])
      out += s.part(`M${x - 12},280 h24 v66 q-12,8 -24,0Z`, { fill: deep, relief: "soft" });
  } else {
    out += s.part("M180,290 h40 v22 h-40Z", { fill: "#b98350", relief: "leather", edge: 0.6 });
  }
  return s.finish(out);
}

export const purseCuts = ["crossbody", "clutch", "belt bag"] as const;
export type PurseCut = (typeof purseCuts)[number];

/** A small bag with a long strap, without a strap, or on a belt. */
export function purse(look: Look, cut: PurseCut): string {
  const s = new Sheet(look);
  const paint: Paint = { patterned: true, relief: "leather", edge: 0.55 };
  const deep = darker(s.hex, 0.2);
  if (cut === "clutch") {
    let out = ground(200, 300, 150);
    out += s.part(
      symmetric("M200,120 L336,124 Q344,126 344,136 L348,288 Q346,298 336,298 L200,300"),
      paint,
    );
    out += s.part(symmetric("M200,116 L338,120 Q346,124 344,136 L230,226 Q216,236 200,236"), {
      ...paint,
      edge: 0.7,
      inside: s.stitch("M66,136 L176,222 Q200,234 224,222 L334,136"),
    });
    out += clasp(200, 218, 22, 18);
    if (s.rng.chance(0.4)) out += strap("M344,150 C382,180 384,250 352,262", deep, 7);
    return s.finish(out);
  }
  if (cut === "belt bag") {
    let out = strap(
      "M96,196 C30,186 22,130 60,112 C120,88 280,88 340,112 C378,130 370,186 304,196",
      deep,
      13,
    );
    out += s.part(symmetric("M200,160 L280,164 Q322,172 318,214 Q312,282 250,294 L200,298"), paint);
    out += s.zip("M110,186 Q200,172 290,186");
    out += s.part(symmetric("M200,222 L262,224 Q276,230 272,248 Q266,276 236,280 L200,282"), {
      ...paint,
      relief: "soft",
      edge: 0.6,
    });
    return s.finish(out + clasp(200, 100, 34, 18));
  }
  let out = ground(200, 346, 104);
  out += strap("M112,214 C70,30 330,30 288,214", deep, 6);
  out += s.part(
    symmetric("M200,190 L288,192 Q304,196 304,214 L302,320 Q300,342 276,344 L200,346"),
    paint,
  );
  if (s.rng.chance(0.5)) {
    out += s.part(
      symmetric("M200,186 L292,188 Q306,194 304,220 L300,262 Q294,276 276,278 L200,282"),
      {
        ...paint,
        edge: 0.65,
        inside: s.stitch(
          "M104,210 L106,256 Q112,268 126,270 L200,272 L274,270 Q288,268 294,256 L296,210",
        ),
      },
    );
    out += clasp(200, 262, 20, 20);
  } else {
    out += s.zip("M112,212 Q200,204 288,212");
    out += s.part(
      symmetric("M200,240 L270,240 Q278,242 278,252 L276,312 Q274,322 262,322 L200,322"),
      { ...paint, edge: 0.6 },
    );
    out += clasp(286, 208, 10, 26);
  }
  for (const x of [112, 288]) out += clasp(x, 196, 12, 14);
  return s.finish(out);
}

export const walletCuts = ["bifold", "continental", "cardholder"] as const;
export type WalletCut = (typeof walletCuts)[number];

export function wallet(look: Look, cut: WalletCut): string {
  const s = new Sheet(look);
  const paint: Paint = { patterned: true, relief: "leather", edge: 0.55 };
  if (cut === "continental") {
    let out = s.part(
      "M46,136 Q46,126 56,126 L344,126 Q354,126 354,136 L354,272 Q354,282 344,282 L56,282 Q46,282 46,272Z",
      {
        ...paint,
        inside: s.stitch("M54,134 H346 V274 H54Z") + s.seam("M200,126 V282", 0.3),
      },
    );
    out += s.zip("M354,140 V270");
    return s.finish(out + clasp(354, 262, 8, 30));
  }
  if (cut === "cardholder") {
    let out = `<rect x="96" y="96" width="208" height="60" rx="8" fill="#d9dde2" stroke="#8b9098"/><rect x="96" y="108" width="208" height="12" fill="#5b6470"/>`;
    out += s.part(
      "M84,132 Q84,124 92,124 L308,124 Q316,124 316,132 L316,280 Q316,290 306,290 L94,290 Q84,290 84,280Z",
      {
        ...paint,
        inside: s.seam("M84,168 H316 M84,206 H316", 0.9) + s.stitch("M92,132 H308 V282 H92Z"),
      },
    );
    return s.finish(out);
  }
  const deep = darker(s.hex, 0.28);
  let out = s.part("M84,96 Q84,88 94,88 L300,104 Q310,106 310,116 L310,300 L84,306Z", {
    fill: deep,
    relief: "leather",
    edge: 0.5,
  });
  out += s.part(
    "M78,112 Q78,102 88,102 L306,102 Q316,102 316,112 L316,300 Q316,310 306,310 L88,310 Q78,310 78,300Z",
    {
      ...paint,
      inside: s.stitch("M86,110 H308 V302 H86Z") + s.shade("M78,102 h10 v208 h-10Z", 0.3, 3),
    },
  );
  out += `<rect x="226" y="262" width="62" height="22" rx="3" fill="#000" fill-opacity="0.12"/><rect x="227" y="263.4" width="62" height="22" rx="3" fill="none" stroke="#fff" stroke-opacity="0.2"/>`;
  return s.finish(out);
}

export const travelCuts = ["duffel", "weekender", "suitcase"] as const;
export type TravelCut = (typeof travelCuts)[number];

export function travelBag(look: Look, cut: TravelCut): string {
  const s = new Sheet(look);
  const deep = darker(s.hex, 0.3);
  if (cut === "suitcase") {
    const metal = "#b9bcc2";
    let out = ground(200, 376, 96);
    for (const x of [138, 262])
      out += s.part(`M${x - 10},356 h20 v20 h-20Z`, { fill: "#29292e", relief: "crisp" });
    for (const x of [172, 228])
      out += stroke(`M${x},26 V110`, darker(metal, 0.4), 7) + stroke(`M${x},26 V110`, metal, 5);
    out += strap("M166,26 H234", "#29292e", 12);
    out += s.part(
      "M102,118 Q102,92 128,92 L272,92 Q298,92 298,118 L298,338 Q298,362 274,362 L126,362 Q102,362 102,338Z",
      {
        patterned: true,
        relief: "leather",
        edge: 0.6,
        inside: [132, 160, 188, 212, 240, 268]
          .map(
            (x) =>
              stroke(`M${x},98 V356`, darker(s.hex, 0.5), 2.4, 0.6) +
              `<g transform="translate(3 0)">${stroke(`M${x},98 V356`, "#fff", 2, 0.25)}</g>`,
          )
          .join(""),
      },
    );
    out += strap("M178,92 C178,74 222,74 222,92", "#29292e", 7);
    return s.finish(out + clasp(292, 214, 12, 26));
  }
  let out = ground(200, 338, 172);
  out += strap("M130,190 C124,70 276,70 270,190", deep, 11);
  const round = cut === "duffel";
  out += s.part(
    symmetric(
      round
        ? "M200,164 L300,164 C352,166 368,210 366,256 C364,312 340,336 310,336 L200,338"
        : "M200,168 L318,162 Q344,164 348,190 L358,310 Q358,336 332,336 L200,338",
    ),
    {
      patterned: true,
      relief: round ? "cloth" : "leather",
      texture: round ? "weave" : "none",
      edge: 0.5,
      inside:
        s.creases([
          ["M90,200 Q110,260 92,320", 8, 0.14],
          ["M310,200 Q292,260 312,320", 8, 0.14],
        ]) +
        (round
          ? s.seam("M92,170 Q70,250 96,334 M308,170 Q330,250 304,334", 0.9)
          : s.seam("M48,292 H352", 0.7)),
    },
  );
  out += s.zip("M96,178 Q200,168 304,178");
  for (const x of [130, 270]) out += strap(`M${x},186 V334`, deep, 13);
  out += strap("M130,210 C126,92 274,92 270,210", darker(s.hex, 0.2), 12);
  if (!round) for (const x of [130, 270]) out += clasp(x, 206, 20, 20);
  return s.finish(out);
}
