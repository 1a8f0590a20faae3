import { describe, expect, it } from "vitest";
import { knownNamesText, nearestName } from "../../providers/nearest-name.ts";

const settings = ["zoneId", "fallbackOrigin", "cnameTarget", "plans", "tenants"];

describe("the nearest name", () => {
  it.each([
    ["zonId", "zoneId"],
    ["zoneid", "zoneId"],
    ["plnas", "plans"],
    ["plan", "plans"],
    ["fallbackorigins", "fallbackOrigin"],
    ["tennants", "tenants"],
  ])("of %s is %s", (typed, meant) => {
    expect(nearestName(typed, settings)).toBe(meant);
  });

  it("is undefined when nothing is close", () => {
    expect(nearestName("acmePassword", settings)).toBeUndefined();
    expect(nearestName("x", [])).toBeUndefined();
  });

  it("is suggested, next to all known names", () => {
    expect(knownNamesText("plan", ["plans", "zoneId"])).toBe("; did you mean plans? (known: plans, zoneId)");
    expect(knownNamesText("color", ["plans"])).toBe(" (known: plans)");
    expect(knownNamesText("color", [])).toBe("");
  });
});
