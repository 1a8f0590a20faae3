import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vendorAccounts } from "../../providers/vendor-accounts.ts";

const docs = join(import.meta.dirname, "..");

/** A page of the site, or a group of pages. */
export interface SidebarItem {
  readonly text: string;
  /** The page's path on the site, without its ending. */
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: SidebarItem[];
}

/** The table of contents, which contains every page of the site. */
export const sidebar: SidebarItem[] = [
  group("Begin", [
    page("What it is", "/"),
    page("Getting started", "/start"),
    page("Tutorial", "/tutorial"),
    page("Glossary", "/glossary"),
  ]),
  group("Declare", [
    page("A deployment and its tenants", "/deployment"),
    page("Checking files", "/validate"),
    page("GitOps", "/gitops"),
    page("Drift", "/drift"),
    page("Adoption", "/adoption"),
    page("Languages", "/languages"),
    page("Dynamic or native resources", "/native-or-dynamic"),
    page("Being the marketplace", "/simulate"),
    page("The sandbox", "/src/tools/sandbox/"),
  ]),
  group("Real accounts", [
    page("Cloudflare", "/vendors/cloudflare"),
    page("Clever Cloud", "/vendors/clevercloud"),
    page("apifew", "/vendors/apifew"),
    page("CloudFlare apps", "/vendors/cloudflare-app"),
  ]),
  group("Run the control plane", [
    page("The control plane", "/control-plane"),
    page("Customers' panel", "/panel"),
    page("Operators' console", "/console"),
    page("The reconciler", "/reconciler"),
    page("Operators' API", "/operators-api"),
    page("Customers' domains", "/domains"),
    page("Supporting customers", "/support"),
  ]),
  group("Operations", [
    page("Installing and upgrading", "/operations/upgrade"),
    page("Backup and restore", "/backup"),
    page("Key rotation", "/operations/key-rotation"),
    page("Capacity", "/operations/capacity"),
    folded("Alerts", "/operations/alerts", folder("operations/incidents")),
  ]),
  group("Reference", [
    folded(
      "Resources",
      "/reference/",
      foldersIn("reference").flatMap((vendor) => folder(`reference/${vendor}`)),
    ),
    page("Command line", "/reference/cli"),
    page("HTTP API", "/reference/api"),
    page("Metrics", "/reference/metrics"),
  ]),
  group("How it is made", [
    folded("Architecture", "/architecture", sourceFolders()),
    page("Extending it", "/extending"),
    page("Security model", "/security"),
    page("Benchmarks", "/benchmarks"),
    folded("Decisions", "/decisions/", folder("decisions")),
    folded("The packages", "/providers/", [
      page("marketplane", "/src/cli/"),
      page("create-marketplane", "/src/cli/create-marketplane"),
      ...vendorAccounts.map(({ title, name }) => page(`${title}'s calls`, `/providers/${name}/`)),
      page("apifew at run time", "/providers/apifew/runtime/"),
      page("What Clever Cloud calls", "/src/http/marketplaces/clevercloud/"),
      page("What CloudFlare calls", "/src/http/marketplaces/cloudflare-app/"),
    ]),
    page("Contributing", "/CONTRIBUTING"),
    page("Changelog", "/CHANGELOG"),
  ]),
];

/** The folders of src/core, src/fleet and src/http that have a README. */
function sourceFolders(): SidebarItem[] {
  const files = globSync("src/{core,fleet,http}/*/README.md", { cwd: join(docs, "..") });
  return files.sort().map((file) => {
    const [, title = file] = /^# (.*)$/m.exec(readFileSync(join(docs, "..", file), "utf8")) ?? [];
    return page(title, `/${file.replace(/README\.md$/, "")}`);
  });
}

function foldersIn(path: string): string[] {
  const entries = readdirSync(join(docs, path), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function group(text: string, items: SidebarItem[]): SidebarItem {
  return { text, items };
}

/** A page with others below it. VitePress nests a button in a button where such a group is no page itself. */
function folded(text: string, link: string, items: SidebarItem[]): SidebarItem {
  return { text, link, collapsed: true, items };
}

function page(text: string, link: string): SidebarItem {
  return { text, link };
}

/** Every page of a folder of docs/ but its index, under its own heading. */
function folder(path: string): SidebarItem[] {
  return readdirSync(join(docs, path))
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort()
    .map((file) => page(headingOf(join(docs, path, file)), `/${path}/${file.replace(/\.md$/, "")}`));
}

function headingOf(file: string): string {
  const [, heading] = /^# (.*)$/m.exec(readFileSync(file, "utf8")) ?? [];
  if (heading === undefined) {
    throw new Error(`${file} has no heading`);
  }
  return heading;
}
