import { describe, expect, it } from "vitest";
import { marketplaces } from "../../../../../src/http/marketplaces/index.ts";
import { en } from "../../../../../src/http/panel/texts/en.ts";
import { fr } from "../../../../../src/http/panel/texts/fr.ts";

/** Every text by its path. Functions are called with the names of their placeholders. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") {
    return [[path, value]];
  }
  if (typeof value === "function") {
    return flatten(value("ONE", 2), path);
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  if (value instanceof String) {
    return [[path, String(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${path}.${key}`));
}

/** Words with the same spelling in both languages. */
const alike = [".frame.navigation", ".frame.language", ".domains.type", ".members.actions", ".overview.licenseActive"];

describe("the panel's texts", () => {
  const english = new Map(flatten(en));
  const french = new Map(flatten(fr));

  it("exist in both languages for every key, and none is empty", () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of [...english, ...french]) {
      expect(text.trim(), key).not.toBe("");
    }
  });

  it("are translated", () => {
    const same = [...english].filter(([key, text]) => french.get(key) === text).map(([key]) => key);
    expect(same.filter((key) => !alike.includes(key))).toEqual([]);
  });

  it("have the same placeholders in both languages", () => {
    const put = (text = "") => (text.match(/ONE/g) ?? []).length > 0;
    for (const [key, text] of english) {
      expect(put(french.get(key)), key).toBe(put(text));
    }
  });

  it("name no marketplace except by the placeholder of the tenant's own", () => {
    for (const { title } of marketplaces) {
      const named = [...english, ...french].filter(([, text]) => text.includes(title));
      expect(named, title).toEqual([]);
    }
  });
});
