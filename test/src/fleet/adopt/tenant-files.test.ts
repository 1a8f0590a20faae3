import { license } from "@marketplane/providers/apifew/license/index.ts";
import { licenseAssignment } from "@marketplane/providers/apifew/license-assignment.ts";
import { user } from "@marketplane/providers/apifew/user.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { toTenantFiles } from "../../../../src/fleet/adopt/tenant-files.ts";
import { OwnerlessTenant, TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";

const pricingUid = "ABCDEF1234567890";
const rules = { plans: { [pricingUid]: "basic" }, groupBy: undefined };

function hostnameOf(hostname: string, inputs: FoundObject["inputs"] = {}): FoundObject {
  const own = { zoneId: "z", hostname, ssl: { method: "http" }, ...inputs };
  return { definition: customHostname, id: `z/id-of-${hostname}`, name: hostname, inputs: own, state: {} };
}

function userOf(login: string): FoundObject {
  const inputs = { login, nameFirst: "Jane", nameLast: "" };
  return { definition: user, id: login, name: login, inputs, state: {} };
}

function licenseOf(ownerLogin: string, inputs: FoundObject["inputs"] = {}): FoundObject {
  const own = { pricingUid, ownerLogin, pricingName: "monthly_10", quantity: 2, assignUsage: true, ...inputs };
  return { definition: license, id: `${pricingUid}/${ownerLogin}`, name: ownerLogin, inputs: own, state: {} };
}

function written(objects: readonly FoundObject[], own: object = {}) {
  const { files, rest } = toTenantFiles(objects, { ...rules, ...own });
  const tenants = files.map(({ name, text }) => {
    const content = parse(text);
    const tenant = content.owner
      ? TenantDeclaration.parse(content)
      : { owner: undefined, ...OwnerlessTenant.parse(content) };
    return { name, tenant };
  });
  return { tenants, rest: rest.map(({ name }) => name) };
}

describe("tenants' files", () => {
  it("has a file for each registered domain, with the id of each hostname to adopt", () => {
    const { tenants } = written(["shop.acme.co.uk", "acme.co.uk", "globex.co.uk"].map((name) => hostnameOf(name)));

    expect(tenants.map(({ name }) => name)).toEqual(["acme-co-uk.yaml", "globex-co-uk.yaml"]);
    expect(tenants[0]?.tenant.owner).toBeUndefined();
    expect(tenants[0]?.tenant.hostnames).toMatchObject([
      { hostname: "shop.acme.co.uk", adopt: "id-of-shop.acme.co.uk" },
      { hostname: "acme.co.uk", adopt: "id-of-acme.co.uk" },
    ]);
  });

  it("puts hostnames into the file of the owner whose address is in the same domain, unless there are two such owners", () => {
    const objects = ["jane@acme.com", "joe@globex.com", "jim@globex.com"].flatMap((login) => [
      userOf(login),
      licenseOf(login),
    ]);
    const { tenants, rest } = written([...objects, hostnameOf("shop.acme.com"), hostnameOf("www.globex.com")]);

    const summary = tenants.map(({ tenant: { id, owner, hostnames } }) => [id, owner?.login, hostnames.length]);
    expect(summary).toEqual([
      ["globex-com", undefined, 1],
      ["jane-acme-com", "jane@acme.com", 1],
      ["jim-globex-com", "jim@globex.com", 0],
      ["joe-globex-com", "joe@globex.com", 0],
    ]);
    expect(tenants[1]?.tenant).toMatchObject({ plan: "basic", license: { quantity: 2 }, adopt: true });
    expect(rest).toEqual([]);
  });

  it("groups by the customer in the metadata, with unique ids even for names that reduce to the same letters", () => {
    const { tenants } = written(
      [
        hostnameOf("a.one.com", { customMetadata: { customer: "Acme & Co" } }),
        hostnameOf("b.two.com", { customMetadata: { customer: "Acme & Co" } }),
        hostnameOf("c.three.com", { customMetadata: { customer: "acme co" } }),
        hostnameOf("d.four.com", { customMetadata: { customer: "€" } }),
      ],
      { groupBy: "customer" },
    );

    expect(tenants.map(({ tenant }) => tenant.hostnames.length).toSorted()).toEqual([1, 1, 2]);
    expect(new Set(tenants.map(({ tenant }) => tenant.id)).size).toBe(3);
    expect(tenants.filter(({ tenant }) => tenant.id.startsWith("acme-co-"))).toHaveLength(2);
  });

  it("leaves objects that a tenant file cannot declare unchanged to the TypeScript declarations", () => {
    const objects = [
      hostnameOf("no-certificate.acme.com", { ssl: undefined }),
      hostnameOf("origin.acme.com", { customOriginServer: "other.acme.com" }),
      userOf("lender@lent.com"),
      licenseOf("lender@lent.com"),
      {
        ...licenseOf("lender@lent.com"),
        definition: licenseAssignment,
        name: "borrower",
        inputs: { pricingUid, ownerLogin: "lender@lent.com", userLogin: "borrower@lent.com" },
      },
      userOf("unused@acme.com"),
      licenseOf("unused@acme.com", { assignUsage: false }),
      userOf("pro@acme.com"),
      licenseOf("pro@acme.com", { pricingUid: "FFFF" }),
    ];

    expect(written(objects)).toEqual({ tenants: [], rest: objects.map(({ name }) => name) });
  });
});
