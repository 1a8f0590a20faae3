import { symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { expect, it, onTestFinished } from "vitest";
import { engineEnvironment } from "../../../../../engine/environment.ts";
import { type ProcessEnd, runProcess } from "../../../../../engine/run-process.ts";
import { describeWithEngine, engine } from "../../../../support/engine.ts";
import { at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../../../../..");
const project = "name: stand-in\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n";
const program = `
import * as pulumi from "@pulumi/pulumi";
import * as cloudflare from "@pulumi/cloudflare";
const zoneId = new pulumi.Config().require("zoneId");
const origin = new cloudflare.DnsRecord("origin", {
  zoneId, name: "origin.saasprovider.com", type: "A", content: "192.0.2.1", proxied: true, ttl: 1,
});
new cloudflare.DnsRecord("target", { zoneId, name: "customers", type: "CNAME", content: origin.name, ttl: 300 });
`;

async function prepare(sandbox: TestSandbox): Promise<(...args: string[]) => Promise<ProcessEnd>> {
  const folder = await temporaryFolder();
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "Pulumi.yaml"), project);
  await writeFile(join(folder, "package.json"), '{"name":"stand-in","private":true,"type":"module"}\n');
  await writeFile(join(folder, "index.ts"), program);
  const env = engineEnvironment({ engine: engine(), withheld: vendorVariablePrefixes, home: join(folder, "home") });
  env.PATH = [join(root, "src/tools/sandbox/pulumi-resource-cloudflare"), env.PATH].join(delimiter);
  const pulumi = (...args: string[]) => runProcess("pulumi", [...args, "--non-interactive"], { cwd: folder, env });
  const { zoneId, apiToken } = sandbox.ready.credentials.cloudflare;
  await pulumi("stack", "init", "test");
  await pulumi("config", "set", "zoneId", zoneId);
  await pulumi("config", "set", "cloudflare:baseUrl", sandbox.ready.cloudflare);
  await pulumi("config", "set", "--secret", "cloudflare:apiToken", apiToken);
  return pulumi;
}

describeWithEngine("the stand-in plugin under the real engine", () => {
  it("creates, keeps, detects drift, remediates it and destroys", async () => {
    const sandbox = await startTestSandbox({ timeScale: 0 });
    onTestFinished(() => sandbox.close());
    const pulumi = await prepare(sandbox);
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await pulumi(...args);
      return { code, output: [...stdout, ...stderr].join("\n") };
    };
    const records = () => sandbox.zone("GET", "/dns_records");

    const up = await run("up", "--yes", "--skip-preview");
    const created = await records();
    const again = await run("up", "--yes", "--skip-preview", "--expect-no-changes");
    await sandbox.zone("PATCH", `/dns_records/${textAt(created, "result", 0, "id")}`, { content: "192.0.2.66" });
    const drift = await run("refresh", "--preview-only", "--expect-no-changes", "--diff");
    const remediation = await run("up", "--yes", "--skip-preview", "--refresh");
    const remediated = await records();
    const destroyed = await run("destroy", "--yes", "--skip-preview");

    expect(up.code, up.output).toBe(0);
    expect(at(created, "result")).toMatchObject([{ content: "192.0.2.1" }, { name: "customers.saasprovider.com" }]);
    expect(again.code, again.output).toBe(0);
    expect(drift.code, drift.output).toBe(7);
    expect(drift.output).toContain('"192.0.2.66"');
    expect(remediation.code, remediation.output).toBe(0);
    expect(at(remediated, "result", 0, "content")).toBe("192.0.2.1");
    expect(destroyed.code, destroyed.output).toBe(0);
    expect(at(await records(), "result")).toEqual([]);
  }, 120_000);
});
