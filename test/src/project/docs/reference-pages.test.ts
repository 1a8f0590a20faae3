import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { functions } from "@marketplane/providers/vendors.ts";
import { describe, expect, it, test } from "vitest";
import { z } from "zod";
import { functionPageOf } from "../../../../src/project/docs/documented-functions.ts";
import { documentedResources, pageOf } from "../../../../src/project/docs/documented-resources.ts";
import { fillMarkers } from "../../../../src/project/docs/fill-markers.ts";
import { referenceFolder, referencePages } from "../../../../src/project/docs/reference-pages.ts";
import { schemaRows } from "../../../../src/project/docs/schema-rows.ts";

const root = join(import.meta.dirname, "../../../..");
const pages = readdirSync(referenceFolder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".md"),
);

describe("the reference", () => {
  it.each(referencePages().map((page) => [page.name, page]))("%s is up to date with `npm run docs`", (_name, page) => {
    expect(page.present, "stale: run `npm run docs`").toBe(page.expected);
  });

  it("has exactly one page for every resource and every data source of the package", () => {
    const modules = readdirSync(join(root, "providers"), { recursive: true, encoding: "utf8" })
      .filter((name) => /^\w+\/[\w-]+(\/index)?\.ts$/.test(name))
      .filter((name) => readFileSync(join(root, "providers", name), "utf8").includes("= defineResource("))
      .map((name) => name.replace(/(\/index)?\.ts$/, ".md"));
    expect(documentedResources.map(pageOf).sort()).toEqual(modules.sort());
    expect(pages.filter((name) => name.includes("/")).sort()).toEqual(
      [...modules, ...functions.map(functionPageOf)].sort(),
    );
  });

  it.each(functions.map(functionPageOf))("%s has its inputs and outputs", (name) => {
    const text = readFileSync(join(referenceFolder, name), "utf8");
    const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(sections.slice(0, 2)).toEqual(["Inputs", "Outputs"]);
  });

  it.each(documentedResources.map(pageOf))("%s has every section, and one example", (name) => {
    const text = readFileSync(join(referenceFolder, name), "utf8");
    const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(sections).toEqual([
      "Inputs",
      "Outputs",
      "Lifecycle",
      "What is drift",
      "Errors",
      "Import and adopt",
      "Example",
    ]);
    expect([...text.matchAll(/^```ts$/gm)]).toHaveLength(1);
  });

  it.each([...pages.map((name) => `reference/${name}`), "adoption.md"])("%s has no broken links", (name) => {
    const path = join(root, "docs", name);
    const links = [...readFileSync(path, "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => String(link));
    expect(links.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
  });

  it.each(documentedResources.map((resource) => [resource.type, resource]))(
    "describes every input and output of %s",
    (_type, { inputs, outputs }) => {
      expect([...schemaRows(inputs), ...schemaRows(outputs)].filter(({ text }) => text === "")).toEqual([]);
    },
  );
});

test("generated parts go between their markers, and other text is kept", () => {
  const page = "# A\nby hand\n<!-- generated: inputs -->\nold\n<!-- end: inputs -->\nby hand too\n";
  const filled = fillMarkers("a.md", page, { inputs: "new" });
  expect(filled).toBe("# A\nby hand\n<!-- generated: inputs -->\n\nnew\n\n<!-- end: inputs -->\nby hand too\n");
  expect(fillMarkers("a.md", filled, { inputs: "new" })).toBe(filled);
  expect(() => fillMarkers("a.md", page, { outputs: "new" })).toThrow("a.md has no place for outputs");
});

test("a row of an input has type, default, need and rule, at any depth", () => {
  const schema = z.strictObject({
    count: z.int().min(1, "must be at least 1").default(3).describe("How many."),
    parts: z.array(z.strictObject({ name: z.string() })).optional(),
    labels: z.record(z.string(), z.json()).optional(),
  });
  const none = { isRequired: false, fallback: undefined, text: "" };
  expect(schemaRows(schema)).toEqual([
    { name: "count", type: "whole number", isRequired: false, fallback: "3", text: "How many. Must be at least 1." },
    { ...none, name: "parts", type: "list of object" },
    { ...none, name: "parts[].name", type: "text", isRequired: true },
    { ...none, name: "labels", type: "map of JSON value" },
  ]);
});
