import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitepress";
import { plainMarkup } from "./plain-markup.ts";
import { sidebar } from "./sidebar.ts";
import { excluded, toSiteFile } from "./site-pages.ts";
import { slugOf } from "./slug-of.ts";
import { copySources, linkSources } from "./source-links.ts";

const icon = readFileSync(join(import.meta.dirname, "../../src/http/ui/icon.svg"), "utf8");
const style = readFileSync(join(import.meta.dirname, "site.css"), "utf8");

/**
 * The documentation site: `npm run site` builds it from docs/ and the READMEs of the code. Nothing in it is
 * fetched from elsewhere.
 */
// biome-ignore lint/style/noDefaultExport: VitePress reads the default export
export default defineConfig({
  title: "marketplane",
  description: "The seller's side of selling a SaaS through marketplaces, as code",
  head: [
    ["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }],
    ["style", {}, style],
  ],
  srcDir: "..",
  srcExclude: excluded,
  rewrites: toSiteFile,
  cleanUrls: true,
  markdown: {
    anchor: { slugify: slugOf },
    theme: { light: "github-light-high-contrast", dark: "github-dark" },
    // "GET /api/v1/tenants/{id}" is a heading, and GitHub knows no attributes.
    attrs: { disable: true },
    config(markdown) {
      linkSources(markdown);
      plainMarkup(markdown);
    },
  },
  buildEnd: ({ outDir }) => copySources(outDir),
  themeConfig: {
    sidebar,
    outline: [2, 3],
    search: { provider: "local" },
  },
});
