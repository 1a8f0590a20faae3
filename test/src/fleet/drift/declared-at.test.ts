import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { declarationsIn } from "../../../../src/fleet/drift/declared-at.ts";
import { parseStackState } from "../../../../src/fleet/drift/stack-state.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const files = {
  "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: program/index.ts\n",
  "Pulumi.production.yaml":
    "config:\n  marketplane:fallbackOrigin:\n    hostname: a.saasprovider.com\n  marketplane:plans:\n    basic: { pricingUid: ABCDEF1234567890 }\n",
  "customers/acme.yaml":
    "id: acme\nowner: { login: jane@acme.com }\nmembers:\n  - { login: john@acme.com }\ncounters:\n  requests: 0\n" +
    "hostnames:\n  - hostname: shop.acme.com\n  - hostname: www.acme.com\naddon:\n  id: addon_1\n",
  "program/index.ts": 'import "x";\n\nnew CustomHostname("extra", { zoneId });\n',
};

async function project() {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const provider = {
  urn: "urn:pulumi:production::shop::pulumi:providers:pulumi-nodejs::default",
  type: "pulumi:providers:pulumi-nodejs",
  custom: true,
  id: "1",
  inputs: { "marketplane:tenants": "customers" },
};

function place(
  locate: ReturnType<typeof declarationsIn>,
  {
    type = "cloudflare:CustomHostname",
    parent = "",
    name = "x",
    sourcePosition = "",
    ...inputs
  }: Record<string, string>,
) {
  const types = parent === "" ? "" : `marketplane:index:${parent.split(" ")[0]}`;
  const resource = {
    urn: `urn:pulumi:production::shop::pulumi-nodejs:${type}::${name}`,
    type: `pulumi-nodejs:${type}`,
    custom: true,
    id: "1",
    inputs,
    sourcePosition,
    ...(parent === "" ? {} : { parent: `urn:pulumi:production::shop::${types}::${parent.split(" ")[1]}` }),
  };
  const state = parseStackState("production", { deployment: { resources: [provider, resource] } });
  const [, own] = state.resources;
  const found = own && locate(own, state);
  return found && `${found.file}:${found.line}`;
}

it("finds a tenant's resources in the tenant's file, the deployment's in the configuration, others in the program", async () => {
  const locate = declarationsIn(await project());
  const parent = "Tenant acme";

  expect(place(locate, { parent, hostname: "www.acme.com" })).toBe("customers/acme.yaml:9");
  expect(place(locate, { parent, type: "apifew:User", login: "john@acme.com" })).toBe("customers/acme.yaml:4");
  expect(place(locate, { parent, type: "apifew:License", ownerLogin: "jane@acme.com" })).toBe("customers/acme.yaml:2");
  expect(
    place(locate, {
      parent,
      type: "apifew:LicenseAssignment",
      ownerLogin: "jane@acme.com",
      userLogin: "john@acme.com",
    }),
  ).toBe("customers/acme.yaml:4");
  expect(place(locate, { parent, type: "clevercloud:AddonConfig", addonId: "addon_1" })).toBe("customers/acme.yaml:11");
  expect(place(locate, { parent, hostname: "gone.acme.com" })).toBe("customers/acme.yaml:1");
  expect(place(locate, { parent: "Deployment d", type: "cloudflare:FallbackOrigin" })).toBe("Pulumi.production.yaml:2");
  expect(place(locate, { parent: "Deployment d", type: "apifew:Pricing", uid: "ABCDEF1234567890" })).toBe(
    "Pulumi.production.yaml:5",
  );
  expect(place(locate, { name: "extra", hostname: "extra.acme.com" })).toBe("program/index.ts:3");
  expect(place(locate, { sourcePosition: "project:///program/other.ts#12,3" })).toBe("program/other.ts:12");
  expect(place(locate, { name: "computed" })).toBe("program/index.ts:1");
});

it("returns paths relative to the repository, and nothing if there is no project", async () => {
  const folder = await project();

  expect(place(declarationsIn(folder, dirname(folder)), { name: "extra" })).toMatch(/^[^/]+\/program\/index\.ts:3$/);
  expect(place(declarationsIn(await temporaryFolder()), { name: "extra" })).toBeNull();
});
