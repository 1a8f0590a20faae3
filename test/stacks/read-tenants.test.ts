import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { readTenants } from "../../stacks/read-tenants.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const rules = { plans: ["basic", "pro"], configVars: ["ADDON_URL", "ADDON_KEY"] };
const acme = "id: acme\nplan: basic\nowner: { login: jane@acme.example }\n";

async function read(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  const { tenants, problems } = readTenants(folder, rules);
  return { tenants, problems: problems.map(({ where, what }) => `${where}: ${what}`) };
}

describe("readTenants", () => {
  afterEach(() => pulumi.runtime.setAllConfig({}));

  it("reads every YAML file of the folder, in the order of their names, with defaults filled in", async () => {
    const { tenants, problems } = await read({
      "b.yaml": "id: globex\nplan: pro\nowner: { login: hank@globex.example }",
      "a.yml": `${acme}hostnames: [{ hostname: Shop.Acme-Shoes.com }]`,
      "notes.txt": "not a tenant",
    });

    expect(problems).toEqual([]);
    expect(tenants.map(({ declaration }) => declaration.id)).toEqual(["acme", "globex"]);
    expect(tenants[0]?.declaration).toMatchObject({
      source: "direct",
      license: { quantity: 1 },
      hostnames: [{ hostname: "shop.acme-shoes.com", ssl: { method: "http", type: "dv" } }],
    });
  });

  it("takes a file of hostnames without owner and plan", async () => {
    const { tenants, problems } = await read({ "a.yaml": "id: a\nhostnames: [{ hostname: shop.acme-shoes.com }]" });

    expect(problems).toEqual([]);
    expect(tenants[0]?.declaration.owner).toBeUndefined();
    expect(tenants[0]?.declaration.hostnames).toHaveLength(1);
  });

  it("takes a folder that is not there for a deployment without tenants", () => {
    expect(readTenants("/no/such/folder", rules)).toEqual({ tenants: [], problems: [] });
  });

  it.each([
    ["a file that is no YAML", { "a.yaml": "id: [" }, /^a\.yaml: is no YAML/],
    ["a missing property", { "a.yaml": "id: acme\nplan: basic" }, /^a\.yaml, owner: is required$/],
    [
      "an id that cannot name a resource",
      { "a.yaml": acme.replace("acme", "Acme Inc") },
      /^a\.yaml, id: must be lower case letters, digits and hyphens \(it is "Acme Inc"\)$/,
    ],
    ["a property that is not known", { "a.yaml": `${acme}hostname: x` }, /^a\.yaml: .*hostname/],
    [
      "a hostname under a reserved name",
      { "a.yaml": `${acme}hostnames: [{ hostname: shop.example.com }]` },
      /^a\.yaml, hostnames\.0\.hostname: must not lie under the reserved name example\.com/,
    ],
    [
      "a plan that is not sold",
      { "a.yaml": acme.replace("basic", "Basic") },
      /^a\.yaml, plan: must be one of the plans in marketplane:plans \(basic, pro\), not "Basic"$/,
    ],
    [
      "two tenants with one hostname",
      {
        "a.yaml": `${acme}hostnames: [{ hostname: shop.acme-shoes.com }]`,
        "b.yaml": "id: b\nplan: pro\nowner: { login: b@b.example }\nhostnames: [{ hostname: SHOP.acme-shoes.com }]",
      },
      /^b\.yaml, hostname: "shop\.acme-shoes\.com" stands in a\.yaml already$/,
    ],
    [
      "two tenants with one id",
      { "a.yaml": acme, "b.yaml": acme.replace("jane", "joe") },
      /^b\.yaml, id: "acme" stands/,
    ],
    ["one login twice", { "a.yaml": acme, "b.yaml": acme.replace("id: acme", "id: b") }, /^b\.yaml, login: "jane@acme/],
    [
      "a config var that the manifest has not",
      { "a.yaml": `${acme}addon: { id: addon_1, config: { OTHER: x } }` },
      /^a\.yaml, addon\.config: must be among the manifest's configVars \(ADDON_URL, ADDON_KEY\), which have no OTHER$/,
    ],
    [
      "people or an add-on of nobody",
      { "a.yaml": "id: a\nhostnames: [{ hostname: a.acme-shoes.com }]\naddon: { id: addon_1 }" },
      /^a\.yaml, addon: needs an owner and a plan$/,
    ],
    [
      "fewer licenses than people",
      { "a.yaml": `${acme}members: [{ login: john@acme.example }]` },
      /^a\.yaml, license\.quantity: must be at least 2, one for the owner and each member who uses one \(it is 1\)$/,
    ],
    [
      "a reference that nothing stands behind",
      { "a.yaml": `${acme}addon: { id: addon_1, config: { ADDON_KEY: "\${password}" } }` },
      /^a\.yaml, addon\.config\.ADDON_KEY: \$\{password\} is no reference/,
    ],
    [
      "a reference to configuration that is not set",
      { "a.yaml": `${acme}addon: { id: addon_1, config: { ADDON_KEY: "\${config:acmeKey}" } }` },
      /^a\.yaml, addon\.config\.ADDON_KEY: needs the configuration marketplane:acmeKey/,
    ],
  ])("names file, property and rule of %s", async (_what, files, expected) => {
    expect((await read(files)).problems).toEqual([expect.stringMatching(expected)]);
  });

  it("tells every problem at once", async () => {
    const { problems } = await read({ "a.yaml": acme.replace("basic", "gold"), "b.yaml": "id: b", "c.yaml": "{" });

    expect(problems.length).toBeGreaterThanOrEqual(3);
  });

  it("finds a reference to configuration that is set", async () => {
    pulumi.runtime.setAllConfig({ "marketplane:acmeKey": "x" });

    const { problems } = await read({
      "a.yaml": `${acme}addon: { id: addon_1, config: { ADDON_KEY: "\${config:acmeKey}" } }`,
    });

    expect(problems).toEqual([]);
  });

  it.each([
    [
      "hostnames",
      "id: acme\nhostnames: [{ hostname: eu-shop.customer.com }]",
      "id: acme-eu\nhostnames: [{ hostname: shop.customer.com }]",
      'b.yaml, hostnames: "shop.customer.com" would have the resource name "acme-eu-shop.customer.com", as ' +
        '"eu-shop.customer.com" of a.yaml, hostnames has: give one of the two tenants another id (with adopt: true, what it has stays)',
    ],
    [
      "members",
      `${acme}license: { quantity: 2 }\nmembers: [{ login: eu-member-jo@customer.com }]`,
      "id: acme-member-eu\nplan: basic\nowner: { login: b@customer.com }\nlicense: { quantity: 2 }\nmembers: [{ login: jo@customer.com }]",
      /^b\.yaml, members: "jo@customer.com" would have the resource name "acme-member-eu-member-jo@customer.com"/,
    ],
    [
      "counters",
      `${acme}counters: { eu-counter-requests: 1 }`,
      "id: acme-counter-eu\nplan: basic\nowner: { login: b@customer.com }\ncounters: { requests: 1 }",
      /^b\.yaml, counters: "requests" would have the resource name/,
    ],
    [
      "a lent license and the former name of a member's",
      `${acme}license: { quantity: 2 }\nmembers: [{ login: jo@customer.com }]`,
      "id: acme-member-1\nplan: basic\nowner: { login: b@customer.com }\nlicense: { lentBy: jane@acme.example }",
      /^b\.yaml, license\.lentBy: "jane@acme\.example" would have the resource name "acme-member-1-license"/,
    ],
  ])("refuses %s of two tenants that would give two resources one name", async (_what, one, other, problem) => {
    const { problems } = await read({ "a.yaml": one, "b.yaml": other });

    expect(problems).toEqual([typeof problem === "string" ? problem : expect.stringMatching(problem)]);
  });

  it("takes tenants of similar ids whose names differ", async () => {
    const { problems } = await read({
      "a.yaml": "id: acme\nhostnames: [{ hostname: eu-shop.customer.com }, { hostname: shop.customer.com }]",
      "b.yaml": "id: acme-eu\nhostnames: [{ hostname: www.customer.com }]",
    });

    expect(problems).toEqual([]);
  });
});
