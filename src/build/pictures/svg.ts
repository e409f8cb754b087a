/** SVG drawn as PNG, without anything that it refers to. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { messageOf } from "../../lib/errors.ts";
import { Budget } from "./size-budget.ts";

/** Bytes of the largest drawing that is drawn. */
const MAX_BYTES = 4 * 2 ** 20;
const DRAWING_MS = 10_000;
/** Longest edge of what is drawn. */
const EDGE = 1024;
const MAX_PNG_BYTES = 64 * 2 ** 20;

/**
 * Runs in a process of its own, which can be killed: libvips cannot interrupt librsvg, which some drawings of a
 * kilobyte keep busy for longer than a build may take. It is a string because a bundle has no file for it.
 */
const DRAW = `
const sharp = require(process.argv[1]);
const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
  const inside = { width: ${EDGE}, height: ${EDGE}, fit: "inside", withoutEnlargement: true };
  sharp(Buffer.concat(chunks), { failOn: "error" }).resize(inside).png().toBuffer().then(
    (png) => process.stdout.write(png),
    (error) => { process.stderr.write(error.message); process.exitCode = 1; },
  );
});
`;

/** Processes at a time. */
const drawing = new Budget(2);

/**
 * Draws an SVG that needs nothing but itself, as a PNG of at most 1024 pixels an edge.
 *
 * @param limitMs milliseconds that it may take. Default: 10,000
 * @throws an `Error` with the reason if it refers to other files, declares entities, is longer than 4 MiB, or
 * takes longer than ten seconds
 */
export async function drawSvg(bytes: Uint8Array, limitMs = DRAWING_MS): Promise<Uint8Array> {
  if (bytes.length > MAX_BYTES) {
    throw new Error(`the SVG has ${bytes.length} bytes, at most ${MAX_BYTES}`);
  }
  const reason = refusalOf(new TextDecoder().decode(bytes));
  if (reason !== undefined) throw new Error(reason);
  return await drawing.with(1, () => draw(bytes, limitMs));
}

/** Why a drawing is refused: librsvg would silently leave out what it refers to. */
function refusalOf(text: string): string | undefined {
  if (text.includes("\0")) return "the SVG is not in UTF-8";
  if (/<!ENTITY/i.test(text)) return "the SVG declares entities";
  if (/<!DOCTYPE[^>]*\[/i.test(text)) return "the SVG has a document type of its own";
  if (/<\?xml-stylesheet/i.test(text)) return "the SVG refers to a style sheet";
  if (/@import/i.test(text)) return "the SVG imports styles";
  if (/<(?:\w+:)?include[\s>]/i.test(text)) return "the SVG includes other files";
  for (const [, quoted, bare] of text.matchAll(
    /(?:\bhref\s*=\s*["']([^"']*)["'])|(?:\burl\(\s*["']?([^"')]*))/gi,
  )) {
    const reference = (quoted ?? bare ?? "").trim();
    if (!isWithin(reference)) return `the SVG refers to ${reference.slice(0, 100)}`;
  }
  return undefined;
}

/** Whether a reference stays within the drawing. Drawings within it may have references of their own. */
function isWithin(reference: string): boolean {
  return reference === "" || /^#|^data:image\/(?:png|jpe?g|gif|webp);base64,/i.test(reference);
}

async function draw(bytes: Uint8Array, limitMs: number): Promise<Uint8Array> {
  const sharp = createRequire(import.meta.url).resolve("sharp");
  return await new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ["-e", DRAW, sharp],
      {
        encoding: "buffer",
        timeout: limitMs,
        killSignal: "SIGKILL",
        maxBuffer: MAX_PNG_BYTES,
      },
      (error, png, messages) => {
        if (error === null) resolve(png);
        else if (error.killed) reject(new Error(`the SVG takes over ${limitMs / 1000} s to draw`));
        else {
          const why = messages.toString() || messageOf(error);
          reject(new Error(`the SVG cannot be drawn: ${why.split("\n", 1)[0]}`));
        }
      },
    );
    // A process that has ended early says why itself.
    child.stdin?.on("error", () => {});
    child.stdin?.end(bytes);
  });
}
