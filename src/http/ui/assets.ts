import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Asset {
  readonly type: string;
  readonly content: string;
}

const styles = ["base", "layout", "components", "console", "records", "panel"].map((name) => read(`./css/${name}.css`));
const named = {
  style: asset("ui.css", "text/css; charset=utf-8", styles.join("\n")),
  script: asset("ui.js", "text/javascript; charset=utf-8", read("./ui.js")),
  htmx: asset(
    "htmx.js",
    "text/javascript; charset=utf-8",
    readFileSync(fileURLToPath(import.meta.resolve("htmx.org/dist/htmx.min.js")), "utf8"),
  ),
  icon: asset("icon.svg", "image/svg+xml", read("./icon.svg")),
};

/**
 * The path of each file that pages load. It contains a digest of the content, so browsers can cache it
 * forever.
 */
export const assetPaths: Readonly<Record<keyof typeof named, string>> = {
  style: named.style.path,
  script: named.script.path,
  htmx: named.htmx.path,
  icon: named.icon.path,
};

/** The files by path. */
export const assets: ReadonlyMap<string, Asset> = new Map(Object.values(named).map((entry) => [entry.path, entry]));

function asset(name: string, type: string, content: string) {
  const [stem, extension] = name.split(".");
  return { path: `/assets/${stem}-${hash("sha256", content).slice(0, 12)}.${extension}`, type, content };
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}
