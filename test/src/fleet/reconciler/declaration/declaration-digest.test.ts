import { describe, expect, it } from "vitest";
import {
  configDigest,
  type DigestedConfig,
  declarationDigests,
} from "../../../../../src/fleet/reconciler/declaration/declaration-digest.ts";
import { testConfigWithCleverCloud } from "../../../../support/service-context.ts";
import { tenant } from "../../../../support/shard-tenants.ts";

const configVars = { KEY: `\${licenseKey}`, TOKEN: `\${config:token}` };
const before: DigestedConfig = {
  ...testConfigWithCleverCloud({ config: configVars }),
  values: { token: "one", unused: "two" },
};
const { deployment } = before;

const tenants = {
  direct: tenant("direct", { plan: "dev" }),
  pro: tenant("pro", { plan: "pro" }),
  addon: tenant("addon", { plan: "dev", source: "clevercloud" }),
  served: tenant("served", {
    plan: "dev",
    desired: {
      owner: { login: "served@customer.com" },
      members: [],
      counters: {},
      hostnames: [{ hostname: "shop.customer.com", ssl: { method: "http", type: "dv" } }],
    },
  }),
  removed: tenant("removed", { plan: "dev", state: "removed" }),
};

/** Names of the tenants whose digests another configuration changes. */
function concerned(after: DigestedConfig): string[] {
  const [digestBefore, digestAfter] = [declarationDigests(before), declarationDigests(after)];
  return Object.entries(tenants)
    .filter(([, each]) => digestBefore(each) !== digestAfter(each))
    .map(([name]) => name);
}

const withPlan = (slug: string, plan: { pricingUid: string } | undefined): DigestedConfig => {
  const { [slug]: _old, ...plans } = deployment.plans;
  return { ...before, deployment: { ...deployment, plans: { ...plans, ...(plan && { [slug]: plan }) } } };
};

describe("a change of the configuration affects", () => {
  it("no tenant if nothing differs", () => {
    expect(concerned(structuredClone(before))).toEqual([]);
    expect(configDigest(structuredClone(before))).toBe(configDigest(before));
  });

  it.each([
    ["a plan's pricing", withPlan("pro", { pricingUid: "pricing-other" }), ["pro"]],
    ["a plan that is gone", withPlan("pro", undefined), ["pro"]],
    ["a new plan", withPlan("gold", { pricingUid: "pricing-gold" }), []],
    ["a plan's licenses", { ...before, plans: { ...before.plans, pro: { limits: {}, licenses: 7 } } }, ["pro"]],
    ["a plan's name", { ...before, plans: { ...before.plans, pro: { limits: {}, licenses: 3 } } }, []],
    ["the zone", { ...before, deployment: { ...deployment, zoneId: "9a7806061c88ada191ed06f989cc3dac" } }, ["served"]],
    [
      "the CNAME target, which no resource of a tenant has",
      {
        ...before,
        deployment: { ...deployment, cnameTarget: { hostname: "other.saasprovider.com", wildcard: false } },
      },
      [],
    ],
    ["a secret of a config var", { ...before, values: { ...before.values, token: "three" } }, ["addon"]],
    ["a secret that no config var names", { ...before, values: { ...before.values, unused: "three" } }, []],
  ] satisfies [string, DigestedConfig, string[]][])("only those that it concerns: %s", (_, after, names) => {
    expect(concerned(after)).toEqual(names);
  });

  it("the add-ons if their config vars or logins change", () => {
    for (const changes of [{ config: { KEY: "fixed" } }, { ownerLogin: `tenant-\${tenantId}@saasprovider.com` }]) {
      const { terms } = testConfigWithCleverCloud({ config: configVars, ...changes });
      expect(concerned({ ...before, terms })).toEqual(["addon"]);
    }
  });

  it("the configuration digest whenever it affects a tenant", () => {
    const after = withPlan("pro", { pricingUid: "pricing-other" });
    expect(configDigest(after)).not.toBe(configDigest(before));
  });
});
