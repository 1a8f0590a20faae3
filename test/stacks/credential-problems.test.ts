import { expect, test } from "vitest";
import { vendorSettings } from "../../providers/vendor-accounts.ts";
import { credentialProblems } from "../../stacks/credential-problems.ts";

test.each(vendorSettings)("$key in plain text is reported exactly where it is a credential", ({ key, isSecret }) => {
  const clear = { values: { [key]: "a-value" }, secretKeys: [] };
  expect(credentialProblems(clear).map(({ where }) => where)).toEqual(isSecret ? [`configuration ${key}`] : []);
  expect(JSON.stringify(credentialProblems(clear))).not.toContain("a-value");

  expect(credentialProblems({ ...clear, secretKeys: [key] })).toEqual([]);
});
