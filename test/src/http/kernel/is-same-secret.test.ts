import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameSecret } from "../../../../src/http/kernel/is-same-secret.ts";

test("a text is one of the secrets only if it equals one, for any lengths", () => {
  const text = fc.string({ unit: "binary", maxLength: 5 });
  fc.assert(
    fc.property(text, fc.array(text), (given, secrets) => {
      expect(isSameSecret(given, secrets)).toBe(
        secrets.some((secret) => secret.toWellFormed() === given.toWellFormed()),
      );
    }),
  );
});

test("neither a prefix of a secret nor an empty text is the secret", () => {
  expect(isSameSecret("secre", ["secret"])).toBe(false);
  expect(isSameSecret("", ["secret"])).toBe(false);
  expect(isSameSecret("secret", [])).toBe(false);
});
