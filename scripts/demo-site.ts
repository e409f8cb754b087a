/** What the demo's pages need beyond their own scripts: icons, web manifest, service worker, the plain example. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getManifest } from "@serwist/build";
import { rolldown } from "rolldown";
import sharp from "sharp";
import type { HtmlTagDescriptor, Plugin } from "vite";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const BACKGROUND = "#1f4f43";
const THEME = "#faf8f4";
/** A maskable icon may be cut down to a circle of 80 % of its width. */
const SAFE = 0.7;

/** Where the plain example finds the package's browser files. */
const PACKAGE_FILES = /^(visual-search[\w.-]*|worker|ort-[\w.-]+)\.(js|mjs|wasm)$/;

/** What is kept before the first visit ends. Names of `assets` have a hash. */
const SHELL = [
  "index.html",
  "camera/index.html",
  "assets/**/*.{js,mjs,css,svg}",
  "icons/*.png",
  "manifest.webmanifest",
];

const SCREENSHOTS = [
  { file: "store.webp", form_factor: "wide", label: "The shop on a desktop" },
  { file: "store-phone.webp", form_factor: "narrow", label: "A product on a phone" },
];

/** Makes an app of the demo's pages. */
export function demoSite(out: string): Plugin {
  return {
    name: "demo-site",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { path }) => {
        const up = "../".repeat(path.split("/").length - 2) || "./";
        return [
          linkTag("manifest", `${up}manifest.webmanifest`),
          linkTag("apple-touch-icon", `${up}icons/touch.png`),
        ];
      },
    },
    async closeBundle() {
      await writeIcons(join(out, "icons"));
      await writeWebManifest(out);
      copyPlainExample(join(out, "plain"));
      await writeServiceWorker(out);
    },
  };
}

function linkTag(rel: string, href: string): HtmlTagDescriptor {
  return { tag: "link", attrs: { rel, href }, injectTo: "head" };
}

async function writeIcons(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const svg = readFileSync(at("demo/icon.svg"));
  const draw = (size: number) => sharp(svg, { density: (72 * size) / 32 }).resize(size, size);
  for (const size of [192, 512])
    await draw(size)
      .png()
      .toFile(join(folder, `${size}.png`));
  const onGround = async (size: number, share: number) => {
    const inner = Math.round(size * share);
    const margin = Math.floor((size - inner) / 2);
    const icon = await draw(inner).png().toBuffer();
    return sharp({ create: { width: size, height: size, channels: 3, background: BACKGROUND } })
      .composite([{ input: icon, left: margin, top: margin }])
      .png();
  };
  await (await onGround(512, SAFE)).toFile(join(folder, "maskable.png"));
  await (await onGround(180, 1)).toFile(join(folder, "touch.png"));
}

async function writeWebManifest(out: string): Promise<void> {
  const screenshots: object[] = [];
  for (const { file, ...rest } of SCREENSHOTS) {
    const source = at(`docs/images/${file}`);
    if (!existsSync(source)) continue;
    cpSync(source, join(out, "icons", file));
    const { width, height } = await sharp(source).metadata();
    screenshots.push({
      src: `icons/${file}`,
      type: "image/webp",
      sizes: `${width}x${height}`,
      ...rest,
    });
  }
  const icon = (file: string, size: number, purpose: string) => ({
    src: `icons/${file}.png`,
    type: "image/png",
    sizes: `${size}x${size}`,
    purpose,
  });
  const manifest = {
    id: "./",
    name: "Vitrine: a shop that sees",
    short_name: "Vitrine",
    description:
      "Find products like the ones you have seen, with a photo that never leaves your device.",
    start_url: "./",
    scope: "./",
    display: "standalone",
    lang: "en",
    categories: ["shopping"],
    theme_color: THEME,
    background_color: THEME,
    icons: [icon("192", 192, "any"), icon("512", 512, "any"), icon("maskable", 512, "maskable")],
    shortcuts: [
      { name: "Search with a photo", url: "./#/search" },
      { name: "New in", url: "./#/c/new" },
    ],
    screenshots,
  };
  writeFileSync(join(out, "manifest.webmanifest"), JSON.stringify(manifest, null, 2));
}

/** As it stands: it shows what a page without a build needs. */
function copyPlainExample(out: string): void {
  cpSync(at("demo/plain"), out, { recursive: true });
  for (const file of readdirSync(at("dist"))) {
    if (PACKAGE_FILES.test(file)) cpSync(at(`dist/${file}`), join(out, "vitrine", file));
  }
}

async function writeServiceWorker(out: string): Promise<void> {
  const { manifestEntries = [], warnings } = await getManifest({
    globDirectory: out,
    globPatterns: SHELL,
    dontCacheBustURLsMatching: /^assets\//,
    maximumFileSizeToCacheInBytes: 2_000_000,
  });
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  const build = await rolldown({
    input: at("demo/offline/sw.ts"),
    platform: "browser",
    logLevel: "warn",
    transform: {
      define: {
        PRECACHE: JSON.stringify(manifestEntries),
        "process.env.NODE_ENV": '"production"',
      },
    },
  });
  await build.write({
    file: join(out, "sw.js"),
    format: "iife",
    minify: true,
    codeSplitting: false,
  });
}
