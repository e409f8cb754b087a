/** The documentation's site: what is on it, and how it is found. Nothing of it comes from another origin. */
import { defineConfig } from "vitepress";
import { linkOutside } from "./outside-links.mts";

export default defineConfig({
  title: "Vitrine",
  description: "Visual search over a product catalog, wholly on the shopper's device.",
  lang: "en",
  base: process.env.DOCS_BASE ?? "/",
  head: [["link", { rel: "icon", href: `${process.env.DOCS_BASE ?? "/"}icon.svg` }]],
  outDir: "../docs-dist",
  cleanUrls: false,
  lastUpdated: false,
  srcExclude: ["node_modules/**", "README.md", "reference/api/README.md"],
  markdown: { config: linkOutside },
  vite: { server: { fs: { allow: [".."] } } },
  vue: {
    template: { compilerOptions: { isCustomElement: (tag: string) => tag === "visual-search" } },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Guide", link: "/guide/getting-started" },
      { text: "Reference", link: "/reference/" },
      { text: "Explanation", link: "/explanation/" },
      { text: "Benchmarks", link: "/benchmarks" },
      { text: "Live widget", link: "/live" },
    ],
    sidebar: [
      {
        text: "Guide",
        items: [
          { text: "Getting started", link: "/guide/getting-started" },
          { text: "The widget", link: "/guide/widget" },
          { text: "Searching in code", link: "/guide/searching" },
          { text: "From feed to catalog", link: "/guide/feed-to-catalog" },
          { text: "Rules and looks", link: "/guide/rules" },
          { text: "Updates and several machines", link: "/guide/updates" },
          { text: "Models", link: "/guide/models" },
          { text: "Detectors", link: "/guide/detectors" },
          { text: "Hosting", link: "/guide/hosting" },
          { text: "Privacy", link: "/guide/privacy" },
          { text: "Offline", link: "/guide/offline" },
          { text: "The index alone", link: "/guide/index-alone" },
          { text: "Other tools", link: "/guide/other-tools" },
          { text: "Troubleshooting", link: "/guide/troubleshooting" },
        ],
      },
      {
        text: "Reference",
        items: [
          { text: "Overview", link: "/reference/" },
          { text: "Command line", link: "/reference/command-line" },
          { text: "The element", link: "/reference/element" },
          { text: "Error codes", link: "/reference/error-codes" },
          { text: "Catalog format", link: "/reference/catalog-format" },
          {
            text: "API",
            collapsed: true,
            items: [
              { text: "vitrine", link: "/reference/api/vitrine" },
              { text: "vitrine/element", link: "/reference/api/vitrine/element" },
              { text: "vitrine/react", link: "/reference/api/vitrine/react" },
              { text: "vitrine/vector", link: "/reference/api/vitrine/vector" },
              { text: "vitrine/build", link: "/reference/api/vitrine/build" },
            ],
          },
        ],
      },
      {
        text: "Explanation",
        items: [
          { text: "Overview", link: "/explanation/" },
          { text: "Architecture", link: "/explanation/architecture" },
          { text: "The index", link: "/explanation/vector-index" },
          { text: "Ranking", link: "/explanation/ranking" },
          { text: "Encoding", link: "/explanation/encoding" },
        ],
      },
      { text: "Benchmarks", link: "/benchmarks" },
    ],
  },
});
