import { license } from "@marketplane/providers/apifew/license/index.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import type { ResourceDefinition } from "@marketplane/providers/define-resource.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import { providerLine } from "@marketplane/providers/managed-resource.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { z } from "zod";

const zoneName = "saasprovider.com";
const zoneId = "5a4db0c0ffee00000000000000000001";
const pricingUid = "ABCDEF1234567890";
const pricingName = "monthly_10";
const project = "bench-empty";

/** A vendor with existing custom hostnames and licenses, and a state that contains them all. */
export function fleetOfListed(count: number) {
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(5, "0"));
  const owners = numbers.map((number) => `owner-${number}@acme-shoes.com`);
  const seed = {
    cloudflare: { zones: [{ name: zoneName, customHostnames: numbers.map(hostnameOf) }] },
    apifew: {
      defaults: false,
      pricings: [{ uid: pricingUid, name: pricingName, revisions: [{ rev: 1 }] }],
      users: owners.map((login) => ({ login })),
      licenses: owners.map((ownerLogin) => ({ pricingUid, ownerLogin, userLogin: ownerLogin })),
    },
  };
  return { seed, stateOf };
}

function hostnameOf(number: string) {
  return {
    hostname: `shop-${number}.customers.acme-shoes.com`,
    ssl: { method: "http", type: "dv", settings: { min_tls_version: "1.2" } },
    status: "active",
    ssl_status: "active",
  };
}

/**
 * The input of `pulumi stack import`: creating thousands with `up` would take longer than all measurements.
 */
async function stateOf(settings: Settings, stack: string): Promise<object> {
  const urn = (type: string, name: string) => `urn:pulumi:${stack}::${project}::${type}::${name}`;
  const root = urn("pulumi:pulumi:Stack", `${project}-${stack}`);
  const provider = urn("pulumi:providers:pulumi-nodejs", "default");
  const providerId = "00000000-0000-4000-8000-000000000001";
  const toResources = async <Schema extends z.ZodObject, State extends object, Client, Scope>(
    definition: ResourceDefinition<Schema, State, Client, Scope>,
    scope: Scope,
  ): Promise<object[]> => {
    const line = { __provider: providerLine(definition.module) };
    const resources: object[] = [];
    for await (const { id, inputs, state } of definition.list(scope, {
      client: definition.connect(settings),
      clock: systemClock,
    })) {
      const type = `pulumi-nodejs:${definition.type}`;
      const known = { urn: urn(type, id), custom: true, type, parent: root, provider: `${provider}::${providerId}` };
      resources.push({ ...known, id, inputs: { ...inputs, ...line }, outputs: { ...inputs, ...state, ...line } });
    }
    return resources;
  };
  const resources = [
    { urn: root, custom: false, type: "pulumi:pulumi:Stack" },
    { urn: provider, custom: true, type: "pulumi:providers:pulumi-nodejs", id: providerId },
    ...(await toResources(customHostname, { zoneId })),
    ...(await toResources(license, { pricingNames: { [pricingUid]: pricingName } })),
  ];
  return { version: 3, deployment: { manifest: { time: "2026-11-22T00:00:00Z", magic: "", version: "" }, resources } };
}
