/**
 * Runs `.dependency-cruiser.mjs` over small trees: wrong imports are refused in every layer, right ones in
 * none.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { runProcess } from "../../engine/run-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../..");
const rules = join(root, ".dependency-cruiser.mjs");

const { default: config } = z
  .object({ default: z.object({ forbidden: z.array(z.object({ name: z.string() })) }) })
  .parse(await import(rules));

/** The layers, from the one that every other may import to the one that no other may. */
const layers = [...new Set(config.forbidden.map(({ name }) => /^direction: (.+)$/.exec(name)?.[1] ?? ""))].filter(
  Boolean,
);

const Report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** The rules that a tree breaks. Each file of it imports the modules of its list by a type import. */
async function brokenRules(imports: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const folder = await temporaryFolder();
  for (const top of ["providers", "stacks", "engine", "src", "test"]) {
    mkdirSync(join(folder, top), { recursive: true });
  }
  writeFileSync(join(folder, "tsconfig.json"), "{}");
  const targets = Object.values(imports).flat();
  const files = new Set([...Object.keys(imports), ...targets.filter((target) => !target.startsWith("node:"))]);
  for (const file of files) {
    const lines = (imports[file] ?? []).map((target) => {
      const path = target.startsWith("node:") ? target : relative(dirname(file), target);
      return `export type * from "${/^(\.|node:)/.test(path) ? path : `./${path}`}";`;
    });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${lines.join("\n")}\nexport type Own = string;\n`);
  }
  const tool = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const args = [tool, "--config", rules, "--output-type", "json", "providers", "stacks", "engine", "src"];
  const { stdout, stderr } = await runProcess(process.execPath, args, { cwd: folder, timeoutMs: 60_000 });
  const text = stdout.join("\n");
  expect(text, stderr.join("\n")).toMatch(/^\{/);
  return Report.parse(JSON.parse(text)).summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

const moduleOf = (layer: string) => `${layer}/module.ts`;

describe("the direction of imports", () => {
  test("a layer that imports the next one below it is refused, for every layer", async () => {
    const wrong = layers.slice(0, -1).map((layer, index) => [moduleOf(layer), [moduleOf(layers[index + 1] ?? "")]]);
    const broken = await brokenRules(Object.fromEntries(wrong));
    expect(layers.length).toBeGreaterThan(30);
    expect(broken).toEqual(
      expect.arrayContaining(layers.slice(0, -1).map((layer) => `${moduleOf(layer)}: direction: ${layer}`)),
    );
  });

  test("a layer of src that imports the next one above it is accepted", async () => {
    const floors = layers.filter((layer) => layer.startsWith("src/") && !layer.startsWith("src/tools/"));
    const right = floors.slice(1).map((layer, index) => [moduleOf(layer), [moduleOf(floors[index] ?? "")]]);
    expect(await brokenRules(Object.fromEntries(right))).toEqual([]);
  });

  test("rules beyond the order of layers are enforced too", async () => {
    const wrong = [
      ["two files that import each other's types", "src/core/db/a.ts", "src/core/db/b.ts", "no-cycle"],
      ["a vendor that imports another one", "providers/apifew/a.ts", "providers/cloudflare/b.ts", "vendors-apart"],
      ["engine that imports providers", "engine/a.ts", "providers/b.ts", "engine-stands-alone"],
      ["stacks that import engine", "stacks/a.ts", "engine/b.ts", "stacks-without-engine"],
      ["an emulator that imports the client", "src/tools/sandbox/a.ts", "providers/b.ts", "sandbox-apart"],
      ["a tester that imports the service", "src/tools/simulate/a.ts", "src/core/db/c.ts", "simulate-apart"],
      ["a file that starts programs itself", "src/fleet/gitops/a.ts", "node:child_process", "one-runner-of-programs"],
      ["a product file that imports a test", "src/core/queue/a.ts", "test/b.ts", "nothing-imports-test"],
      ["a folder without a layer", "src/attic/a.ts", "src/core/db/c.ts", "listed"],
    ] as const;
    const tree = Object.fromEntries(wrong.map(([, from, to]) => [from, [to]]));
    const broken = await brokenRules({
      ...tree,
      "src/core/db/b.ts": ["src/core/db/a.ts"],
      "src/http/console/runs/a.ts": ["src/http/console/tenants/a.ts"],
      "src/http/console/tenants/b.ts": ["src/http/console/runs/b.ts"],
    });
    expect(broken).toContain("src/http/console/runs: no-folder-cycle");
    for (const [title, from, , name] of wrong) {
      expect(broken, title).toContain(`${from}: ${name}`);
    }
  });
});
