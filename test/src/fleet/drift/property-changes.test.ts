import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyChanges } from "../../../../src/fleet/drift/property-changes.ts";
import { formatPropertyPath, parsePropertyPath } from "../../../../src/fleet/drift/property-path.ts";

const open = () => false;
/** JSON as a state file stores it: without a negative zero. */
const map = fc
  .dictionary(fc.string(), fc.jsonValue())
  .map((value): Record<string, unknown> => JSON.parse(JSON.stringify(value)));

describe("propertyChanges", () => {
  it("finds no difference between equal values, and one between any others", () => {
    fc.assert(
      fc.property(map, map, (one, other) => {
        expect(propertyChanges({ desired: one, observed: structuredClone(one) }, [], open)).toEqual([]);
        const changes = propertyChanges({ desired: one, observed: other }, [], open);
        expect(changes.length > 0).toBe(!isEqual(one, other));
      }),
    );
  });

  it("reports the deepest path that differs, compares lists as a whole, and reports a missing value as null", () => {
    const desired = { ssl: { method: "http", settings: { ciphers: ["a"], http2: "on" } }, gone: 1 };
    const observed = { ssl: { method: "http", settings: { ciphers: ["a", "b"], http2: "on" } }, fresh: { a: 1 } };

    expect(propertyChanges({ desired, observed }, [], open)).toEqual([
      { path: "fresh", desired: null, observed: { a: 1 }, isSecret: false },
      { path: "gone", desired: 1, observed: null, isSecret: false },
      { path: "ssl.settings.ciphers", desired: ["a"], observed: ["a", "b"], isSecret: false },
    ]);
  });

  it.each([["ssl"], ["ssl.settings"], ["ssl.*.http2"], ['ssl["settings"].http2'], ["*"]])(
    "leaves out properties that ignoreChanges names as %s",
    (path) => {
      const sides = {
        desired: { ssl: { settings: { http2: "on" } } },
        observed: { ssl: { settings: { http2: "off" } } },
      };

      expect(propertyChanges(sides, [path], open)).toEqual([]);
      expect(propertyChanges(sides, ["ssl.setting", "http2"], open)).toHaveLength(1);
    },
  );
});

describe("a property's path", () => {
  it("is parsed back to the same segments, for any keys", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (segments) => {
        expect(parsePropertyPath(formatPropertyPath(segments))).toEqual(segments);
      }),
    );
  });
});

function isEqual(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}
