import { license } from "@marketplane/providers/apifew/license/index.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import { describe, expect, it } from "vitest";
import type { StackSource } from "../../../../src/fleet/drift/stack-source.ts";
import { parseStackState } from "../../../../src/fleet/drift/stack-state.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";
import { briefly, detect, exportOf, stackOf, startDriftSandbox } from "./drift-fixture.ts";
import { toExported } from "./list-as-exported.ts";
import { managedFleet } from "./managed-fleet.ts";

const kept =
  (name: string) =>
  ({ urn }: { urn: string }) =>
    urn.endsWith(`::${name}`);

describe("detectDrift over several stacks", () => {
  it("counts an object of any stack as owned, and lists a shared zone once", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const stacks = fleet.map((resource, index) => stackOf(sandbox, [resource], `shard-${index}`));
    const before = (await sandbox.calls()).length;

    const report = await detect(stacks);

    expect(report).toMatchObject({ result: "clean", findings: [] });
    const lists = (await sandbox.calls())
      .slice(before)
      .filter(({ route }) => route === "/zones/:zone/custom_hostnames");
    expect(lists).toHaveLength(1);
  });

  it("needs one listing per account, however many resources there are", async () => {
    const hostnames = Array.from({ length: 1_000 }, (_, index) => `shop-${index}.customer.com`);
    const owners = Array.from({ length: 1_000 }, (_, index) => `owner-${index}@customer.com`);
    const pricingUid = "ABCDEF1234567890";
    await using sandbox = await startTestSandbox({
      timeScale: 0,
      seed: {
        cloudflare: {
          zones: [{ name: "saasprovider.com", customHostnames: hostnames.map((hostname) => ({ hostname })) }],
        },
        apifew: {
          users: owners.map((login) => ({ login })),
          licenses: owners.map((ownerLogin) => ({ pricingUid, ownerLogin, userLogin: ownerLogin })),
        },
      },
    });
    const bulkReads = (name: string) => (name === "MARKETPLANE_BULK_READS" ? "on" : undefined);
    const shared = { settings: { ...sandbox.settings, environment: bulkReads } };
    const resources = [
      ...(await toExported(shared, customHostname, { zoneId: "5a4db0c0ffee00000000000000000001" })),
      ...(await toExported(shared, license, { pricingNames: { [pricingUid]: "monthly_10" } })),
    ];
    const before = (await sandbox.calls()).length;

    const report = await detect([stackOf(sandbox, resources)]);

    expect(report.errors).toEqual([]);
    expect(report.findings.filter(({ kind }) => kind !== "unmanaged")).toEqual([]);
    expect(report.summary.resources).toBe(2_001);
    // 20 full pages of 50 and an empty one, the fallback origin, pricings, licenses, and two users that are
    // in no stack.
    expect((await sandbox.calls()).length - before).toBeLessThanOrEqual(30);
  });

  it("skips a locked stack, and reports no object as unmanaged that the stack may own", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const held: StackSource = { name: "held", read: async () => ({ heldBy: "jane@laptop" }) };

    const report = await detect([stackOf(sandbox, fleet.filter(kept("shop"))), held]);

    expect(report).toMatchObject({ result: "clean", findings: [], summary: { skippedStacks: 1 } });
    expect(report.stacks[1]).toMatchObject({ name: "held", status: "skipped", reason: "jane@laptop" });
    expect(report.notes).toHaveLength(1);
  });

  it("drops findings of a stack that was written meanwhile", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const [shop = { urn: "", inputs: {} }] = fleet.filter(kept("shop"));
    const stale = { ...shop, inputs: { ...shop.inputs, customMetadata: { tenant: "acme" } } };
    let reads = 0;
    const busy: StackSource = {
      name: "busy",
      read: async () => {
        reads += 1;
        return { ...parseStackState("busy", exportOf(sandbox, [stale])), savedAt: String(reads) };
      },
    };

    const report = await detect([busy], { isUnmanagedWanted: false });

    expect(report.findings).toEqual([]);
    expect(report.stacks[0]).toMatchObject({ status: "skipped" });
    const steady = await detect([stackOf(sandbox, [stale])], { isUnmanagedWanted: false });
    expect(briefly(steady.findings)).toEqual([["changed", "cloudflare:CustomHostname", "shop", "customMetadata"]]);
  });

  it("reports a stack that cannot be read as an error, with the findings of the others", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const broken: StackSource = { name: "broken", read: () => Promise.reject(new Error("no such stack")) };
    await sandbox.control("POST", "/cloudflare/hostnames", { hostname: "shop.acme-shoes.com", status: "blocked" });

    const report = await detect([broken, stackOf(sandbox, fleet)]);

    expect(report.result).toBe("error");
    expect(report.errors).toEqual([{ stack: "broken", vendor: null, resource: null, message: "no such stack" }]);
    expect(briefly(report.findings)).toEqual([["degraded", "cloudflare:CustomHostname", "shop"]]);
  });
});

describe("a vendor that does not respond", () => {
  it("is one error and never drift, and the other vendors are still checked", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    await sandbox.control("POST", "/cloudflare/hostnames", { hostname: "shop.acme-shoes.com", status: "blocked" });
    await sandbox.fault({ vendor: "apifew", status: 401, times: 1_000 });

    const report = await detect([stackOf(sandbox, fleet)]);

    expect(report.result).toBe("error");
    expect(report.errors).toHaveLength(1);
    expect(report.errors[0]).toMatchObject({ vendor: "apifew", resource: null });
    expect(report.stacks[0]).toMatchObject({ status: "incomplete", resources: 5 });
    expect(briefly(report.findings)).toEqual([["degraded", "cloudflare:CustomHostname", "shop"]]);
  });

  it("is an error of the stack if its credentials are missing", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const without = { ...sandbox, settings: { ...sandbox.settings, configured: () => undefined } };

    const report = await detect([stackOf(without, fleet.filter(kept("shop")))]);

    expect(report.result).toBe("error");
    expect(report.errors[0]?.message).toMatch(/cloudflare:apiToken.*CLOUDFLARE_API_TOKEN/);
  });
});
