/** Draws where scenes take place: streets, parks, beaches, rooms and surfaces. */
import { darker, lighter, mix } from "../palette.ts";
import type { Random } from "../random.ts";

/** Width and height of a place, and the height at which its floor begins. */
export interface Place {
  readonly width: number;
  readonly height: number;
  readonly floor: number;
}

const rect = (x: number, y: number, w: number, h: number, fill: string, more = ""): string =>
  `<rect x="${x.toFixed(0)}" y="${y.toFixed(0)}" width="${w.toFixed(0)}" height="${h.toFixed(0)}" fill="${fill}"${more}/>`;

function fade(id: string, from: string, to: string): string {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;
}

function tree(x: number, y: number, size: number, rng: Random): string {
  const leaf = rng.pick(["#4c7a45", "#5f8a3c", "#3f6b4f", "#a0793a"]);
  let crown = "";
  for (let k = 0; k < 7; k++) {
    const fill = k % 2 ? lighter(leaf, 0.12) : darker(leaf, 0.1);
    crown += `<circle cx="${(x + rng.between(-0.5, 0.5) * size).toFixed(0)}" cy="${(y - size * rng.between(1, 1.8)).toFixed(0)}" r="${(size * rng.between(0.3, 0.5)).toFixed(0)}" fill="${fill}"/>`;
  }
  return rect(x - size * 0.06, y - size * 1.2, size * 0.12, size * 1.2, "#5c4533") + crown;
}

function street({ width, height, floor }: Place, rng: Random): string {
  const sky = rng.pick(["#b9d3ea", "#d9dde2", "#f0d9bd", "#8fa6c4"]);
  let out = `<defs>${fade("sky", darker(sky, 0.1), lighter(sky, 0.5))}</defs>${rect(0, 0, width, height, "url(#sky)")}`;
  for (let x = -40; x < width; ) {
    const w = rng.between(120, 240);
    const top = rng.between(-60, floor * 0.3);
    const wall = rng.pick(["#b08d76", "#8a8f98", "#c9bba4", "#a35f4b", "#6f7c86", "#d8cfc0"]);
    out += rect(x, top, w, floor - top, wall);
    const glass = mix(wall, rng.pick(["#24303e", "#f0e2b0"]), 0.6);
    for (let wy = top + 24; wy < floor - 110; wy += 62)
      for (let wx = x + 16; wx < x + w - 26; wx += 46)
        out += rect(wx, wy, 26, 38, glass) + rect(wx - 3, wy + 38, 32, 4, lighter(wall, 0.25));
    out += rect(x + w * 0.2, floor - 92, w * 0.6, 92, darker(wall, 0.5));
    out += rect(
      x + w * 0.15,
      floor - 104,
      w * 0.7,
      18,
      rng.pick(["#a3293a", "#2c5c4f", "#34407a", "#d8b04a"]),
    );
    x += w;
  }
  const ground = rng.pick(["#a7a4a0", "#8d8b8a", "#b7ab9b"]);
  out += rect(0, floor, width, height - floor, ground);
  for (let y = floor + 14, k = 1; y < height; y += 14 + k * 8, k++)
    out += rect(0, y, width, 2, darker(ground, 0.25));
  for (let k = 0; k < 2; k++)
    if (rng.chance(0.6)) out += tree(rng.between(0, width), floor + 8, rng.between(90, 150), rng);
  if (rng.chance(0.5)) {
    const x = rng.between(-60, width - 120);
    const paint = rng.pick(["#b23a3a", "#3a5fa0", "#d9d9d6", "#33363b", "#d7a73a"]);
    out += `<g transform="translate(${x.toFixed(0)} ${floor - 84})"><path d="M0,62 C4,34 30,32 54,30 C70,4 90,0 130,0 C168,0 184,8 204,30 C236,34 248,42 250,66 L250,84 L0,84Z" fill="${paint}"/><path d="M66,30 C78,12 92,9 124,9 L124,30Z M134,9 C160,9 172,14 188,30 L134,30Z" fill="#2b3540"/><g fill="#1d1e21"><circle cx="52" cy="84" r="22"/><circle cx="198" cy="84" r="22"/></g><g fill="#9a9da3"><circle cx="52" cy="84" r="10"/><circle cx="198" cy="84" r="10"/></g></g>`;
  }
  return out;
}

function park({ width, height, floor }: Place, rng: Random): string {
  const grass = rng.pick(["#7f9f55", "#8fa65c", "#a3a35c"]);
  let out = `<defs>${fade("sky", "#9fc3e6", "#e6eef2")}</defs>${rect(0, 0, width, height, "url(#sky)")}`;
  out += `<path d="M0,${floor} C${width * 0.2},${floor - 120} ${width * 0.5},${floor - 40} ${width * 0.7},${floor - 100} C${width * 0.85},${floor - 130} ${width},${floor - 60} ${width},${floor}Z" fill="${mix(grass, "#6d8fa0", 0.45)}"/>`;
  out += rect(0, floor, width, height - floor, grass);
  for (let k = 0; k < 4; k++)
    out += tree(rng.between(0, width), floor + rng.between(0, 24), rng.between(90, 190), rng);
  out += `<path d="M${width * 0.3},${height} C${width * 0.4},${floor + 60} ${width * 0.5},${floor + 30} ${width * 0.48},${floor} L${width * 0.54},${floor} C${width * 0.58},${floor + 40} ${width * 0.66},${floor + 70} ${width * 0.74},${height}Z" fill="#d6c6a4"/>`;
  return out;
}

function beach({ width, height, floor }: Place, rng: Random): string {
  let out = `<defs>${fade("sky", rng.pick(["#7fb6e6", "#f2b48a"]), "#f3ead9")}${fade("sea", "#2f86a8", "#8fd0cf")}</defs>`;
  out += rect(0, 0, width, height, "url(#sky)");
  out += rect(0, floor - 150, width, 170, "url(#sea)");
  out += `<path d="M0,${floor} Q${width * 0.3},${floor - 16} ${width * 0.6},${floor + 6} T${width},${floor - 6} V${height} H0Z" fill="#e4cfa3"/>`;
  const x = rng.between(40, width - 120);
  out += `<path d="M${x},${floor - 130} Q${x + 60},${floor - 210} ${x + 130},${floor - 130}Z" fill="${rng.pick(["#d94f4f", "#3f7fc0", "#e8b83f"])}"/>${rect(x + 62, floor - 150, 5, 190, "#8a6a4a")}`;
  return out;
}

function room({ width, height, floor }: Place, rng: Random): string {
  const wall = rng.pick(["#d9d2c6", "#b7c3bf", "#c7b2a6", "#7f8c96", "#e3ded4", "#a9b29a"]);
  const boards = rng.pick(["#a67c52", "#8a6442", "#c7a982", "#6d6a68"]);
  let out = rect(0, 0, width, floor, wall) + rect(0, floor, width, height - floor, boards);
  for (let x = -width; x < width * 2; x += 70)
    out += `<path d="M${width / 2 + (x - width / 2) * 0.75},${floor} L${x},${height}" stroke="${darker(boards, 0.35)}" stroke-width="2"/>`;
  out += rect(0, floor - 14, width, 14, lighter(wall, 0.5));
  for (let k = 0; k < 3; k++) {
    const [x, y, w, h] = [
      rng.between(0, width - 120),
      rng.between(30, 180),
      rng.between(70, 140),
      rng.between(80, 150),
    ];
    out += rect(x, y, w, h, rng.pick(["#33302c", "#e9e4da", "#8a6442"]));
    out += rect(
      x + 8,
      y + 8,
      w - 16,
      h - 16,
      rng.pick(["#c8d4d8", "#d9b38c", "#6f8f7f", "#b86b5c", "#ede6d6"]),
    );
  }
  const x = rng.chance(0.5) ? rng.between(-20, 60) : rng.between(width - 260, width - 160);
  const cloth = rng.pick(["#5d6f7f", "#a0584a", "#7d7a55", "#c9b79a"]);
  out += `<g transform="translate(${x.toFixed(0)} ${floor - 190})">${rect(0, 60, 220, 130, cloth, ' rx="18"')}${rect(-18, 100, 40, 110, darker(cloth, 0.15), ' rx="16"')}${rect(198, 100, 40, 110, darker(cloth, 0.15), ' rx="16"')}${rect(10, 130, 200, 60, lighter(cloth, 0.12), ' rx="12"')}</g>`;
  return out;
}

function fittingRoom({ width, height, floor }: Place, rng: Random): string {
  const wall = rng.pick(["#e6e1da", "#cfd5d6", "#3b3a40"]);
  let out = rect(0, 0, width, floor, wall) + rect(0, floor, width, height - floor, "#b9a58b");
  const rail = 150;
  out += rect(0, rail, width, 6, "#7a7c80");
  for (let x = 10; x < width; x += rng.between(18, 40)) {
    const fill = rng.pick([
      "#3c4a6b",
      "#9b4d4d",
      "#d9c9a8",
      "#5f7a5c",
      "#222226",
      "#c98b6b",
      "#8f8fa8",
    ]);
    const h = rng.between(150, 260);
    out += `<path d="M${x},${rail + 6} l14,16 v${h.toFixed(0)} h-28 v-${h.toFixed(0)}Z" fill="${fill}"/>`;
  }
  return out;
}

export type Surroundings = "anywhere" | "beach";

/** A place for figures to stand in. */
export function backdrop(place: Place, where: Surroundings, rng: Random): string {
  if (where === "beach") return beach(place, rng);
  return rng.pick([street, street, park, room, room, fittingRoom])(place, rng);
}

/** A surface seen from above, for products to lie on. */
export function surface(width: number, height: number, rng: Random): string {
  const style = rng.whole(0, 4);
  if (style === 0) {
    const board = rng.pick(["#a57c54", "#c9a67c", "#6f4f36", "#d8c6aa"]);
    let out = rect(0, 0, width, height, board);
    for (let y = 0; y < height; y += 86) {
      out += rect(
        0,
        y,
        width,
        86,
        mix(board, rng.chance(0.5) ? "#ffffff" : "#20140c", rng.between(0, 0.12)),
      );
      out += rect(0, y, width, 3, darker(board, 0.45));
      for (let k = 0; k < 5; k++) {
        const from = y + rng.between(10, 76);
        out += `<path d="M0,${from.toFixed(0)} Q${width / 2},${(from + rng.between(-12, 12)).toFixed(0)} ${width},${from.toFixed(0)}" fill="none" stroke="${darker(board, 0.25)}" stroke-opacity="0.35" stroke-width="1.6"/>`;
      }
    }
    return out;
  }
  if (style === 1) {
    const linen = rng.pick(["#e9e6e0", "#c9d3da", "#d9c9bd", "#8d97a3", "#e8dcc2"]);
    let out = rect(0, 0, width, height, linen);
    for (let k = 0; k < 9; k++) {
      const [x, y] = [rng.between(0, width), rng.between(0, height)];
      const d = `M${x.toFixed(0)},${y.toFixed(0)} q${rng.between(60, 160).toFixed(0)},${rng.between(-60, 60).toFixed(0)} ${rng.between(120, 300).toFixed(0)},${rng.between(-40, 80).toFixed(0)}`;
      out += `<path d="${d}" fill="none" stroke="${darker(linen, 0.35)}" stroke-opacity="0.35" stroke-width="16" stroke-linecap="round"/><path d="${d}" transform="translate(0 -14)" fill="none" stroke="#fff" stroke-opacity="0.5" stroke-width="10" stroke-linecap="round"/>`;
    }
    return out;
  }
  if (style === 2) {
    const tile = rng.pick(["#d8d8d4", "#b9c4c4", "#4f5459", "#caa98c"]);
    let out = rect(0, 0, width, height, darker(tile, 0.25));
    for (let y = 4; y < height; y += 124)
      for (let x = 4; x < width; x += 124)
        out += rect(x, y, 118, 118, mix(tile, "#ffffff", rng.between(0, 0.12)));
    return out;
  }
  if (style === 3) {
    const [a, b] = [
      rng.pick(["#7d3b3b", "#3b4f6b", "#5d6b4a", "#7a6a58"]),
      rng.pick(["#d9c6a0", "#c98f5c", "#c9d0d6"]),
    ];
    let out = rect(0, 0, width, height, a);
    for (let y = 40; y < height; y += 110)
      for (let x = 40 + ((y / 110) % 2) * 60; x < width; x += 130)
        out += `<path d="M${x},${y - 34} L${x + 40},${y} L${x},${y + 34} L${x - 40},${y}Z" fill="${b}" fill-opacity="0.75"/><circle cx="${x}" cy="${y}" r="12" fill="${a}"/>`;
    return out;
  }
  const grass = rng.pick(["#6f8f4a", "#86a05a", "#b9a878"]);
  let out = rect(0, 0, width, height, grass);
  for (let k = 0; k < 500; k++)
    out += `<path d="M${rng.between(0, width).toFixed(0)},${rng.between(0, height).toFixed(0)} l${rng.between(-6, 6).toFixed(0)},-14" stroke="${k % 2 ? darker(grass, 0.25) : lighter(grass, 0.2)}" stroke-width="2.4"/>`;
  return out;
}
