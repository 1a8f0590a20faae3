import type { ResourceDefinition } from "@marketplane/providers/define-resource.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import { observeResource } from "@marketplane/providers/observe-resource.ts";
import { isSecretProperty } from "@marketplane/providers/secret-marks.ts";
import type { z } from "zod";
import type { DriftReport, Finding } from "../../../../src/core/model/drift-report.ts";
import { type DriftOptions, detectDrift } from "../../../../src/fleet/drift/detect-drift.ts";
import type { StackSource } from "../../../../src/fleet/drift/stack-source.ts";
import { parseStackState } from "../../../../src/fleet/drift/stack-state.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";

export const zoneId = "5a4db0c0ffee00000000000000000001";
export const jane = "jane.doe@acme-shoes.com";
export const john = "john.roe@acme-shoes.com";
export const pricingUid = "ABCDEF1234567890";
export const configSecret = "https://hush-hush.saasprovider.com";

/** A seed with a small fleet: three hostnames, two users, two licenses in use, an add-on. */
export const seed = {
  cloudflare: {
    zones: [
      {
        name: "saasprovider.com",
        dnsRecords: [{ type: "A" as const, name: "proxy-fallback", content: "192.0.2.1", proxied: true }],
        fallbackOrigin: "proxy-fallback.saasprovider.com",
        customHostnames: ["shop", "www", "docs"].map((name) => ({
          hostname: `${name}.acme-shoes.com`,
          ssl: { method: "http", type: "dv", settings: { min_tls_version: "1.2" } },
          status: "active",
          ssl_status: "active",
        })),
      },
    ],
  },
  apifew: {
    defaults: false,
    users: [
      { login: jane, nameFirst: "Jane", nameLast: "Doe" },
      { login: john, nameFirst: "John" },
    ],
    pricings: [{ uid: pricingUid, name: "monthly_10", revisions: [{ rev: 1 }], counters: ["requests"] }],
    licenses: [
      { pricingUid, ownerLogin: jane, userLogin: jane },
      { pricingUid, ownerLogin: jane, userLogin: john },
    ],
  },
  clevercloud: { addons: [{ addonId: "addon_1", config: { SANDBOX_ADDON_URL: configSecret } }] },
};

export function startDriftSandbox(own: Parameters<typeof startTestSandbox>[0] = { seed }): Promise<TestSandbox> {
  return startTestSandbox({ timeScale: 0, ...own });
}

/** A resource as an export has it. */
export type Exported = Record<string, unknown> & { readonly urn: string; readonly inputs: Record<string, unknown> };

const providerUrn = "urn:pulumi:test::shop::pulumi:providers:pulumi-nodejs::default";
const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** apifew lists pricings by name and without uid. */
const namedPricing = { name: "monthly_10", pricingName: "monthly_10" };

/** The object at the vendor, as a resource of a stack that was just updated. */
export async function managed<Schema extends z.ZodObject, State extends object, Client, Scope>(
  { settings }: TestSandbox,
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  name: string,
  id: string,
  own: Readonly<Record<string, unknown>> = {},
): Promise<Exported> {
  const context = { client: definition.connect(settings), clock: systemClock };
  const observed = await observeResource(definition, id, namedPricing, context);
  if (!observed) {
    throw new Error(`there is no ${definition.type} ${id}`);
  }
  const mark = (properties: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [
        key,
        isSecretProperty(definition, key, value) ? { ...secretMark, plaintext: JSON.stringify(value) } : value,
      ]),
    );
  const line = { __provider: "the line" };
  return {
    urn: `urn:pulumi:test::shop::pulumi-nodejs:${definition.type}::${name}`,
    type: `pulumi-nodejs:${definition.type}`,
    custom: true,
    id,
    provider: `${providerUrn}::1`,
    inputs: { ...mark(observed.inputs), ...line },
    outputs: { ...mark(observed.outputs), ...line },
    ...own,
  };
}

/** A stack of these resources, exported with its secrets. */
export function stackOf(sandbox: TestSandbox, resources: readonly Exported[], name = "test"): StackSource {
  return { name, read: async () => parseStackState(name, exportOf(sandbox, resources)) };
}

export function exportOf({ settings }: TestSandbox, resources: readonly Exported[]) {
  const keys = ["cloudflare:apiToken", "cloudflare:baseUrl", "cloudflare:perPage", "apifew:key", "apifew:baseUrl"];
  const others = ["clevercloud:providerId", "clevercloud:password", "clevercloud:baseUrl"];
  const inputs = Object.fromEntries([...keys, ...others].map((key) => [key, settings.configured(key)]));
  const provider = { urn: providerUrn, type: "pulumi:providers:pulumi-nodejs", custom: true, id: "1", inputs };
  return {
    version: 3,
    deployment: { manifest: { time: "2026-11-22T00:00:00Z" }, resources: [provider, ...resources] },
  };
}

export function detect(
  stacks: readonly StackSource[],
  options: Partial<Omit<DriftOptions, "stacks">> = {},
): Promise<DriftReport> {
  return detectDrift({ stacks, environment: () => undefined, ...options });
}

/** The findings, without the fields that are the same in every test. */
export function briefly(findings: readonly Finding[]) {
  return findings.map(({ kind, type, name, property }) => [kind, type, name, ...(property ? [property.path] : [])]);
}
