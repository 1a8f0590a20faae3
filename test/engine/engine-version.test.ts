import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareVersions, findVersionProblem, oldestEngine, readPinnedVersions } from "../../engine/engine-version.ts";

describe("findVersionProblem", () => {
  it.each(["3.254.0", "v3.259.0", "3.270.0", "3.999.1", "3.260.0-alpha.1+dirty"])("accepts %s", (version) => {
    expect(findVersionProblem(version)).toBeUndefined();
  });

  it("names the required version if an engine is too old", () => {
    expect(findVersionProblem("3.200.1")).toBe("version 3.200.1 is older than 3.254.0");
  });

  it("refuses a new major release", () => {
    expect(findVersionProblem("4.0.0")).toContain("new major release");
  });

  it.each(["", "dev", "3.259"])("refuses a build that prints no version: '%s'", (printed) => {
    expect(findVersionProblem(printed)).toContain("prints no version");
  });
});

describe("compareVersions", () => {
  it("compares numbers, not text", () => {
    expect(["3.9.0", "3.10.0", "3.259.0", "3.26.1"].sort(compareVersions)).toEqual([
      "3.9.0",
      "3.10.0",
      "3.26.1",
      "3.259.0",
    ]);
  });
});

describe("readPinnedVersions", () => {
  it("pins an engine version that the check accepts", () => {
    const pinned = readPinnedVersions(join(import.meta.dirname, "..", "..", "engine"));
    expect(findVersionProblem(pinned.engine)).toBeUndefined();
    expect(compareVersions(pinned.engine, oldestEngine)).toBeGreaterThanOrEqual(0);
    expect(pinned.go).toMatch(/^1\.\d+/);
  });
});
