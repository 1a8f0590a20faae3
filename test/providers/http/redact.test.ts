import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redact, redacted } from "../../../providers/http/redact.ts";

const secrets = fc.string({ unit: "binary", minLength: 6 }).filter((secret) => !redacted.includes(secret));

describe("redact", () => {
  test("removes every secret from a text, plain or encoded, and nothing else", () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const text = `before ${secret} after /path/${encodeURIComponent(secret.toWellFormed())}`;
        const shown = redact(text, [secret]);

        expect(shown).not.toContain(secret);
        expect(shown).not.toContain(encodeURIComponent(secret.toWellFormed()));
        expect(shown).toMatch(/^before /);
      }),
    );
  });

  test("removes a key of several lines from a text that quotes it", () => {
    const key = '-----BEGIN PRIVATE KEY-----\n"sesame"\n-----END PRIVATE KEY-----';
    expect(redact(`(it is ${JSON.stringify([key])})`, [key])).toBe('(it is ["[redacted]"])');
  });

  test("removes all of several secrets that overlap or contain one another", () => {
    expect(redact("abcdefgh abcdef ghijklmn", ["abcdef", "abcdefgh", "ghijkl"])).toBe(
      "[redacted] [redacted] [redacted]mn",
    );
  });

  test("keeps texts that are too short to be a secret, so that messages stay readable", () => {
    expect(redact("plan is yes", ["yes", ""])).toBe("plan is yes");
  });
});
