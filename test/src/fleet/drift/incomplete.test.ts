import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import { describe, expect, it } from "vitest";
import { readManagedObjects } from "../../../../src/fleet/adopt/managed-objects.ts";
import { parseStackState, type StackState } from "../../../../src/fleet/drift/stack-state.ts";
import type { TestSandbox } from "../../../support/sandbox.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { briefly, detect, type Exported, exportOf, stackOf, startDriftSandbox, zoneId } from "./drift-fixture.ts";
import { managedFleet } from "./managed-fleet.ts";

const hostnameType = "cloudflare:CustomHostname";

async function deleteAtVendor({ ready, settings }: TestSandbox, id: string): Promise<void> {
  const [zone, hostname] = id.split("/");
  const url = `${ready.cloudflare}/zones/${zone}/custom_hostnames/${hostname}`;
  const headers = { authorization: `Bearer ${settings.configured("cloudflare:apiToken")}` };
  expect((await fetch(url, { method: "DELETE", headers })).ok).toBe(true);
}

/** The fleet, with one resource in a different state. */
async function fleetWith(sandbox: TestSandbox, name: string, change: (resource: Exported) => Exported[]) {
  const fleet = await managedFleet(sandbox);
  return fleet.flatMap((resource) => (resource.urn.endsWith(`::${name}`) ? change(resource) : [resource]));
}

describe("an operation that an update left incomplete is an error, and its object is never unmanaged:", () => {
  it("a replacement whose old object is deleted and whose new one was not created", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await fleetWith(sandbox, "shop", (resource) => [{ ...resource, pendingReplacement: true }]);
    await deleteAtVendor(sandbox, String(fleet.find(({ pendingReplacement }) => pendingReplacement)?.id));

    const report = await detect([stackOf(sandbox, fleet)]);

    expect(report).toMatchObject({ result: "drift", summary: { findings: { incomplete: 1, missing: 0 }, failing: 1 } });
    expect(report.findings).toMatchObject([
      {
        ...{
          kind: "incomplete",
          severity: "error",
          stack: "test",
          type: hostnameType,
          name: "shop",
          isRemediatedByUp: true,
        },
        message: expect.stringMatching(/^shop: .* was deleted for replacement, and the new object was not created$/),
        remedy: expect.stringMatching(/^pulumi up --target 'urn:pulumi:test::shop::.*::shop' completes the operation$/),
      },
    ]);
  });

  it("an old object that still has to be deleted, next to its replacement", async () => {
    await using sandbox = await startDriftSandbox();
    const [docs] = (await managedFleet(sandbox)).filter(({ urn }) => urn.endsWith("::docs"));
    const fleet = await fleetWith(sandbox, "docs", () => []);
    const former = { ...docs, urn: fleet[1]?.urn ?? "", inputs: docs?.inputs ?? {}, delete: true };

    const { findings } = await detect([stackOf(sandbox, [...fleet, former])]);

    expect(briefly(findings)).toEqual([["incomplete", hostnameType, "shop"]]);
    expect(findings[0]?.message).toMatch(/the old object .* is not deleted yet/);
  });

  it("an interrupted operation whose object is in no state", async () => {
    await using sandbox = await startDriftSandbox();
    const [docs] = (await managedFleet(sandbox)).filter(({ urn }) => urn.endsWith("::docs"));
    const unmade = Object.fromEntries(Object.entries(docs ?? {}).filter(([key]) => key !== "id"));
    const fleet = await fleetWith(sandbox, "docs", () => []);
    const exported = exportOf(sandbox, fleet);
    const state: StackState = parseStackState("test", {
      deployment: { ...exported.deployment, pending_operations: [{ type: "creating", resource: unmade }] },
    });

    const { findings } = await detect([{ name: "test", read: async () => state }]);

    expect(findings).toMatchObject([
      {
        kind: "incomplete",
        name: "docs",
        id: "",
        isRemediatedByUp: false,
        message: expect.stringContaining("may exist"),
      },
    ]);
  });

  it("operations of other providers' resources, with one finding per object of the same name", async () => {
    await using sandbox = await startDriftSandbox();
    const record = {
      ...{ urn: "urn:pulumi:test::shop::cloudflare:index/dnsRecord:DnsRecord::origin", custom: true, inputs: {} },
      ...{ type: "cloudflare:index/dnsRecord:DnsRecord", delete: true },
    };
    const fleet = [...(await managedFleet(sandbox)), { ...record, id: "1" }, { ...record, id: "2" }];

    const { findings } = await detect([stackOf(sandbox, fleet)]);

    expect(findings.map(({ kind, id }) => [kind, id])).toEqual([
      ["incomplete", "1"],
      ["incomplete", "2"],
    ]);
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});

describe("marketplane adopt does not offer objects of a stack's incomplete operations:", () => {
  it.each([
    ["an old object that still has to be deleted", { resources: [{ id: `${zoneId}/1`, delete: true }] }],
    ["an interrupted replacement", { resources: [{ id: `${zoneId}/1`, pendingReplacement: true }] }],
    ["an object that an interrupted create may have created", { pending: [{}] }],
  ])("%s", async (_what, state: { resources?: object[]; pending?: object[] }) => {
    const file = join(await temporaryFolder(), "state.json");
    const inputs = { zoneId, hostname: "shop.acme-shoes.com" };
    const toResource = (own: object) => ({ type: `pulumi-nodejs:${hostnameType}`, inputs, ...own });
    const deployment = {
      resources: (state.resources ?? []).map(toResource),
      pending_operations: (state.pending ?? []).map((own) => ({ type: "creating", resource: toResource(own) })),
    };
    writeFileSync(file, JSON.stringify({ deployment }));
    const isManaged = readManagedObjects(file);

    expect(isManaged({ definition: customHostname, id: `${zoneId}/1`, inputs })).toBe(true);
    const other = { ...inputs, hostname: "www.acme-shoes.com" };
    expect(isManaged({ definition: customHostname, id: `${zoneId}/2`, inputs: other })).toBe(false);
  });
});
