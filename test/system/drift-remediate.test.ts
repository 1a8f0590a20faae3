import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWithEngine } from "../support/engine.ts";
import { type DriftDeployment, startDriftDeployment } from "./drift-deployment.ts";
import { handChanges } from "./drift-hand-changes.ts";

const timeoutMs = 600_000;

/** The writes at the vendors from here on, as text. */
async function writesOf({ vendors }: DriftDeployment, work: () => Promise<unknown>): Promise<string[]> {
  const before = (await vendors.calls()).length;
  await work();
  const calls = (await vendors.calls()).slice(before);
  return calls.filter(({ write }) => write).map(({ method, route }) => `${method} ${route}`);
}

async function changeByHand(deployment: DriftDeployment, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await handChanges[name]?.(deployment);
  }
}

describeWithEngine("marketplane drift --remediate", () => {
  it(
    "remediates changed, missing and retryable resources, writes nothing else, and keeps unmanaged objects",
    async () => {
      const deployment = await startDriftDeployment();
      await deployment.up();
      await deployment.control("POST", "/clock", { advanceSeconds: 60 });
      const foreign = (await deployment.report()).findings.map(({ fingerprint }) => fingerprint);
      await changeByHand(deployment, ["metadata of shop", "docs deleted", "status timed out", "a counter of jane's"]);

      const refusals = await writesOf(deployment, async () => {
        expect(await deployment.drift("--remediate")).toMatchObject({ code: 1, stdout: "" });
        const limited = await deployment.report("--remediate", "--yes", "--max-changes", "3");
        expect(limited).toMatchObject({ result: "error", remediation: { outcome: "refused" } });
        expect(limited.remediation?.reason).toContain("4 changes, but --max-changes allows 3");
      });
      expect(refusals).toEqual([]);

      const writes = await writesOf(deployment, async () => {
        const remediated = await deployment.drift("--remediate", "--yes", "--json", "--no-unmanaged");
        expect(remediated.code, remediated.stderr).toBe(0);
        expect(remediated.stderr).toContain("create globex-docs.globex-energy.com");
        const { outcome, findings } = JSON.parse(remediated.stdout).remediation;
        expect(outcome).toBe("done");
        expect(findings.map(({ result, name }: { result: string; name: string }) => `${result} ${name}`)).toEqual([
          "remediated acme-counter-requests",
          "remediated acme-shop.acme-shoes.com",
          "remediated globex-docs.globex-energy.com",
          "remediated acme-status.acme-shoes.com",
        ]);
      });
      expect(writes.toSorted()).toEqual([
        "PATCH /zones/:zone/custom_hostnames/:id",
        "PATCH /zones/:zone/custom_hostnames/:id",
        "POST /v2/app/user/license/counter/value/save",
        "POST /zones/:zone/custom_hostnames",
      ]);
      const after = await deployment.report();
      expect(after.findings.map(({ fingerprint }) => fingerprint)).toEqual(foreign);
      deployment.stack.remove();
    },
    timeoutMs,
  );

  it(
    "deletes nothing unless allowed, and reports a vendor's refusal while it remediates the rest",
    async () => {
      const deployment = await startDriftDeployment();
      await deployment.up();
      await changeByHand(deployment, ["metadata of shop", "names of jane", "www moved"]);
      // Resources that are no longer declared would be deleted, drifted or not.
      const file = join(deployment.stack.tenantsFolder, "globex.yaml");
      const declared = readFileSync(file, "utf8");
      writeFileSync(file, declared.replace(/^.*www\.globex-energy\.com\n.*\n/m, ""));
      const refusals = await writesOf(deployment, async () => {
        const { remediation } = await deployment.report("--remediate", "--yes");
        expect(remediation?.reason).toContain("1 object (delete globex-www.globex-energy.com)");
      });
      expect(refusals).toEqual([]);

      writeFileSync(file, declared);
      const patch = { vendor: "cloudflare", method: "PATCH", status: 403, times: 1 };
      await deployment.control("POST", "/faults", patch);
      const partly = await deployment.report("--remediate", "--yes", "--no-unmanaged");

      const failed = partly.remediation?.findings.filter(({ result }) => result === "failed") ?? [];
      expect(failed).toHaveLength(1);
      expect(failed[0]?.reason).toMatch(/HTTP 403.*; retry with pulumi up --target '.*'$/);
      expect(partly.remediation?.findings.length).toBeGreaterThan(2);
      expect(partly.result).toBe("error");
      await deployment.up();
      expect((await deployment.drift("--no-unmanaged")).code).toBe(0);
      deployment.stack.remove();
    },
    timeoutMs,
  );
});
