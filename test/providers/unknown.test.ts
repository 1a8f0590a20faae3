import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { containsUnknown, unknownValue } from "../../providers/unknown.ts";

describe("containsUnknown", () => {
  test("finds the engine's unknown value at any depth, and only that", () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.array(tie("tree")), fc.dictionary(fc.string(), tie("tree"))),
    }));

    fc.assert(
      fc.property(tree, fc.array(fc.oneof(fc.nat(3), fc.string())), (value, path) => {
        const holding = path.reduceRight<unknown>(
          (inner, key) => (typeof key === "number" ? [value, inner] : { other: value, [key]: inner }),
          unknownValue,
        );

        expect(containsUnknown(value)).toBe(JSON.stringify(value)?.includes(`"${unknownValue}"`) ?? false);
        expect(containsUnknown(holding)).toBe(true);
      }),
    );
  });
});
