/** The geometry of photographs: perspective and affine transforms. */
export type Point = readonly [x: number, y: number];
/** Corners in the order upper left, upper right, lower right, lower left. */
export type Quad = readonly [Point, Point, Point, Point];

/** From a pixel of the photo to the point of the scene that it shows. */
export type Projection = (x: number, y: number) => Point;

/**
 * The perspective that maps a rectangle at (0, 0) to a quad.
 *
 * P. Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), section 2.2.3.
 */
export function perspective(width: number, height: number, quad: Quad): Projection {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = quad;
  const [dx1, dx2, dx3] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, dy3] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const det = dx1 * dy2 - dx2 * dy1;
  if (Math.abs(det) < 1e-9) throw new RangeError("Expected a quad, got three corners on one line.");
  const g = (dx3 * dy2 - dx2 * dy3) / det;
  const h = (dx1 * dy3 - dx3 * dy1) / det;
  const [a, b] = [x1 - x0 + g * x1, x3 - x0 + h * x3];
  const [d, e] = [y1 - y0 + g * y1, y3 - y0 + h * y3];
  return (x, y) => {
    const u = x / width;
    const v = y / height;
    const w = g * u + h * v + 1;
    return [(a * u + b * v + x0) / w, (d * u + e * v + y0) / w];
  };
}

/** x' = a x + c y + e, y' = b x + d y + f, as SVG's `matrix(a b c d e f)`. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The transform that applies `inner` first and then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [
    a * p + c * q,
    b * p + d * q,
    a * r + c * s,
    b * r + d * s,
    a * t + c * u + e,
    b * t + d * u + f,
  ];
}

export function invert([a, b, c, d, e, f]: Affine): Affine {
  const det = a * d - b * c;
  if (Math.abs(det) < 1e-12)
    throw new RangeError("Expected a transform with an inverse, got one that flattens everything.");
  return [d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det];
}

export const scaleAt = (sx: number, sy: number, from: Point, to: Point): Affine => [
  sx,
  0,
  0,
  sy,
  to[0] - sx * from[0],
  to[1] - sy * from[1],
];

export function turnAt(degrees: number, [x, y]: Point): Affine {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

export const matrix = (m: Affine): string => `matrix(${m.map((v) => v.toFixed(4)).join(" ")})`;
