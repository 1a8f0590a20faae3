import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test } from "vitest";
import { vendorSettings } from "../../providers/vendor-accounts.ts";
import { credentialProblems } from "../../stacks/credential-problems.ts";

afterEach(() => pulumi.runtime.setAllConfig({}));

test.each(vendorSettings)("$key in clear is reported exactly where it is a credential", ({ key, isSecret }) => {
  pulumi.runtime.setAllConfig({ [key]: "a-value" });
  expect(credentialProblems().map(({ where }) => where)).toEqual(isSecret ? [`configuration ${key}`] : []);
  expect(JSON.stringify(credentialProblems())).not.toContain("a-value");

  pulumi.runtime.setAllConfig({ [key]: "a-value" }, [key]);
  expect(credentialProblems()).toEqual([]);
});
