import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { runPreview } from "../../engine/run-preview.ts";
import { runPulumi } from "../../engine/run-pulumi.ts";
import { documentedResources } from "../../src/project/docs/documented-resources.ts";
import { type Deployment, prepareDeployment } from "../support/deployment.ts";
import { describeWithEngine, engine } from "../support/engine.ts";

const former = join(import.meta.dirname, "former-deployment");
const State = z.object({ deployment: z.object({ resources: z.array(z.object({ type: z.string() })) }) });

/** The exported state of the former version, for this stack and its sandbox. */
function formerState({ stack, vendors }: Deployment): string {
  const { cloudflare, apifew, clevercloud } = vendors.ready.credentials;
  const plugin: unknown = createRequire(import.meta.url)("@pulumi/cloudflare/package.json");
  const { version } = z.object({ version: z.string() }).parse(plugin);
  const salt = /^encryptionsalt: (.+)$/m.exec(readFileSync(stack.configFile, "utf8"))?.[1] ?? "";
  return readFileSync(join(former, "state.json"), "utf8")
    .replaceAll("former-stack", stack.name)
    .replaceAll("http://sandbox", vendors.origin)
    .replaceAll("ENCRYPTION_SALT", salt)
    .replaceAll("CLOUDFLARE_API_TOKEN", cloudflare.apiToken)
    .replaceAll("APIFEW_KEY", apifew.key)
    .replaceAll("CLEVERCLOUD_PASSWORD", clevercloud.password)
    .replaceAll("default_6_22_1", `default_${version.replaceAll(".", "_")}`)
    .replaceAll('"6.22.1"', `"${version}"`);
}

describeWithEngine("a stack created by an earlier version", () => {
  it("previews without a change, for every type of resource, and without a write at a vendor", async () => {
    const deployment = await prepareDeployment(former);
    const { checkout, stack, vendors } = deployment;
    const { signal } = new AbortController();
    const call = { pulumi: join(engine().bin, "pulumi"), cwd: checkout, env: stack.env, signal };
    const file = join(stack.folder, "former-state.json");
    const text = formerState(deployment);
    writeFileSync(file, text);
    const { resources } = State.parse(JSON.parse(text)).deployment;
    const types = resources.map(({ type }) => type.replace(/^pulumi-nodejs:/, ""));
    expect(documentedResources.filter(({ type }) => !types.includes(type))).toEqual([]);
    const imported = await runPulumi(["stack", "import", "--stack", stack.name, "--file", file], call);
    expect(imported.exitCode, imported.stderr).toBe(0);

    const { preview, errors } = await runPreview(["--stack", stack.name], call);

    expect(errors).toEqual([]);
    // Providers are not counted.
    const count = types.filter((type) => !type.startsWith("pulumi:providers:")).length;
    expect(preview?.changes).toEqual({ same: count });
    expect((await vendors.calls()).filter(({ write }) => write)).toEqual([]);
  }, 120_000);
});
