import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { problemText } from "../../stacks/problems.ts";
import { readTenants } from "../../stacks/read-tenants.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const rules = { plans: ["basic", "pro"], configVars: ["ADDON_URL", "ADDON_KEY"] };
const acme = "id: acme\nplan: basic\nowner: { login: jane@acme.example }\n";

async function read(files: Readonly<Record<string, string>>, values = {}) {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { tenants, problems } = readTenants(folder, { ...rules, values });
  return { tenants, problems: problems.map(problemText) };
}

describe("readTenants", () => {
  it("reads every YAML file of the folder in the order of names, and fills in defaults", async () => {
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

  it("accepts a file with hostnames and without owner and plan", async () => {
    const { tenants, problems } = await read({ "a.yaml": "id: a\nhostnames: [{ hostname: shop.acme-shoes.com }]" });

    expect(problems).toEqual([]);
    expect(tenants[0]?.declaration.owner).toBeUndefined();
    expect(tenants[0]?.declaration.hostnames).toHaveLength(1);
  });

  it("refuses a missing folder, and a file in its place", async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, "tenants"), "");
    const said = (path: string) => readTenants(path, rules).problems.map(problemText);

    expect(said("/no/such/folder")).toEqual([
      "configuration marketplane:tenants: the folder /no/such/folder does not exist; create the folder, or set another one",
    ]);
    expect(said(join(folder, "tenants"))).toEqual([expect.stringMatching(/tenants is a file, but must be a folder$/)]);
  });

  it("identifies a tenant by its id, so that a moved or renamed file declares the same tenant", async () => {
    const before = await read({ "acme.yaml": acme, "globex.yaml": acme.replaceAll("acme", "globex") });
    const after = await read({ "eu/ACME.YAML": acme, "g.yml": acme.replaceAll("acme", "globex") });

    expect([...before.problems, ...after.problems]).toEqual([]);
    expect(after.tenants.map(({ declaration }) => declaration)).toEqual(
      before.tenants.map(({ declaration }) => declaration),
    );
    expect(after.tenants.map(({ file }) => file)).toEqual(["eu/ACME.YAML", "g.yml"]);
  });

  it.each([
    ["a file that is not valid YAML", { "a.yaml": "id: [" }, /^a\.yaml:1:\d+: is not valid YAML/],
    ["a missing property", { "a.yaml": "id: acme\nplan: basic" }, /^a\.yaml:1:1, owner: is required$/],
    [
      "an id that cannot name a resource",
      { "a.yaml": acme.replace("acme", "Acme Inc") },
      /^a\.yaml:1:1, id: must be lower case letters, digits and hyphens \(it is "Acme Inc"\)$/,
    ],
    [
      "a property that is not known",
      { "a.yaml": `${acme}hostname: x` },
      /^a\.yaml:4:1, hostname: is not known; did you mean hostnames\? \(known: id, source/,
    ],
    [
      "a hostname under a reserved name",
      { "a.yaml": `${acme}hostnames: [{ hostname: shop.example.com }]` },
      /^a\.yaml:4:15, hostnames\.0\.hostname: must not lie under the reserved name example\.com/,
    ],
    [
      "a plan that is not sold",
      { "a.yaml": acme.replace("basic", "Basic") },
      /^a\.yaml:2:1, plan: "Basic" is not in marketplane:plans; did you mean basic\? \(known: basic, pro\)$/,
    ],
    [
      "two tenants with one hostname",
      {
        "a.yaml": `${acme}hostnames: [{ hostname: shop.acme-shoes.com }]`,
        "b.yaml": "id: b\nplan: pro\nowner: { login: b@b.example }\nhostnames: [{ hostname: SHOP.acme-shoes.com }]",
      },
      /^b\.yaml:4:15, hostnames\.0\.hostname: "shop\.acme-shoes\.com" is already in a\.yaml$/,
    ],
    [
      "two tenants with one id",
      { "a.yaml": acme, "b.yaml": acme.replace("jane", "joe") },
      /^b\.yaml:1:1, id: "acme" is already in a\.yaml/,
    ],
    [
      "one login twice",
      { "a.yaml": acme, "b.yaml": acme.replace("id: acme", "id: b") },
      /^b\.yaml:3:10, owner\.login: "jane@acme/,
    ],
    [
      "a config var that the manifest has not",
      { "a.yaml": `${acme}addon: { id: addon_1, config: { OTHER: x } }` },
      /^a\.yaml:4:33, addon\.config\.OTHER: is not in the manifest's configVars \(known: ADDON_URL, ADDON_KEY\)$/,
    ],
    [
      "people or an add-on without an owner",
      { "a.yaml": "id: a\nhostnames: [{ hostname: a.acme-shoes.com }]\naddon: { id: addon_1 }" },
      /^a\.yaml:3:1, addon: needs an owner and a plan$/,
    ],
    [
      "fewer licenses than people",
      { "a.yaml": `${acme}members: [{ login: john@acme.example }]` },
      /^a\.yaml:1:1, license\.quantity: must be at least 2, one for the owner and each member who uses one \(it is 1\)$/,
    ],
    [
      "a reference that nothing stands behind",
      { "a.yaml": `${acme}addon: { id: addon_1, config: { ADDON_KEY: "\${password}" } }` },
      /^a\.yaml:4:33, addon\.config\.ADDON_KEY: \$\{password\} is not a valid reference/,
    ],
    [
      "a reference to configuration that is not set",
      { "a.yaml": `${acme}addon: { id: addon_1, config: { ADDON_KEY: "\${config:acmeKey}" } }` },
      /^a\.yaml:4:33, addon\.config\.ADDON_KEY: needs the configuration marketplane:acmeKey/,
    ],
  ])("names the file, the property and the rule of %s", async (_what, files, expected) => {
    expect((await read(files)).problems).toEqual([expect.stringMatching(expected)]);
  });

  it("reports all errors at once: a wrong plan with a missing owner, and conflicts with an invalid hostname", async () => {
    const { problems } = await read({
      "a.yaml": "id: a\nplan: gold\nhostnames:\n  - hostname: not a name\n  - hostname: shop.acme-shoes.com\n",
      "b.yaml": `${acme}hostnames: [{ hostname: shop.acme-shoes.com }]\nlicence: { quantity: 2 }`,
      "c.yaml": "{",
    });

    expect(problems).toEqual([
      "a.yaml:1:1, owner: is required",
      expect.stringMatching(/^a\.yaml:4:5, hostnames\.0\.hostname: must be/),
      expect.stringMatching(/^b\.yaml:5:1, licence: is not known; did you mean license\?/),
      expect.stringMatching(/^c\.yaml:1:2: is not valid YAML/),
      expect.stringMatching(/^a\.yaml:2:1, plan: "gold" is not in marketplane:plans/),
      expect.stringMatching(/^b\.yaml:4:15, hostnames\.0\.hostname: "shop\.acme-shoes\.com" is already in a\.yaml$/),
    ]);
  });

  it.each([
    [
      "a number where a text belongs",
      `${acme.replace("plan: basic", "plan: 1.10")}`,
      /^a\.yaml:2:1, plan: must be a string; write it in quotes: "1\.10" \(it is 1\.10\)$/,
    ],
    [
      "a TLS version without quotes",
      `${acme}hostnames: [{ hostname: a.acme-shoes.com, ssl: { method: http, settings: { minTlsVersion: 1.2 } } }]`,
      /minTlsVersion: .*; write it in quotes: "1\.2" \(it is 1\.2\)$/,
    ],
    ["a truth value of YAML 1.1", `${acme}adopt: yes`, /^a\.yaml:4:1, adopt: must be true or false \(it is "yes"\)$/],
    [
      "a number in quotes",
      `${acme}license: { quantity: "2" }`,
      /license\.quantity: must be a number; write it without quotes \(it is "2"\)$/,
    ],
    [
      "an object that is left empty",
      "id: a\nplan: basic\nowner:\n",
      /^a\.yaml:3:1, owner: must be an object \(it is null\)$/,
    ],
    ["a list in the place of a tenant", "- id: a", /^a\.yaml:1:1: must be an object$/],
    ["nothing", "", /^a\.yaml:1:1: must be an object \(it is null\)$/],
  ])("explains in plain words what is wrong with %s", async (_what, text, expected) => {
    expect((await read({ "a.yaml": text })).problems).toEqual([expect.stringMatching(expected)]);
  });

  it("accepts a reference to an existing configuration key", async () => {
    const files = { "a.yaml": `${acme}addon: { id: addon_1, config: { ADDON_KEY: "\${config:acmeKey}" } }` };
    const { problems } = await read(files, { "marketplane:acmeKey": "x" });

    expect(problems).toEqual([]);
  });

  it.each([
    [
      "hostnames",
      "id: acme\nhostnames: [{ hostname: eu-shop.customer.com }]",
      "id: acme-eu\nhostnames: [{ hostname: shop.customer.com }]",
      'b.yaml:2:1, hostnames: "shop.customer.com" would get the resource name "acme-eu-shop.customer.com", which ' +
        '"eu-shop.customer.com" of a.yaml, hostnames has: give one of the two tenants another id (with adopt: true, its existing objects are kept)',
    ],
    [
      "members",
      `${acme}license: { quantity: 2 }\nmembers: [{ login: eu-member-jo@customer.com }]`,
      "id: acme-member-eu\nplan: basic\nowner: { login: b@customer.com }\nlicense: { quantity: 2 }\nmembers: [{ login: jo@customer.com }]",
      /^b\.yaml:5:1, members: "jo@customer.com" would get the resource name "acme-member-eu-member-jo@customer.com"/,
    ],
    [
      "counters",
      `${acme}counters: { eu-counter-requests: 1 }`,
      "id: acme-counter-eu\nplan: basic\nowner: { login: b@customer.com }\ncounters: { requests: 1 }",
      /^b\.yaml:4:1, counters: "requests" would get the resource name/,
    ],
    [
      "a lent license and the previous name of a member's",
      `${acme}license: { quantity: 2 }\nmembers: [{ login: jo@customer.com }]`,
      "id: acme-member-1\nplan: basic\nowner: { login: b@customer.com }\nlicense: { lentBy: jane@acme.example }",
      /^b\.yaml:4:12, license\.lentBy: "jane@acme\.example" would get the resource name "acme-member-1-license"/,
    ],
  ])("refuses %s of two tenants if they would give two resources the same name", async (_what, one, other, problem) => {
    const { problems } = await read({ "a.yaml": one, "b.yaml": other });

    expect(problems).toEqual([typeof problem === "string" ? problem : expect.stringMatching(problem)]);
  });

  it("accepts tenants with similar ids whose resource names differ", async () => {
    const { problems } = await read({
      "a.yaml": "id: acme\nhostnames: [{ hostname: eu-shop.customer.com }, { hostname: shop.customer.com }]",
      "b.yaml": "id: acme-eu\nhostnames: [{ hostname: www.customer.com }]",
    });

    expect(problems).toEqual([]);
  });
});
