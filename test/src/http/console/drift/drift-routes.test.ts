import { beforeEach, describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { provision, readAudit } from "../../../../support/ledger.ts";
import { useConsole } from "../console-fixture.ts";
import { findings, searched } from "../sample-drift.ts";

describe.skipIf(!hasDatabase)("the console's drift", () => {
  const fixture = useConsole();
  const tasks = () => fixture.context.db.selectFrom("driftTasks").selectAll().orderBy("id").execute();

  beforeEach(async () => {
    const { db } = fixture.context;
    for (const table of ["driftTasks", "driftFindings", "driftScans"] as const) {
      await db.deleteFrom(table).execute();
    }
  });

  test("says that there was no scan yet, and lets operators with scope write request one", async () => {
    const [reader, operator] = [await fixture.operator("read"), await fixture.operator()];
    const page = await reader.read("/console/drift");
    expect(page).toContain("The fleet has not been scanned for drift yet.");
    expect(page).not.toContain("Scan now");
    expect((await reader.post("/console/drift/scans")).status).toBe(403);

    expect(await operator.submit("/console/drift/scans")).toContain("Waiting for a worker");
    expect(await operator.submit("/console/drift/scans")).toContain("Waiting for a worker");
    expect(await tasks()).toMatchObject([{ kind: "scan", requestedBy: `operator:${operator.name}` }]);
    expect(await operator.read("/console/drift")).toContain("Waiting for a worker");
    expect((await readAudit(fixture.context)).at(-1)).toMatchObject({
      action: "drift.scan",
      actor: `operator:${operator.name}`,
    });
  });

  test("lists open findings, most severe first, by severity, kind and shard, and closed ones", async () => {
    const { db, now } = fixture.context;
    const id = await fixture.context.ledger.submit(provision("addon_drift", "pro"));
    const [changed, unmanaged] = [findings.changed(id), findings.unmanaged("stray.customer.com")];
    await searched(db, [unmanaged, changed], now());
    const reader = await fixture.operator("read");
    const page = await reader.read("/console/drift");
    expect(page).toMatch(/shop\.customer\.com: ssl\.method is.*stray\.customer\.com belongs to no tenant/s);
    expect(page).not.toContain(`>${id}-shop`);
    expect(page).toMatch(/Drift<\/span> <span>Scanned/);
    for (const narrowed of ["?severity=error", "?kind=changed", "?shard=shard-00", `?text=${id}`]) {
      const text = await reader.read(`/console/drift${narrowed}`);
      expect(text, narrowed).toContain("shop.customer.com: ssl.method");
      expect(text, narrowed).not.toContain("stray.customer.com belongs");
    }
    expect(await reader.read("/console/drift?kind=nonsense&page=0&state=x")).toContain("stray.customer.com");
    await searched(db, [unmanaged], now());
    expect(await reader.read("/console/drift?state=closed")).toContain("shop.customer.com: ssl.method");
    expect(await reader.read(`/console/drift/findings/${changed.fingerprint}`)).toContain("<strong>Closed</strong>");
  });

  test("shows the desired and the observed value, and requests a remediation", async () => {
    const { db, now, ledger } = fixture.context;
    const id = await ledger.submit(provision("addon_cure", "pro"));
    const [changed, missing] = [findings.changed(id), findings.missing(id)];
    await searched(db, [changed, missing], now());
    const address = `/console/drift/findings/${changed.fingerprint}`;
    const [reader, operator] = [await fixture.operator("read"), await fixture.operator()];
    expect(await reader.read(address)).toMatch(/Desired.*http.*Observed.*txt/s);
    expect(await reader.read(address)).not.toContain("Remediate…");
    expect((await reader.post(`${address}/remediate`)).status).toBe(403);

    // The tenant's other differences are remediated with it, and the page says so before.
    expect(await operator.read(`${address}/remediate`)).toMatch(
      /What is remediated.*ssl\.method.*gone\.customer\.com/s,
    );
    expect(await operator.submit(`${address}/remediate`)).toContain("Waiting for a worker");
    expect(await operator.submit(`${address}/remediate`)).toContain("Waiting for a worker");
    expect(await tasks()).toMatchObject([{ kind: "remediate", tenantId: id, fingerprint: changed.fingerprint }]);
    await db.updateTable("driftTasks").set({ worker: "worker-1", startedAt: now() }).execute();
    expect(await operator.read(address)).toMatch(/Remediating.*worker-1/s);
    const end = { endedAt: now(), outcome: "failed", reason: "Cloudflare refused it." } as const;
    await db.updateTable("driftTasks").set(end).execute();
    const failed = await operator.read(address);
    expect(failed).toMatch(/Not remediated.*Cloudflare refused it\./s);
    expect(failed).toContain("Remediate…");
    expect(await operator.read("/console/drift")).toContain("Not remediated");
  });

  test("remediates no finding that a run cannot resolve, and no closed one", async () => {
    const { db, now } = fixture.context;
    const [unmanaged, changed] = [findings.unmanaged("stray.customer.com"), findings.changed("abc")];
    await searched(db, [unmanaged, changed], now());
    await searched(db, [unmanaged], now());
    const operator = await fixture.operator();
    for (const { fingerprint } of [unmanaged, changed]) {
      expect((await operator.post(`/console/drift/findings/${fingerprint}/remediate`)).status).toBe(409);
    }
    expect((await operator.get(`/console/drift/findings/${"0".repeat(32)}`)).status).toBe(404);
    expect(await tasks()).toEqual([]);
  });

  test("assigns an unmanaged hostname to a tenant, unless another tenant claims it", async () => {
    const { db, now, ledger } = fixture.context;
    const one = await ledger.submit(provision("addon_one", "pro"));
    const two = await ledger.submit(provision("addon_two", "pro", ["taken.customer.com"]));
    const [free, taken] = [findings.unmanaged("free.customer.com"), findings.unmanaged("taken.customer.com")];
    await searched(db, [free, taken], now());
    const operator = await fixture.operator();
    const give = (fingerprint: string, tenant: string) =>
      operator.post(`/console/drift/findings/${fingerprint}/adopt`, { tenant, method: "txt" });

    const refused = await give(taken.fingerprint, "addon_one");
    const page = await refused.text();
    expect(page).toMatch(/role="alert".*taken\.customer\.com belongs to another tenant\./s);
    expect(page).toMatch(/aria-invalid="true"/);
    expect(page).toContain('value="addon_one"');
    expect(await (await give(free.fingerprint, "")).text()).toContain("Enter a tenant.");
    expect(await (await give(free.fingerprint, "nobody")).text()).toContain("No tenant matches");
    expect(await (await give(free.fingerprint, "addon_")).text()).toContain("Several tenants match");

    expect((await give(free.fingerprint, "addon_one")).headers.get("Location")).toBe(`/console/tenants/${one}`);
    const tenants = await db.selectFrom("tenants").select(["id", "desired"]).execute();
    const hostnamesOf = (id: string) => tenants.find((tenant) => tenant.id === id)?.desired.hostnames;
    expect(hostnamesOf(one)).toMatchObject([{ hostname: "free.customer.com", ssl: { method: "txt" } }]);
    expect(hostnamesOf(two)).toHaveLength(1);
    expect((await readAudit(fixture.context)).findLast(({ action }) => action === "drift.adopt")).toMatchObject({
      actor: `operator:${operator.name}`,
      tenantId: one,
      detail: { hostname: "free.customer.com", fingerprint: free.fingerprint },
    });
    expect(await (await give(free.fingerprint, "addon_one")).text()).toContain(
      "free.customer.com already belongs to the tenant",
    );
  });

  test("lists every scan with its duration, findings and errors", async () => {
    const { db, now } = fixture.context;
    await searched(db, [findings.unmanaged("stray.customer.com")], now());
    const errors = JSON.stringify([
      { stack: null, vendor: "Cloudflare", resource: null, message: "Cloudflare is away" },
    ]);
    await db.updateTable("driftScans").set({ errors, requestedBy: "operator:jane" }).execute();
    const page = await (await fixture.operator("read")).read("/console/drift/scans");
    expect(page).toMatch(/2\.4 s.*jane.*Cloudflare is away/s);
  });
});
