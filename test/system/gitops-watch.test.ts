import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { migrate } from "../../src/core/db/migrate.ts";
import { openDatabase } from "../../src/core/db/open-database.ts";
import { addTenant } from "../support/add-tenant.ts";
import { createDatabase, hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { customersOf, type GitopsFixture, prepareGitops, tenantYaml } from "../support/gitops.ts";
import { silentLog } from "../support/silent-log.ts";
import { startWatch, type WatchProcess } from "./watch-process.ts";

/** The minimum configuration of a control plane. */
const deployment = {
  zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
  fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "192.0.2.1" },
  cnameTarget: { hostname: "customers.saasprovider.com" },
  plans: { dev: { pricingUid: "pricing-dev" } },
};
// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
const database = { url: "${DATABASE_URL}" };
const patience = { timeout: 240_000, interval: 100 };

async function untilApplied({ status }: WatchProcess, commit: string): Promise<void> {
  const wanted = { commit, outcome: "applied", problems: [] };
  await expect.poll(() => status()?.results[0], patience).toMatchObject(wanted);
}

async function push({ address }: WatchProcess, secret: string): Promise<Response> {
  const body = JSON.stringify({ ref: "refs/heads/main" });
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = { "x-github-event": "push", "x-hub-signature-256": signature };
  return fetch(`${address}/webhook`, { method: "POST", headers, body });
}

/** Cloudflare creates the next hostname at once, and its answer is delayed for this long. */
async function delayHostname({ vendors }: GitopsFixture, delayMs: number): Promise<void> {
  const fault = { vendor: "cloudflare", method: "POST", route: "/zones/:zone/custom_hostnames" };
  const body = JSON.stringify({ ...fault, afterCommit: true, delayMs, times: 1 });
  const headers = { "content-type": "application/json" };
  await fetch(`${vendors.ready.control}/faults`, { method: "POST", headers, body });
}

/** Process ids of the engines that the watcher has started and not seen exit. */
function enginesOf({ folder }: GitopsFixture): number[] {
  return readdirSync(join(folder, "runs")).map((name) => Number.parseInt(name, 10));
}

describeWithEngine("marketplane reconcile --watch", () => {
  it("applies a commit after a signed push, creates a new stack, and stops cleanly", async () => {
    const gitops = await prepareGitops();
    const { repository, vendors, stackFile } = gitops;
    const first = repository.commit("One customer, in a stack that the backend does not know yet", {
      "Pulumi.fleet.yaml": undefined,
      "Pulumi.new.yaml": stackFile,
      "tenants/ada.yaml": tenantYaml("ada"),
    });
    const watch = await startWatch(gitops, { MARKETPLANE_WEBHOOK_SECRET: "a-webhook-secret" });
    await untilApplied(watch, first);
    expect((await fetch(`${watch.address}/readyz`)).status).toBe(200);

    const second = repository.commit("Another", { "tenants/bob.yaml": tenantYaml("bob") });
    expect((await push(watch, "another-secret")).status).toBe(401);
    expect((await push(watch, "a-webhook-secret")).status).toBe(202);
    await untilApplied(watch, second);
    expect((await customersOf(vendors)).hostnames).toEqual(["www.ada-shop.com", "www.bob-shop.com"]);

    const metrics = await (await fetch(`${watch.address}/metrics`)).text();
    expect(metrics).toMatch(/^marketplane_gitops_run_duration_seconds_count\{outcome="applied"\} 2$/m);
    expect(metrics).toMatch(/^marketplane_gitops_webhooks_total\{result="unsigned"\} 1$/m);
    expect(watch.log()).not.toContain("a-webhook-secret");
    watch.child.kill("SIGTERM");
    expect(await once(watch.child, "exit")).toEqual([0, null]);
  }, 900_000);

  it("finishes an update after it was killed and restarted, and duplicates nothing", async () => {
    const gitops = await prepareGitops();
    const { repository, vendors, stackFile } = gitops;
    const first = repository.commit("One customer", {
      "Pulumi.fleet.yaml": stackFile,
      "tenants/ada.yaml": tenantYaml("ada"),
    });
    const before = await startWatch(gitops);
    await untilApplied(before, first);
    before.child.kill("SIGTERM");
    await once(before.child, "exit");

    const second = repository.commit("Another", { "tenants/bob.yaml": tenantYaml("bob") });
    // Longer than the update runs.
    await delayHostname(gitops, 300_000);
    const killed = await startWatch(gitops);
    await expect
      .poll(async () => (await customersOf(vendors)).hostnames, { ...patience, message: killed.log() })
      .toContain("www.bob-shop.com");
    const engines = enginesOf(gitops);
    expect(engines).toHaveLength(1);
    killed.child.kill("SIGKILL");
    for (const pid of engines) {
      process.kill(pid, "SIGKILL");
    }
    await once(killed.child, "exit");
    expect(killed.status()?.applied?.commit).toBe(first);

    const after = await startWatch(gitops);
    await untilApplied(after, second);
    expect(await customersOf(vendors)).toEqual({
      hostnames: ["www.ada-shop.com", "www.bob-shop.com"],
      logins: expect.arrayContaining(["owner@ada.example", "owner@bob.example"]),
    });
    expect(enginesOf(gitops), "the run that died is forgotten").toEqual([]);
    after.child.kill("SIGTERM");
    await once(after.child, "exit");
  }, 900_000);

  it("ends an update cleanly and unlocks the stack when stopped, and finishes it after a restart", async () => {
    const gitops = await prepareGitops();
    const { repository, vendors, stackFile, env } = gitops;
    const commit = repository.commit("One customer", {
      "Pulumi.fleet.yaml": stackFile,
      "tenants/ada.yaml": tenantYaml("ada"),
    });
    await delayHostname(gitops, 10_000);
    const stopped = await startWatch(gitops);
    await expect.poll(async () => (await customersOf(vendors)).hostnames, patience).toHaveLength(1);
    stopped.child.kill("SIGTERM");
    expect(await once(stopped.child, "exit")).toEqual([0, null]);
    expect(stopped.status()?.results[0]).toMatchObject({ commit, outcome: "failed", stage: "apply" });
    const locks = join(fileURLToPath(String(env.PULUMI_BACKEND_URL)), ".pulumi/locks/organization/marketplane/fleet");
    expect(readdirSync(locks)).toEqual([]);

    const after = await startWatch(gitops);
    await expect.poll(() => after.status()?.applied?.commit, patience).toBe(commit);
    expect((await customersOf(vendors)).hostnames).toEqual(["www.ada-shop.com"]);
    after.child.kill("SIGTERM");
    await once(after.child, "exit");
  }, 900_000);

  it.skipIf(!hasDatabase)(
    "refuses a tenant that the control plane already has, by name, before any run",
    async () => {
      const gitops = await prepareGitops();
      const { repository, vendors, stackFile, folder } = gitops;
      const commit = repository.commit("A customer of the marketplace", {
        "Pulumi.fleet.yaml": stackFile,
        "tenants/ada.yaml": tenantYaml("ada"),
      });
      const url = await createDatabase();
      const { db, close } = await openDatabase({ url, folder: "unused" }, silentLog);
      await migrate(db);
      const id = await addTenant(db, { hostnames: ["www.ada-shop.com"] });
      await close();
      const config = join(folder, "marketplane.yaml");
      const settings = { publicUrl: "https://cp.saasprovider.com", database, deployment };
      writeFileSync(config, JSON.stringify(settings));
      const watch = await startWatch(gitops, { DATABASE_URL: url }, ["--config", config]);
      const line = { file: "tenants/ada.yaml", line: 5, message: expect.stringContaining(`tenant ${id}`) };
      const wanted = { commit, outcome: "refused", stage: "validate", problems: [line] };
      await expect.poll(() => watch.status()?.results[0], patience).toMatchObject(wanted);
      expect(await vendors.calls()).toEqual([]);
      watch.child.kill("SIGTERM");
      await once(watch.child, "exit");
    },
    600_000,
  );
});
