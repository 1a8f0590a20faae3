import { expect, test } from "vitest";
import { frameRules } from "../../../../../src/tools/simulate/clevercloud/frame-rules.ts";

const origin = "https://console.clever-cloud.com";

test.each([
  ["https://console.clever-cloud.com", true, true],
  ["https://console.clever-cloud.com/", true, true],
  ["HTTPS://Console.Clever-Cloud.com", true, true],
  ["console.clever-cloud.com", true, true],
  ["'self' https://*.clever-cloud.com", true, true],
  ["*.clever-cloud.com", true, true],
  ["https://clever-cloud.com", true, false],
  ["https://*.evil-clever-cloud.com", true, false],
  ["https://console.clever-cloud.com.evil.example", true, false],
  ["http://console.clever-cloud.com", true, false],
  ["'none'", true, false],
  ["*", false, true],
  ["https:", false, true],
  ["https://console.clever-cloud.com *", false, true],
])("frame-ancestors %s: restricted %s, allowed %s", (sources, isRestricted, isAllowed) => {
  const policy = `default-src 'none'; frame-ancestors ${sources}; form-action 'self'`;
  expect(frameRules(policy, origin)).toMatchObject({ isRestricted, isAllowed });
});

test("without the directive any site may", () => {
  const everybody = { isRestricted: false, isAllowed: true, shown: "no frame-ancestors" };
  expect(frameRules(null, origin)).toEqual(everybody);
  expect(frameRules("default-src 'none'", origin)).toEqual(everybody);
});

test("of several policies the strictest counts", () => {
  const rules = frameRules(`frame-ancestors *, frame-ancestors ${origin}`, origin);
  expect(rules).toMatchObject({ isRestricted: true, isAllowed: true });
  expect(frameRules(`frame-ancestors ${origin}, frame-ancestors 'self'`, origin).isAllowed).toBe(false);
});
