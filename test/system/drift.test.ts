import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { reportFormats } from "../../src/fleet/drift/report/formats.ts";
import { describeWithEngine } from "../support/engine.ts";
import { type DriftDeployment, startDriftDeployment } from "./drift-deployment.ts";
import { handChanges } from "./drift-hand-changes.ts";

const timeoutMs = 600_000;
const configUrl = "https://acme.customers.saasprovider.com";

/** All values that must never be in plain text. */
async function secretsOf({ vendors, state }: DriftDeployment): Promise<string[]> {
  const { apifew } = Object(await state());
  const { credentials } = vendors.ready;
  const own = [credentials.cloudflare.apiToken, credentials.apifew.key, credentials.clevercloud.password];
  return [...own, ...apifew.licenses.map(({ key }: { key: string }) => key)];
}

function lockFolder({ stack }: DriftDeployment): string {
  return join(stack.folder, "state/.pulumi/locks/organization/marketplane", stack.name);
}

describeWithEngine("marketplane drift", () => {
  it(
    "exits with 0 after an up, with 2 after a manual change, and with 1 if a vendor cannot be read",
    async () => {
      const deployment = await startDriftDeployment();
      await deployment.up();
      await deployment.control("POST", "/clock", { advanceSeconds: 60 });
      const before = (await deployment.vendors.calls()).length;

      const clean = await deployment.drift("--no-unmanaged");
      expect(clean.stdout).toContain("no drift: 18 resources compared");
      expect(clean.code, clean.stderr).toBe(0);

      await handChanges["metadata of shop"]?.(deployment);
      await handChanges["another config of the add-on"]?.(deployment);
      const secrets = await secretsOf(deployment);
      for (const format of reportFormats) {
        const found = await deployment.drift("--format", format);
        expect(found.code, found.stderr).toBe(2);
        expect(secrets.filter((secret) => `${found.stdout}${found.stderr}`.includes(secret))).toEqual([]);
        // An add-on's URL is not a secret, although it is in a map that contains some.
        if (format === "human") {
          expect(found.stdout).toContain(configUrl);
        }
      }
      const output = join(deployment.stack.folder, "drift.json");
      const toFile = await deployment.drift("--json", "--output", output);
      expect(toFile).toMatchObject({ code: 2, stdout: "" });
      const written = JSON.parse(readFileSync(output, "utf8"));
      expect(written.findings[0].location.file).toMatch(/tenants\/acme\.yaml$/);
      const writes = (await deployment.vendors.calls()).slice(before).filter(({ write }) => write);
      // The two manual changes, one of which was made through the control API.
      expect(writes).toHaveLength(1);

      const baseline = join(deployment.stack.folder, "baseline.json");
      expect((await deployment.drift("--write-baseline", baseline)).code).toBe(0);
      expect((await deployment.drift("--baseline", baseline)).code).toBe(0);

      const unknown = await deployment.drift("--stack", "no-such-stack");
      expect(unknown.code).toBe(1);
      expect(unknown.stdout).toContain("no-such-stack");
      await deployment.control("POST", "/faults", { vendor: "apifew", status: 401, times: 100 });
      const unauthorized = await deployment.drift();
      expect(unauthorized.code).toBe(1);
      expect(unauthorized.stdout).toContain("apifew");
      deployment.stack.remove();
    },
    timeoutMs,
  );

  it(
    "skips a stack that an update has locked, and finds its drift once the lock is released",
    async () => {
      const deployment = await startDriftDeployment();
      await deployment.up();
      await handChanges["metadata of shop"]?.(deployment);
      const locks = lockFolder(deployment);
      mkdirSync(locks, { recursive: true });
      const lock = { pid: 1, username: "jane", hostname: "laptop", timestamp: "2026-11-22T07:00:00Z" };
      writeFileSync(join(locks, "lock.json"), JSON.stringify(lock));

      const held = await deployment.drift();
      expect(held.code, held.stdout).toBe(0);
      expect(held.stdout).toContain("skipped: locked by an update (jane@laptop, process 1");

      rmSync(join(locks, "lock.json"));
      expect((await deployment.drift("--no-unmanaged")).code).toBe(2);
      deployment.stack.remove();
    },
    timeoutMs,
  );
});
