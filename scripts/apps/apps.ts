/** The smallest app of each kind that shows the widget, as README tells to write it. */

export interface App {
  /** Packages that it installs from the registry beside the tarball. */
  packages: Record<string, string>;
  /** Its files, by their paths. */
  files: Record<string, string>;
  /** What makes it ready to be served, run in its folder by `npx --no-install`. */
  commands: string[][];
  /** Folders that are served, by the URL path they are served at. */
  folders: Record<string, string>;
  /** The policy it is served with. */
  policy: string;
  /** Pages of it on which the widget has to work. */
  pages: string[];
}

export const STRICT_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
  "img-src 'self' blob: data:; style-src 'self'";

/** A picture that needs no file. */
const DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

const WIDGET = `<visual-search catalog="/shop/catalog/" currency="EUR"></visual-search>`;

function page(script: string, body = WIDGET): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Shop</title>
    <link rel="icon" href="${DOT}">
    ${script}
  </head>
  <body>${body}</body>
</html>
`;
}

function viteApp(app: Partial<App> & Pick<App, "files">): App {
  return {
    packages: { vite: "^8", ...app.packages },
    files: app.files,
    commands: [...(app.commands ?? []), ["vite", "build", "--logLevel", "warn"]],
    folders: { "/": "dist" },
    policy: STRICT_POLICY,
    pages: ["/"],
  };
}

const TSCONFIG = {
  compilerOptions: {
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: [] as string[],
  },
  include: ["src"],
};

function tsconfig(...types: string[]): string {
  const { compilerOptions } = TSCONFIG;
  return JSON.stringify({ ...TSCONFIG, compilerOptions: { ...compilerOptions, types } });
}

export const APPS: Record<string, App> = {
  plain: {
    packages: {},
    files: {
      "index.html": page(`<script type="module" src="/vitrine/visual-search.js"></script>`),
    },
    commands: [],
    folders: { "/": ".", "/vitrine/": "node_modules/vitrine/dist" },
    policy: STRICT_POLICY,
    pages: ["/"],
  },

  vite: viteApp({
    files: {
      "index.html": page(`<script type="module" src="/src/main.js"></script>`),
      "src/main.js": `import "vitrine/element";\n`,
    },
  }),

  webpack: {
    packages: { webpack: "^5", "webpack-cli": "^6" },
    files: {
      "dist/index.html": page(`<script defer src="/main.js"></script>`),
      "src/index.js": `import "vitrine/element";\n`,
    },
    commands: [["webpack", "--mode", "production", "--no-stats"]],
    folders: { "/": "dist" },
    policy: STRICT_POLICY,
    pages: ["/"],
  },

  next: nextApp(["next", "build"]),
  "next-webpack": nextApp(["next", "build", "--webpack"]),

  vue: viteApp({
    packages: { vue: "^3.5", "@vitejs/plugin-vue": "^6", "vue-tsc": "^3", typescript: "~5.9" },
    files: {
      "index.html": page(
        `<script type="module" src="/src/main.ts"></script>`,
        `<div id="app"></div>`,
      ),
      "vite.config.js": `import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "visual-search" } } }),
  ],
});
`,
      "tsconfig.json": tsconfig("vitrine/types/vue"),
      "src/main.ts": `import { createApp } from "vue";
import Shop from "./Shop.vue";

createApp(Shop).mount("#app");
`,
      "src/Shop.vue": `<script setup lang="ts">
import "vitrine/element";
import type { VisualSearchEventMap } from "vitrine/element";

const samples = [{ src: "${DOT}", label: "A shoe" }];
function show(event: VisualSearchEventMap["vs-results"]) {
  document.title = \`\${event.detail.total} products\`;
}
</script>

<template>
  <visual-search catalog="/shop/catalog/" currency="EUR" :samples="samples" @vs-results="show" />
</template>
`,
      "src/Wrong.vue": `<script setup lang="ts">
const catalog = 7;
</script>

<template>
  <!-- @vue-expect-error: the catalog's address is a text -->
  <visual-search :catalog="catalog" />
</template>
`,
    },
    commands: [["vue-tsc", "--noEmit"]],
  }),

  svelte: viteApp({
    packages: {
      svelte: "^5",
      "@sveltejs/vite-plugin-svelte": "^7",
      "svelte-check": "^4",
      typescript: "~5.9",
    },
    files: {
      "index.html": page(
        `<script type="module" src="/src/main.ts"></script>`,
        `<div id="app"></div>`,
      ),
      "vite.config.js": `import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [svelte()] });
`,
      "tsconfig.json": tsconfig("svelte", "vitrine/types/svelte"),
      "src/main.ts": `import { mount } from "svelte";
import Shop from "./Shop.svelte";

mount(Shop, { target: document.querySelector("#app")! });
`,
      "src/Shop.svelte": `<script lang="ts">
  import "vitrine/element";
  import type { VisualSearchEventMap } from "vitrine/element";

  const samples = [{ src: "${DOT}", label: "A shoe" }];
  function show(event: VisualSearchEventMap["vs-results"]) {
    document.title = \`\${event.detail.total} products\`;
  }
</script>

<visual-search catalog="/shop/catalog/" currency="EUR" {samples} onvs-results={show}></visual-search>
`,
      "src/wrong.ts": `import type { SvelteHTMLElements } from "svelte/elements";

export const wrong: SvelteHTMLElements["visual-search"] = {
  // @ts-expect-error: the catalog's address is a text
  catalog: 7,
};
`,
    },
    commands: [["svelte-check", "--fail-on-warnings", "--tsconfig", "./tsconfig.json"]],
  }),
};

function nextApp(command: string[]): App {
  return {
    packages: { next: "^16", react: "^19", "react-dom": "^19" },
    files: {
      "next.config.mjs": `export default { output: "export", trailingSlash: true };\n`,
      "app/layout.jsx": `export const metadata = { title: "Shop", icons: "${DOT}" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`,
      // A component of the server's takes the wrapper as it is.
      "app/page.jsx": `import { VisualSearch } from "vitrine/react";

export default function Page() {
  return <VisualSearch catalog="/shop/catalog/" currency="EUR" />;
}
`,
      // What listens to events is a component of the browser's.
      "app/listening/shop.jsx": `"use client";
import { useRef } from "react";
import { VisualSearch } from "vitrine/react";

export function Shop() {
  const widget = useRef(null);
  return (
    <VisualSearch
      ref={widget}
      catalog="/shop/catalog/"
      currency="EUR"
      samples={[{ src: "${DOT}", label: "A shoe" }]}
      onResults={({ detail }) => {
        document.title = \`\${detail.total} products, \${widget.current.state}\`;
      }}
    />
  );
}
`,
      "app/listening/page.jsx": `import { Shop } from "./shop.jsx";

export default function Page() {
  return <Shop />;
}
`,
    },
    commands: [command],
    folders: { "/": "out" },
    // Next.js starts a page by scripts in it.
    policy: STRICT_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'").replace(
      "style-src 'self'",
      "style-src 'self' 'unsafe-inline'",
    ),
    pages: ["/", "/listening/"],
  };
}
