import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProcess } from "../../engine/run-process.ts";
import type { DriftReport } from "../../src/core/model/drift-report.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startDriftDeployment } from "./drift-deployment.ts";

const timeoutMs = 600_000;
const count = 500;
const hostnames = Array.from({ length: count }, (_, index) => `shop.customer${index % 250}-${index % 2}.com`).map(
  (name, index) => (index < count / 2 ? name : `www.${name}`),
);

function unmanagedHostnames({ findings }: DriftReport): string[] {
  return findings
    .filter(({ kind, type }) => kind === "unmanaged" && type === "cloudflare:CustomHostname")
    .map(({ name }) => name);
}

describeWithEngine("a zone with 500 unmanaged hostnames", () => {
  it(
    "is adopted into tenant files, and an up with them makes no write at any vendor",
    async () => {
      const deployment = await startDriftDeployment();
      const { checkout, stack, vendors } = deployment;
      await deployment.up();
      for (const hostname of hostnames) {
        await vendors.cloudflare("POST", "/custom_hostnames", { hostname, ssl: { method: "http", type: "dv" } });
      }
      expect(unmanagedHostnames(await deployment.report()).toSorted()).toEqual(hostnames.toSorted());

      const before = (await vendors.calls()).length;
      const exported = await runProcess("pulumi", ["stack", "export", "--stack", stack.name], {
        cwd: checkout,
        env: stack.env,
      });
      const stateFile = join(stack.folder, "state.json");
      writeFileSync(stateFile, exported.stdout.join("\n"));
      const { cloudflare, credentials } = vendors.ready;
      const zone = ["--vendor", "cloudflare", "--zone", credentials.cloudflare.zoneId, "--state", stateFile];
      const args = ["adopt", ...zone, "--write-tenants", stack.tenantsFolder, "--json"];
      const variables = { CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken, CLOUDFLARE_BASE_URL: cloudflare };
      const adopted = await runProcess(process.execPath, [join(checkout, "src/cli/main.ts"), ...args], {
        cwd: checkout,
        env: { ...stack.env, ...variables },
      });
      expect(adopted.code, adopted.stderr.join("\n")).toBe(0);
      expect(JSON.parse(adopted.stdout.join("")).declarations).toHaveLength(250);
      await deployment.up();

      expect((await vendors.calls()).slice(before).filter(({ write }) => write)).toEqual([]);
      expect(unmanagedHostnames(await deployment.report())).toEqual([]);
      expect((await deployment.drift("--no-unmanaged")).code).toBe(0);
      stack.remove();
    },
    timeoutMs,
  );
});
