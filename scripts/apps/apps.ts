/** The examples as the proof of the package runs them: how each is built, served and checked. */

export interface App {
  /** Its folder in `examples`. */
  example: string;
  /** Files in `scripts/apps/wrong` that its type check must refuse, by their place in the app. */
  wrong?: Record<string, string>;
  /** What makes it ready, with the packages of its own folder. */
  build?: [string, ...string[]];
  /** What it has to do: the widget's searches, a headless search, or a script for Node. */
  does: "widget" | "headless" | "script";
  /** Folders that are served, by the URL path they are served at. */
  folders: Record<string, string>;
  /** The policy it is served with. */
  policy: string;
  /** Pages of it to try. */
  pages: string[];
}

export const STRICT_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
  "img-src 'self' blob: data:; style-src 'self'";

/** Next.js starts a page by inline scripts. */
const NEXT_POLICY = STRICT_POLICY.replace(
  "script-src 'self'",
  "script-src 'self' 'unsafe-inline'",
).replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

const NPM_BUILD: [string, ...string[]] = ["npm", "run", "build", "--silent"];

function app(example: string, others: Partial<App> = {}): App {
  return {
    example,
    build: NPM_BUILD,
    does: "widget",
    folders: { "/": "dist" },
    policy: STRICT_POLICY,
    pages: ["/"],
    ...others,
  };
}

const nextApp = (build: [string, ...string[]]) =>
  app("nextjs", {
    build,
    folders: { "/": "out" },
    policy: NEXT_POLICY,
    pages: ["/", "/listening/"],
  });

export const APPS: Record<string, App> = {
  "script-tag": app("script-tag", { folders: { "/": "." } }),
  vite: app("vite"),
  webpack: app("webpack", { folders: { "/": "public" } }),
  nextjs: nextApp(NPM_BUILD),
  "nextjs-webpack": nextApp(["npx", "--no-install", "next", "build", "--webpack"]),
  react: app("react"),
  vue: app("vue", { wrong: { "src/Wrong.vue": "Wrong.vue" } }),
  svelte: app("svelte", { wrong: { "src/wrong.ts": "svelte.ts" } }),
  "headless-api": app("headless-api", { does: "headless" }),
  "index-alone": {
    example: "index-alone",
    does: "script",
    folders: {},
    policy: STRICT_POLICY,
    pages: ["main.js"],
  },
};

/** Where the demo shop's catalog, pictures and model are served beside every app. */
export const SHOP_FOLDERS = {
  "/catalog/": "public/demo/catalog",
  "/images/": "public/demo/images",
  "/models/": "public/models",
};
