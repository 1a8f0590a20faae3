import { findKind } from "@marketplane/providers/vendors.ts";
import { describe, expect, it } from "vitest";
import { compareResource } from "../../../../src/fleet/drift/compare-resource.ts";
import { openKeysOf } from "../../../../src/fleet/drift/open-keys.ts";
import { parseStackState } from "../../../../src/fleet/drift/stack-state.ts";
import type { Connection } from "../../../../src/fleet/drift/vendor-connections.ts";

const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const secret = (text: string) => ({ ...mark, plaintext: JSON.stringify(text) });
const type = "pulumi-nodejs:clevercloud:AddonConfig";
const key = "5a4db000-0000-4000-8000-000000000009";
const declared = { URL: "https://a.saasprovider.com", KEY: key, REGION: "eu", PASSWORD: "p-hunter22" };

const program = {
  urn: "urn:pulumi:s::p::pulumi:providers:pulumi-nodejs::default",
  type: "pulumi:providers:pulumi-nodejs",
  custom: true,
  id: "p1",
  inputs: { "marketplane:plans": "{}", "marketplane:acmePassword": secret("hunter22") },
};
const license = {
  urn: "urn:pulumi:s::p::pulumi-nodejs:apifew:License::acme-license",
  type: "pulumi-nodejs:apifew:License",
  custom: true,
  id: "l1",
  inputs: {},
  outputs: { keys: { ...mark, plaintext: JSON.stringify([key]) } },
};
const tenant = "urn:pulumi:s::p::marketplane:index:Tenant::acme";

/**
 * The drift of an add-on with these config vars at Clever Cloud. The state marks the whole declared map as
 * secret.
 */
async function findings(
  observed: Readonly<Record<string, string>>,
  { parent = tenant, others = [program, license] }: { parent?: string; others?: readonly object[] } = {},
) {
  const config = { ...mark, plaintext: JSON.stringify(declared) };
  const inputs = { addonId: "addon_1", config };
  const own = {
    urn: `${tenant}$${type}::acme-config`,
    type,
    custom: true,
    id: "addon_1",
    parent,
    inputs,
    outputs: inputs,
  };
  const state = parseStackState("s", { deployment: { resources: [...others, own] } });
  const resource = state.resources.at(-1);
  const kind = findKind(type);
  if (!resource || !kind) {
    throw new Error("there is such a kind");
  }
  const now = { addonId: "addon_1", config: observed };
  const found = await compareResource({
    stack: "s",
    kind,
    resource,
    settings: { configured: () => undefined, environment: () => undefined },
    connection: {
      observe: async () => ({ id: "addon_1", inputs: now, outputs: now }),
      problemOf: async () => undefined,
    } as Partial<Connection> as Connection,
    openKeys: openKeysOf(resource, state),
  });
  return found.map(({ message, property }) => ({ message, ...property }));
}

describe("the config vars of a tenant's add-on", () => {
  it("are secret by key: an overwritten URL is shown, the license key and a password are not", async () => {
    const found = await findings({ ...declared, URL: "https://elsewhere.example", KEY: "another", PASSWORD: "third" });
    expect(found).toEqual([
      expect.objectContaining({ path: "config.KEY", desired: "[secret]", observed: "[secret]", isSecret: true }),
      expect.objectContaining({ path: "config.PASSWORD", desired: "[secret]", observed: "[secret]", isSecret: true }),
      expect.objectContaining({ path: "config.URL", observed: "https://elsewhere.example", isSecret: false }),
    ]);
    expect(found[2]?.message).toBe(
      'acme-config: config.URL is "https://elsewhere.example", but "https://a.saasprovider.com" is declared',
    );
    expect(JSON.stringify(found)).not.toMatch(/another|third|hunter22|5a4db000/);
  });

  it("are not shown if they are undeclared, or if a secret has replaced another value", async () => {
    const found = await findings({ ...declared, URL: "https://x.example/?p=hunter22", REGION: key, TOKEN: "t0ken" });
    expect(found.map(({ path, isSecret }) => [path, isSecret])).toEqual([
      ["config.REGION", true],
      ["config.TOKEN", true],
      ["config.URL", true],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/t0ken|hunter22|5a4db000/);
  });

  it("are all secret if their sources are unknown: in another program, or without its configuration", async () => {
    const changed = { ...declared, URL: "https://elsewhere.example" };
    for (const other of [{ parent: "urn:pulumi:s::p::pulumi:pulumi:Stack::s" }, { others: [license] }]) {
      expect(await findings(changed, other)).toEqual([
        expect.objectContaining({ observed: "[secret]", isSecret: true }),
      ]);
    }
  });
});
