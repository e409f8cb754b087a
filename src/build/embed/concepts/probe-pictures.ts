/** Draws probe pictures, with integers only, so that they are the same on every machine. */
import type { RgbaImage } from "../../../encoder/rgba-image.ts";

const SIZE = 224;

type Colour = readonly [number, number, number];
export type Random = (bound: number) => number;
type Paint = (x: number, y: number) => Colour;

/** A linear congruential generator (Numerical Recipes): its upper bits, below a bound of at most 65,536. */
export function generator(seed: number): Random {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 16) % bound;
  };
}

const anyColour = (random: Random): Colour => [random(256), random(256), random(256)];

/** 32 pictures: blank ones, noise of several grains, gradients, stripes, heaps of shapes and pages of lines. */
export function probeImages(): RgbaImage[] {
  return [
    ...[0, 255, 128].map((grey) => draw(() => [grey, grey, grey])),
    ...range(3, (i) => blank(generator(1 + i))),
    ...[1, 4, 16, 56].flatMap((grain) => range(2, (i) => noise(generator(10 + i), grain))),
    ...range(4, (i) => gradient(generator(20 + i))),
    ...range(4, (i) => stripes(generator(30 + i))),
    ...range(8, (i) => heap(generator(40 + i), 6 + 6 * i)),
    ...range(2, (i) => page(generator(50 + i))),
  ];
}

function range<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function draw(paint: Paint, width = SIZE, height = SIZE): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([...paint(x, y), 255], (y * width + x) * 4);
  }
  return { data, width, height };
}

function blank(random: Random): RgbaImage {
  const colour = anyColour(random);
  return draw(() => colour);
}

/** Squares of `grain` pixels in colours of their own. */
function noise(random: Random, grain: number): RgbaImage {
  const across = Math.ceil(SIZE / grain);
  const colours = range(across * across, () => anyColour(random));
  const at = (pixel: number) => (pixel / grain) | 0;
  return draw((x, y) => colours[at(y) * across + at(x)]!);
}

function gradient(random: Random): RgbaImage {
  const [from, to] = [anyColour(random), anyColour(random)];
  const [across, down] = [random(SIZE), random(SIZE)];
  const most = Math.max(1, (across + down) * SIZE);
  const mixed = (i: number, part: number) => from[i]! + ((((to[i]! - from[i]!) * part) / most) | 0);
  return draw((x, y) => {
    const part = x * across + y * down;
    return [mixed(0, part), mixed(1, part), mixed(2, part)];
  });
}

function stripes(random: Random): RgbaImage {
  const colours = range(2, () => anyColour(random));
  const [wide, high] = [4 + random(40), 4 + random(40)];
  const isChecked = random(2) === 1;
  return draw((x, y) => {
    const band = ((x / wide) | 0) + (isChecked ? (y / high) | 0 : 0);
    return colours[band % 2]!;
  });
}

/** Rectangles and ellipses over each other. */
export function heap(random: Random, count: number, width = SIZE, height = SIZE): RgbaImage {
  const ground = anyColour(random);
  const shapes = range(count, () => ({
    colour: anyColour(random),
    left: random(width),
    top: random(height),
    wide: 8 + random(width >> 1),
    high: 8 + random(height >> 1),
    isRound: random(2) === 1,
  }));
  const paint: Paint = (x, y) => {
    const over = shapes.findLast(({ left, top, wide, high, isRound }) => {
      const [dx, dy] = [2 * (x - left) - wide, 2 * (y - top) - high];
      if (Math.abs(dx) > wide || Math.abs(dy) > high) return false;
      return !isRound || dx * dx * high * high + dy * dy * wide * wide <= wide * wide * high * high;
    });
    return over?.colour ?? ground;
  };
  return draw(paint, width, height);
}

/** Lines of dark marks on white, as of a page of text. */
function page(random: Random): RgbaImage {
  const line = 6 + random(8);
  const marks = range(SIZE * SIZE, () => random(100));
  return draw((x, y) => {
    const isInk = y % line < line >> 1 && marks[((y / line) | 0) * SIZE + (x >> 1)]! < 60;
    return isInk && x > 16 && x < SIZE - 16 ? [40, 40, 40] : [252, 252, 250];
  });
}
