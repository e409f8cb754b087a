/** Draws the parts of one picture: fabrics with volume, light, seams and textures. */
import type { Look } from "./look.ts";
import { darker, lighter, lightness } from "./palette.ts";
import { patternDefinition } from "./patterns.ts";
import { Random } from "./random.ts";

/** How a surface reflects light. */
export type Relief = "cloth" | "soft" | "crisp" | "leather" | "satin" | "flat";
export type Texture = "knit" | "rib" | "cable" | "denim" | "cord" | "quilt" | "weave" | "none";

interface ReliefSettings {
  /** Blur of the outline in drawing units: the larger, the rounder the part looks. */
  readonly round: number;
  readonly depth: number;
  readonly wrinkle: number;
  readonly frequency: string;
  readonly gloss: number;
}

const reliefs: Record<Exclude<Relief, "flat">, ReliefSettings> = {
  cloth: { round: 7, depth: 10, wrinkle: 0.62, frequency: "0.012 0.009", gloss: 0 },
  soft: { round: 10, depth: 13, wrinkle: 0.4, frequency: "0.012 0.012", gloss: 0 },
  crisp: { round: 2.6, depth: 4.5, wrinkle: 0.08, frequency: "0.02 0.02", gloss: 0 },
  leather: { round: 6, depth: 9, wrinkle: 0.22, frequency: "0.02 0.02", gloss: 0.4 },
  satin: { round: 7, depth: 11, wrinkle: 0.85, frequency: "0.016 0.008", gloss: 0.28 },
};

export interface Paint {
  readonly fill?: string;
  /** Whether the look's pattern is laid over the fill. */
  readonly patterned?: boolean;
  readonly angle?: number;
  readonly scale?: number;
  readonly blockAt?: number;
  readonly relief?: Relief;
  readonly texture?: Texture;
  /** Markup on the part, clipped to its outline and lit with it. */
  readonly inside?: string;
  readonly edge?: number;
}

export type Crease = readonly [path: string, width: number, opacity: number];

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** Draws lit parts, and collects the definitions that they need. */
export class Sheet {
  readonly rng: Random;
  readonly #definitions = new Map<string, string>();
  #count = 0;

  constructor(readonly look: Look) {
    this.rng = new Random(`${look.seed}/drawing`);
  }

  get hex(): string {
    return this.look.colour.hex;
  }

  /** Colour of threads and edges: the ground, a little darker, or lighter if that is dark. */
  get line(): string {
    return lightness(this.hex) < 0.25 ? lighter(this.hex, 0.25) : darker(this.hex, 0.42);
  }

  define(id: string, markup: string): string {
    this.#definitions.set(id, markup);
    return `url(#${id})`;
  }

  part(d: string, paint: Paint = {}): string {
    const fill = paint.fill ?? this.hex;
    this.#count += 1;
    const clip = this.define(
      `c${this.#count}`,
      `<clipPath id="c${this.#count}"><path d="${d}"/></clipPath>`,
    );
    let body = `<path d="${d}" fill="${fill}"/>`;
    if (paint.patterned === true) {
      const pattern = this.#pattern(paint);
      if (pattern !== undefined) body += `<path d="${d}" fill="${pattern}"/>`;
    }
    const texture = this.#texture(paint.texture ?? "none", fill, paint.angle ?? 0);
    if (texture !== undefined) body += `<path d="${d}" fill="${texture}"/>`;
    body += paint.inside ?? "";
    const relief = paint.relief ?? "cloth";
    const filter = relief === "flat" ? "" : ` filter="${this.#relief(relief)}"`;
    const edge = paint.edge ?? 0.32;
    const outline =
      edge > 0
        ? `<path d="${d}" fill="none" stroke="${darker(fill, 0.6)}" stroke-width="0.9" stroke-opacity="${edge}" stroke-linejoin="round"/>`
        : "";
    return `<g${filter}><g clip-path="${clip}">${body}</g></g>${outline}`;
  }

  /** Soft creases. On dark fabric they are lighter, as under studio lamps. */
  creases(list: readonly Crease[], blur = 2.6): string {
    const dark = lightness(this.hex) < 0.22;
    const filter = this.#blur(blur);
    const strokes = list
      .map(([d, width, opacity]) => {
        const shade = stroke(d, "#050510", width, dark ? opacity * 1.3 : opacity);
        const light = stroke(d, "#ffffff", width * 0.8, dark ? opacity * 0.45 : opacity * 0.6);
        return `${shade}<g transform="translate(${n(width * 0.8)} 0)">${light}</g>`;
      })
      .join("");
    return `<g filter="${filter}">${strokes}</g>`;
  }

  shade(d: string, opacity: number, blur = 5): string {
    return `<path d="${d}" fill="#08060f" fill-opacity="${opacity}" filter="${this.#blur(blur)}"/>`;
  }

  gleam(d: string, opacity: number, blur = 4): string {
    return `<path d="${d}" fill="#ffffff" fill-opacity="${opacity}" filter="${this.#blur(blur)}"/>`;
  }

  seam(d: string, opacity = 0.55): string {
    const light = `<g transform="translate(0.8 1)">${stroke(d, "#ffffff", 0.8, 0.22)}</g>`;
    return stroke(d, this.line, 1.1, opacity) + light;
  }

  stitch(d: string, ink: string = this.line, width = 1): string {
    return `<path d="${d}" fill="none" stroke="${ink}" stroke-width="${width}" stroke-opacity="0.8" stroke-dasharray="3.4 1.8"/>`;
  }

  zip(d: string, metal = "#c9cbd0"): string {
    return (
      stroke(d, darker(this.hex, 0.45), 7, 0.55) +
      stroke(d, metal, 3.4, 1) +
      `<path d="${d}" fill="none" stroke="#5a5c62" stroke-width="3.4" stroke-dasharray="1 1.6"/>`
    );
  }

  button(x: number, y: number, r: number, fill: string): string {
    const hole = darker(fill, 0.55);
    const h = r * 0.3;
    const holes = [-h, h]
      .flatMap((dx) => [-h, h].map((dy) => [dx, dy] as const))
      .map(([dx, dy]) => `<circle cx="${n(x + dx)}" cy="${n(y + dy)}" r="${n(r * 0.16)}"/>`)
      .join("");
    return (
      `<circle cx="${x}" cy="${n(y + r * 0.3)}" r="${r}" fill="#000" fill-opacity="0.3"/>` +
      `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" stroke="${hole}" stroke-width="0.6"/>` +
      `<g fill="${hole}">${holes}</g>`
    );
  }

  finish(body: string): string {
    return `<defs>${[...this.#definitions.values()].join("")}</defs>${body}`;
  }

  gradient(id: string, stops: ReadonlyArray<readonly [number, string]>, angle = 0): string {
    const marks = stops.map(([at, hex]) => `<stop offset="${at}" stop-color="${hex}"/>`).join("");
    return this.define(
      id,
      `<linearGradient id="${id}" gradientTransform="rotate(${angle} 0.5 0.5)">${marks}</linearGradient>`,
    );
  }

  #pattern(paint: Paint): string | undefined {
    const at = {
      angle: paint.angle ?? 0,
      scale: paint.scale ?? 1,
      blockAt: paint.blockAt ?? 190,
    };
    const id = `p${at.angle}_${at.scale}_${at.blockAt}`.replace(/[^\w]/g, "-");
    const markup = patternDefinition(this.look, id, at);
    return markup === undefined ? undefined : this.define(id, markup);
  }

  #texture(texture: Texture, fill: string, angle: number): string | undefined {
    const tile = textureTile(texture, fill);
    if (tile === undefined) return undefined;
    const id = `t${texture}${angle}${fill}`.replace(/[^\w]/g, "-");
    return this.define(
      id,
      `<pattern id="${id}" patternUnits="userSpaceOnUse" width="${tile.width}" height="${tile.height}" patternTransform="translate(200 0) rotate(${angle})">${tile.markup}</pattern>`,
    );
  }

  #blur(deviation: number): string {
    const id = `b${deviation}`.replace(".", "-");
    return this.define(
      id,
      `<filter id="${id}" x="-30%" y="-30%" width="160%" height="160%" color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="${deviation}"/></filter>`,
    );
  }

  /**
   * A filter that lights a height map of the blurred outline and some noise from the upper left. It gives every part
   * volume and wrinkles without a gradient for each.
   */
  #relief(name: Exclude<Relief, "flat">): string {
    const r = reliefs[name];
    const seed = 1 + (this.look.seed.length * 7 + Math.floor(this.rng.next() * 900));
    const id = `r${name}`;
    if (this.#definitions.has(id)) return `url(#${id})`;
    const turbulence =
      r.wrinkle > 0.1
        ? `<feTurbulence type="fractalNoise" baseFrequency="${r.frequency}" numOctaves="1" seed="${seed}"/>` +
          `<feComposite in="round" operator="arithmetic" k2="${1 - r.wrinkle * 0.5}" k3="${r.wrinkle}" result="height"/>`
        : "";
    const height = turbulence === "" ? "round" : "height";
    const gloss =
      r.gloss > 0
        ? `<feSpecularLighting in="${height}" surfaceScale="${r.depth * 0.8}" specularConstant="${r.gloss}" specularExponent="14" lighting-color="#fff" result="glossRaw"><feDistantLight azimuth="238" elevation="52"/></feSpecularLighting><feGaussianBlur in="glossRaw" stdDeviation="1.6" result="gloss"/><feComposite in="lit" in2="gloss" operator="arithmetic" k2="1" k3="0.8"/><feComposite in2="SourceAlpha" operator="in"/>`
        : "";
    // The k4 takes away what k3 adds: otherwise light would spill over the outline.
    return this.define(
      id,
      `<filter id="${id}" x="-6%" y="-6%" width="112%" height="112%" color-interpolation-filters="sRGB">` +
        `<feGaussianBlur in="SourceAlpha" stdDeviation="${r.round}" result="round"/>` +
        turbulence +
        `<feDiffuseLighting in="${height}" surfaceScale="${r.depth}" diffuseConstant="1.06" lighting-color="#fff"><feDistantLight azimuth="240" elevation="62"/></feDiffuseLighting>` +
        `<feComposite in="SourceGraphic" operator="arithmetic" k1="0.86" k2="0.16" k3="0.15" k4="-0.15" result="lit"/>` +
        `${gloss}</filter>`,
    );
  }
}

export function stroke(d: string, ink: string, width: number, opacity = 1): string {
  return `<path d="${d}" fill="none" stroke="${ink}" stroke-width="${n(width)}" stroke-opacity="${Math.round(opacity * 100) / 100}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

function textureTile(
  texture: Texture,
  fill: string,
): { width: number; height: number; markup: string } | undefined {
  const dark = darker(fill, 0.55);
  const light = lighter(fill, 0.4);
  switch (texture) {
    case "none":
      return undefined;
    case "knit":
      return {
        width: 6,
        height: 5,
        markup: `<path d="M0,0 L3,3 L6,0 M0,5 L3,8 L6,5" fill="none" stroke="${dark}" stroke-width="1" stroke-opacity="0.26"/>`,
      };
    case "rib":
      return {
        width: 5,
        height: 20,
        markup: `<rect width="1.8" height="20" fill="${dark}" fill-opacity="0.3"/><rect x="2.6" width="1.4" height="20" fill="${light}" fill-opacity="0.22"/>`,
      };
    case "cable": {
      const twist = (d: string, ink: string, o: number): string => stroke(d, ink, 5, o);
      return {
        width: 44,
        height: 34,
        markup:
          `<rect x="4" width="2" height="34" fill="${dark}" fill-opacity="0.28"/><rect x="38" width="2" height="34" fill="${dark}" fill-opacity="0.28"/>` +
          twist("M14,-4 C14,10 30,10 30,21 C30,32 14,28 14,42", dark, 0.3) +
          twist("M30,-4 C30,10 14,10 14,21 C14,32 30,28 30,42", light, 0.28),
      };
    }
    case "denim":
      return {
        width: 4,
        height: 4,
        markup: `<path d="M-1,3 L3,-1 M1,5 L5,1" stroke="${light}" stroke-width="0.8" stroke-opacity="0.3"/>`,
      };
    case "cord":
      return {
        width: 7,
        height: 20,
        markup: `<rect width="2.2" height="20" fill="${dark}" fill-opacity="0.34"/><rect x="3.6" width="1.6" height="20" fill="${light}" fill-opacity="0.2"/>`,
      };
    case "quilt":
      return {
        width: 34,
        height: 34,
        markup:
          stroke("M0,0 L34,34 M34,0 L0,34", dark, 1.4, 0.5) +
          `<g transform="translate(1 1.6)">${stroke("M0,0 L34,34 M34,0 L0,34", light, 1.2, 0.35)}</g>`,
      };
    case "weave":
      return {
        width: 5,
        height: 5,
        markup: `<path d="M0,1 H5 M1,0 V5" stroke="${dark}" stroke-width="0.7" stroke-opacity="0.16"/>`,
      };
  }
}
