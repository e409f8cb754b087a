/** Draws the patterns of fabrics as SVG. */
import type { Look, Pattern } from "./look.ts";
import { darker, lighter, lightness, mix } from "./palette.ts";
import { Random } from "./random.ts";

interface Tile {
  readonly width: number;
  readonly height: number;
  readonly markup: string;
}

const rect = (x: number, y: number, w: number, h: number, fill: string, opacity = 1): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" fill-opacity="${opacity}"/>`;

function stripes(look: Look, rng: Random): Tile {
  const period = rng.pick([18, 22, 28, 34]);
  const band = Math.round(period * rng.pick([0.3, 0.42, 0.5]));
  return { width: 40, height: period, markup: rect(0, 4, 40, band, look.accent.hex) };
}

function pinstripes(look: Look, rng: Random): Tile {
  const period = rng.pick([9, 12, 16]);
  return { width: period, height: 40, markup: rect(2, 0, 1.6, 40, look.accent.hex, 0.85) };
}

function checks(look: Look, rng: Random): Tile {
  const size = rng.pick([22, 28, 36]);
  const band = size / 2;
  const ink = look.accent.hex;
  const gingham = rect(0, 0, band, size, ink, 0.5) + rect(0, 0, size, band, ink, 0.5);
  if (rng.chance(0.4)) return { width: size, height: size, markup: gingham };
  const line = lightness(look.colour.hex) > 0.6 ? darker(ink, 0.3) : lighter(look.colour.hex, 0.7);
  const at = band + band / 2 - 1;
  const tartan =
    rect(0, 0, band, size, ink, 0.42) +
    rect(0, 0, size, band, ink, 0.42) +
    rect(at, 0, 2, size, line, 0.7) +
    rect(0, at, size, 2, line, 0.7);
  return { width: size, height: size, markup: tartan };
}

function dots(look: Look, rng: Random): Tile {
  const size = rng.pick([16, 20, 28]);
  const r = size * rng.between(0.17, 0.22);
  const dot = (x: number, y: number): string =>
    `<circle cx="${x}" cy="${y}" r="${r.toFixed(1)}" fill="${look.accent.hex}"/>`;
  const near = size / 4;
  return { width: size, height: size, markup: dot(near, near) + dot(near * 3, near * 3) };
}

function flower(x: number, y: number, r: number, turn: number, petal: string, eye: string): string {
  let petals = "";
  for (let i = 0; i < 5; i++) {
    petals += `<ellipse cx="0" cy="${-r * 0.62}" rx="${r * 0.4}" ry="${r * 0.55}" fill="${petal}" transform="rotate(${turn + i * 72})"/>`;
  }
  return `<g transform="translate(${x} ${y})">${petals}<circle r="${r * 0.27}" fill="${eye}"/></g>`;
}

function floral(look: Look, rng: Random): Tile {
  const light = lightness(look.colour.hex) > 0.6;
  const leaf = light ? "#4f7d52" : "#8fb08a";
  const petal = look.accent.hex;
  const second = light ? mix(petal, "#e0708c", 0.55) : mix(petal, "#f0a9a0", 0.5);
  const scale = rng.pick([0.8, 1, 1.25]);
  const eye = "#e9c044";
  const sprig = (x: number, y: number, turn: number): string =>
    `<path d="M0,0 C6,-8 16,-8 20,0 C14,6 6,6 0,0Z" fill="${leaf}" transform="translate(${x} ${y}) rotate(${turn})"/>`;
  const markup =
    sprig(24, 14, 20) +
    sprig(8, 26, 130) +
    sprig(44, 50, 200) +
    sprig(52, 38, 300) +
    flower(17, 15, 11, rng.between(0, 72), petal, eye) +
    flower(46, 43, 12, rng.between(0, 72), second, eye) +
    flower(47, 11, 5.5, rng.between(0, 72), second, petal) +
    flower(14, 47, 6, rng.between(0, 72), petal, second);
  return {
    width: 62 * scale,
    height: 62 * scale,
    markup: `<g transform="scale(${scale})">${markup}</g>`,
  };
}

function zigzag(look: Look, rng: Random): Tile {
  const w = rng.pick([24, 32]);
  const h = w * 0.85;
  const half = w / 2;
  const line = (y: number, stroke: string, width: number): string =>
    `<path d="M${-half},${y} L0,${y + half} L${half},${y} L${w},${y + half} L${w + half},${y}" fill="none" stroke="${stroke}" stroke-width="${width}"/>`;
  let markup = "";
  for (const k of [-1, 0, 1]) markup += line(k * h, look.accent.hex, h * 0.3);
  return { width: w, height: h, markup };
}

function leopard(look: Look, rng: Random): Tile {
  const ink = darker(look.accent.hex, 0.35);
  const core = mix(look.colour.hex, "#9a5f2c", 0.55);
  const spots: ReadonlyArray<readonly [number, number, number]> = [
    [10, 9, 5.5],
    [33, 13, 6.5],
    [19, 30, 6.5],
    [43, 34, 5.5],
    [6, 45, 5],
    [31, 48, 6],
  ];
  let markup = "";
  for (const [x, y, r] of spots) {
    const turn = rng.between(0, 360).toFixed(0);
    markup += `<g transform="translate(${x} ${y}) rotate(${turn})"><ellipse rx="${r}" ry="${r * 0.75}" fill="${core}"/><ellipse rx="${r}" ry="${r * 0.75}" fill="none" stroke="${ink}" stroke-width="3.2" stroke-dasharray="${r * 1.5} ${r * 0.5}" stroke-linecap="round"/></g>`;
  }
  return { width: 52, height: 56, markup };
}

function zebra(look: Look, rng: Random): Tile {
  const ink = darker(look.accent.hex, 0.15);
  const scale = rng.pick([0.8, 1, 1.2]);
  // Bands swell and taper, and end within the tile about as often as they run through it.
  const band = (y: number, from: number, to: number, fat: number): string => {
    const middle = (from + to) / 2;
    const bend = rng.between(-5, 5);
    return `<path d="M${from},${y} Q${middle},${y + bend - fat} ${to},${y + 3} Q${middle},${y + bend + fat} ${from},${y}Z" fill="${ink}"/>`;
  };
  let markup = "";
  for (const [k, y] of [4, 15, 26, 37, 48].entries()) {
    const shift = k % 2 === 0 ? 0 : 32;
    for (const turn of [-64, 0, 64]) {
      markup += band(y, turn + shift - 10, turn + shift + 50, 4.6);
      markup += band(y + 5.5, turn + shift + 26, turn + shift + 62, 3);
    }
  }
  return {
    width: 64 * scale,
    height: 55 * scale,
    markup: `<g transform="scale(${scale})">${markup}</g>`,
  };
}

function camouflage(look: Look, rng: Random): Tile {
  const base = look.colour.hex;
  const inks = [darker(base, 0.42), mix(base, "#7a6a48", 0.55), lighter(base, 0.34)];
  const side = 110;
  const blob = (x: number, y: number, r: number, fill: string): string => {
    const corners = Array.from({ length: 9 }, (_, k) => {
      const angle = (k / 9) * 2 * Math.PI;
      const far = r * rng.between(0.55, 1.25);
      return [x + far * 1.35 * Math.cos(angle), y + far * 0.8 * Math.sin(angle)] as const;
    });
    const between = (a: readonly [number, number], b: readonly [number, number]): string =>
      `${((a[0] + b[0]) / 2).toFixed(1)},${((a[1] + b[1]) / 2).toFixed(1)}`;
    const d = corners
      .map((corner, k) => {
        const next = corners[(k + 1) % corners.length]!;
        return `${corner[0].toFixed(1)},${corner[1].toFixed(1)} ${between(corner, next)}`;
      })
      .join(" Q");
    return `<path d="M${between(corners[8]!, corners[0]!)} Q${d}Z" fill="${fill}"/>`;
  };
  let markup = "";
  for (const [k, fill] of inks.entries()) {
    for (let i = 0; i < 4; i++) {
      const shape = blob(rng.between(0, side), rng.between(0, side), 19 - k * 3, fill);
      // Repeated across the edges, so that the tile has no visible seam.
      for (const dx of [-side, 0, side])
        for (const dy of [-side, 0, side])
          markup += `<g transform="translate(${dx} ${dy})">${shape}</g>`;
    }
  }
  return { width: side, height: side, markup };
}

function argyle(look: Look, rng: Random): Tile {
  const w = rng.pick([40, 52]);
  const h = w * 1.4;
  const second = mix(look.accent.hex, look.colour.hex, 0.45);
  const diamond = (x: number, y: number, fill: string): string =>
    `<path d="M${x},${y - h / 2} L${x + w / 2},${y} L${x},${y + h / 2} L${x - w / 2},${y}Z" fill="${fill}"/>`;
  const line = lightness(look.colour.hex) > 0.6 ? darker(look.accent.hex, 0.2) : "#f3efe6";
  return {
    width: w * 2,
    height: h,
    markup:
      diamond(w / 2, h / 2, look.accent.hex) +
      diamond(w * 1.5, h / 2, second) +
      `<path d="M0,0 L${w},${h} L${w * 2},0 M0,${h} L${w},0 L${w * 2},${h}" fill="none" stroke="${line}" stroke-width="1.4"/>`,
  };
}

function houndstooth(look: Look, rng: Random): Tile {
  const scale = rng.pick([0.75, 1, 1.4]);
  const d =
    "M0,0 H10 V10 H0Z M10,0 L20,0 L10,10Z M0,10 L10,10 L0,20Z M15,0 H20 V5Z M5,20 L10,15 V20Z";
  return {
    width: 20 * scale,
    height: 20 * scale,
    markup: `<path d="${d}" fill="${look.accent.hex}" transform="scale(${scale})"/>`,
  };
}

const tiles: Partial<Record<Pattern, (look: Look, rng: Random) => Tile>> = {
  striped: stripes,
  pinstriped: pinstripes,
  checked: checks,
  dotted: dots,
  floral,
  zigzag,
  leopard,
  zebra,
  camouflage,
  argyle,
  houndstooth,
};

export interface Placement {
  /** In degrees, so that stripes follow a sleeve and not the page. */
  readonly angle: number;
  readonly scale: number;
  /** Where a colour block changes colour, in drawing units. */
  readonly blockAt: number;
}

/** A `<pattern>` or gradient to lay over the ground colour, or `undefined` for plain fabrics. */
export function patternDefinition(look: Look, id: string, at: Placement): string | undefined {
  if (look.pattern === "colour-block") {
    // One tile as large as the page, so that the block begins at the same height on every part.
    return `<pattern id="${id}" patternUnits="userSpaceOnUse" width="800" height="800" x="-200" y="-200">${rect(0, at.blockAt + 200, 800, 800, look.accent.hex)}</pattern>`;
  }
  if (look.pattern === "gradient") {
    // It fades around the height where a block would begin, and is plain beyond, as skirts are longer than the fade.
    return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" y1="${at.blockAt - 120}" x2="0" y2="${at.blockAt + 150}"><stop offset="0" stop-color="${look.accent.hex}" stop-opacity="0"/><stop offset="1" stop-color="${look.accent.hex}"/></linearGradient>`;
  }
  const tile = tiles[look.pattern]?.(look, new Random(`${look.seed}/pattern`));
  if (tile === undefined) return undefined;
  return `<pattern id="${id}" patternUnits="userSpaceOnUse" width="${tile.width}" height="${tile.height}" patternTransform="translate(200 200) rotate(${at.angle}) scale(${at.scale})">${tile.markup}</pattern>`;
}
