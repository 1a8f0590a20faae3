import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { settingsIn, vendorAccounts, vendorSettings, vendorVariablePrefixes } from "../../providers/vendor-accounts.ts";

describe.each(vendorAccounts)("the account at $title", (account) => {
  test("has settings named after the vendor, in the configuration and in the environment", () => {
    for (const [name, { key, env }] of Object.entries(account.settings)) {
      expect(key).toBe(`${account.name}:${name}`);
      expect(vendorVariablePrefixes.some((prefix) => env.startsWith(prefix))).toBe(true);
    }
  });

  test("has a secret credential and the base URL of an API", () => {
    expect(settingsIn(account).some(({ isSecret }) => isSecret)).toBe(true);
    expect(account.baseUrl).toMatch(/^https:\/\/[\w.-]+(\/\w+)*$/);
  });
});

test("no two settings share a key or a variable", () => {
  expect(new Set(vendorSettings.map(({ key }) => key)).size).toBe(vendorSettings.length);
  expect(new Set(vendorSettings.map(({ env }) => env)).size).toBe(vendorSettings.length);
});

test("a program that only names accounts loads no client and no resource", async () => {
  const modules = await loadedBy(join(import.meta.dirname, "../../providers/vendor-accounts.ts"));
  expect([...modules].filter((path) => /\/(client|connect|schema|define-resource)\.ts$/.test(path))).toEqual([]);
  expect(modules.size).toBeLessThan(12);
});

/** The module and all modules that it loads at run time. */
async function loadedBy(path: string, found = new Set<string>()): Promise<Set<string>> {
  if (!found.has(path)) {
    found.add(path);
    const source = await readFile(path, "utf8");
    for (const [, target = ""] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)";/gm)) {
      await loadedBy(join(dirname(path), target), found);
    }
  }
  return found;
}
