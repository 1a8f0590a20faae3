import fc from "fast-check";
import { expect, it } from "vitest";
import { openText, sealText } from "../../../../../src/fleet/reconciler/run/seal-text.ts";

it("a sealed text opens only with its secret and context, and is different each time it is sealed", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (text, secret, context) => {
      const sealed = sealText(text, secret, context);
      expect(openText(sealed, secret, context)).toBe(text);
      expect(() => openText(sealed, `${secret}.`, context)).toThrow();
      expect(() => openText(sealed, secret, `${context}.`)).toThrow();
      expect(sealText(text, secret, context)).not.toBe(sealed);
    }),
    { numRuns: 30 },
  );
});
