/** docs/extending.md names the files of each extension: they exist, and no other file has to change. */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { functions, resources } from "@marketplane/providers/vendors.ts";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { reportFormats } from "../../src/fleet/drift/report/formats.ts";
import { functionPageOf } from "../../src/project/docs/documented-functions.ts";
import { marketplaceSources } from "../../stacks/tenant-declaration.ts";
import { root } from "../support/documentation.ts";

const sections = readSections();
const sources = readSources();

interface Extension {
  readonly heading: string;
  /** The values of the section's placeholders, for each existing part. */
  readonly parts: readonly Readonly<Record<string, string>>[];
  /**
   * The names of each kind of part. A file that contains a whole list must be extended with each new part.
   */
  readonly lists: readonly (readonly RegExp[])[];
  /** Folders with a part's own files, and lists that are not ours to extend. */
  readonly own?: RegExp;
  /** The maximum number of files in the first table, outside the part's own folder. */
  readonly atMost: number;
}

const vendorNames = vendorAccounts.map(({ name }) => name);
const modules = resources.map(({ vendor, definition: { module, type } }) => ({
  part: { vendor, resource: module.split("/")[1] ?? "" },
  vendor,
  // By its module or its type, because the bare name of a resource is an ordinary word.
  name: new RegExp(`/${module.split("/")[1]}(?:/index)?(?:[.]ts)?"|"${type}"`),
}));

const dataSources = functions.map((called) => ({
  vendor: called.vendor,
  function: functionPageOf(called).replace(/^.*\/|[.]md$/g, ""),
}));

const extensions: readonly Extension[] = [
  {
    heading: "A vendor",
    parts: vendorNames.map((vendor) => ({ vendor })),
    lists: [vendorNames.map((name) => word(name))],
    own: /^src\/tools\/sandbox\//,
    atMost: 8,
  },
  {
    heading: "A resource",
    parts: modules.map(({ part }) => part),
    lists: vendorNames.map((vendor) => modules.filter((own) => own.vendor === vendor).map(({ name }) => name)),
    atMost: 3,
  },
  {
    heading: "A data source",
    parts: dataSources,
    lists: vendorNames.map((vendor) =>
      dataSources.filter((own) => own.vendor === vendor).map(({ function: name }) => new RegExp(`/${name}[.]ts"`)),
    ),
    atMost: 1,
  },
  {
    heading: "A marketplace",
    parts: marketplaceSources.map((marketplace) => ({ marketplace })),
    lists: [marketplaceSources.map((name) => word(name, camelCase(name)))],
    own: /^src\/tools\/sandbox\//,
    atMost: 4,
  },
  {
    heading: "A CLI command",
    parts: Object.keys(commands).map((command) => ({ command })),
    lists: [Object.keys(commands).map((name) => word(name))],
    atMost: 1,
  },
  {
    heading: "A panel page",
    parts: panelPages().map((page) => ({ page })),
    lists: [panelPages().map((page) => word(camelCase(page)))],
    atMost: 5,
  },
  {
    heading: "A report format",
    parts: reportFormats.map((format) => ({ format })),
    lists: [reportFormats.map((name) => word(name))],
    atMost: 1,
  },
];

describe.each(extensions)("$heading", ({ heading, parts, lists, own = /^$/, atMost }) => {
  const tables = sections.get(heading) ?? [];
  const paths = tables.flat();

  it("names existing files, for every existing part", () => {
    expect(parts.length).toBeGreaterThan(1);
    const files = parts.flatMap((part) => paths.map((path) => filled(path, part)));
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it("names every file that lists all parts", () => {
    const named = new Set(parts.flatMap((part) => paths.map((path) => filled(path, part))));
    const found = lists.flatMap((names) =>
      [...sources].filter(([, text]) => names.every((name) => name.test(text))).map(([file]) => file),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((file) => !named.has(file) && !own.test(file))).toEqual([]);
  });

  it("needs few files outside the part's own folder, the sandbox and the documentation", () => {
    const isOutside = (path: string) =>
      !path.includes("<") && !path.startsWith("docs/") && !path.startsWith("src/tools/sandbox/");
    const shared = (tables[0] ?? []).filter(
      (path) => isOutside(path) || /^providers\/<vendor>(\.ts|\/vendor\.ts)$/.test(path),
    );
    expect(shared.length).toBeLessThanOrEqual(atMost);
  });
});

it("has a test for every section with a list", () => {
  expect([...sections.keys()]).toEqual(extensions.map(({ heading }) => heading));
});

/** The paths of each table, by the section's heading. */
function readSections(): Map<string, string[][]> {
  const text = readFileSync(join(root, "docs/extending.md"), "utf8");
  const tablesOf = (section: string) =>
    [...section.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) =>
      [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path = ""]) => path),
    );
  const parts = text.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), tablesOf(part)]));
}

/** The product's code without its comments, by file. */
function readSources(): Map<string, string> {
  const files = globSync("{providers,stacks,engine,src}/**/*.{ts,mjs,json}", {
    cwd: root,
    exclude: (name) => name === "node_modules" || name === "dist",
  }).filter((file) => file !== "providers/native/schema.json");
  const comments = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm;
  return new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8").replaceAll(comments, "")]));
}

function filled(path: string, part: Readonly<Record<string, string>>): string {
  return path.replaceAll(/<(\w+)>/g, (placeholder, name: string) => part[name] ?? placeholder);
}

/** A pattern for one of the spellings, as a word or as a part of a path. */
function word(...spellings: string[]): RegExp {
  return new RegExp(`(?<![\\w-])(?:${spellings.join("|")})(?![\\w-])`, "i");
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The folders with a page of the navigation each, which are those with routes. */
function panelPages(): string[] {
  const panel = join(root, "src/http/panel");
  return readdirSync(panel, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() && readdirSync(join(panel, entry.name)).some((file) => file.endsWith("-routes.ts")),
    )
    .map(({ name }) => name);
}
