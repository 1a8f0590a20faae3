import { describe, expect, it } from "vitest";
import { declareTenant } from "../../../../../src/fleet/reconciler/declaration/declare-tenant.ts";
import { TenantDeclaration } from "../../../../../stacks/tenant-declaration.ts";
import { reconcilerConfig, tenant } from "../../../../support/shard-tenants.ts";

const { hostnames } = TenantDeclaration.pick({ hostnames: true }).parse({ hostnames: [{ hostname: "shop.acme.com" }] });
const desired = {
  ...tenant("one").desired,
  hostnames,
  members: [{ login: "jane@acme.com" }, { login: "joe@acme.com", license: false }],
};

function declared(state: "active" | "suspended", suspension = reconcilerConfig.suspension) {
  const result = declareTenant(tenant("one", { state, desired }), { ...reconcilerConfig, suspension });
  if (result === undefined || !("declaration" in result)) {
    throw new Error("it cannot be declared");
  }
  const { license, members, hostnames: names } = result.declaration;
  return {
    usage: license.assignUsage,
    members: members.map((member) => member.license),
    hostnames: names.map(({ hostname }) => hostname),
  };
}

describe("a suspended tenant's declaration", () => {
  it("keeps hostnames and licenses, and releases the license uses", () => {
    expect(declared("suspended")).toEqual({ usage: false, members: [false, false], hostnames: ["shop.acme.com"] });
  });

  it("follows the configuration if that differs", () => {
    expect(declared("suspended", { hostnames: "delete", licenses: "keep" })).toEqual({
      ...{ usage: undefined, members: [undefined, false], hostnames: [] },
    });
  });

  it("is restored when the tenant is resumed", () => {
    expect(declared("active")).toEqual({ usage: undefined, members: [undefined, false], hostnames: ["shop.acme.com"] });
  });
});
