/** Links from pages to files outside of docs lead to the repository, for the site does not have these files. */
import { posix } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import description from "../../package.json" with { type: "json" };

const FILES = `${description.repository.url.replace(/^git\+|\.git$/g, "")}/blob/main/`;

export function linkOutside(md: MarkdownRenderer): void {
  md.core.ruler.push("outside-links", (state) => {
    for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.attrGet("href");
      if (token.type !== "link_open" || !href || !/^\.\.?\//.test(href)) continue;
      const path = posix.join("docs", posix.dirname(state.env.relativePath), href);
      if (!path.startsWith("docs/")) token.attrSet("href", FILES + path);
    }
  });
}
