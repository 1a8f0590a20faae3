import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import type { ResourceProvider } from "../../providers/engine-types.ts";
import { definitionTypeOf, engineTypeOf } from "../../providers/engine-types.ts";
import { resources as kinds } from "../../providers/vendors.ts";
import { describeWithEngine } from "../support/engine.ts";
import { type DriftDeployment, startDriftDeployment } from "./drift-deployment.ts";
import { handChanges } from "./drift-hand-changes.ts";

const Resource = z.object({ type: z.string(), outputs: z.record(z.string(), z.unknown()).default({}) });
const State = z.object({ checkpoint: z.object({ latest: z.object({ resources: z.array(Resource) }) }) });
const silent = () => undefined;
const yes = ["--yes", "--skip-preview"];

function stateOf({ stack }: DriftDeployment): string {
  return readFileSync(`${stack.folder}/state/.pulumi/stacks/marketplane/${stack.name}.json`, "utf8");
}

/** Our resources in the state under a provider. */
function ownOf(deployment: DriftDeployment, provider: ResourceProvider) {
  const { resources } = State.parse(JSON.parse(stateOf(deployment))).checkpoint.latest;
  return resources.filter(({ type }) => type === engineTypeOf(definitionTypeOf(type) ?? "", provider));
}

async function run({ stack }: DriftDeployment, ...args: string[]): Promise<string> {
  const { exitCode, output } = await stack.run(args, silent);
  expect(exitCode, output).toBe(0);
  return output;
}

function choose({ stack: { configFile } }: DriftDeployment, provider: ResourceProvider): void {
  const config = readFileSync(configFile, "utf8").replace(/^ {2}marketplane:provider: .*\n/m, "");
  writeFileSync(configFile, config.replace(/^config:\n/m, `config:\n  marketplane:provider: ${provider}\n`));
}

describeWithEngine("a deployment that moves to the native provider and back", () => {
  it("makes no call, replaces nothing and keeps its secrets encrypted, with every type; drift sees both", async () => {
    const deployment = await startDriftDeployment();
    const { vendors, stack } = deployment;
    await deployment.up();
    const count = ownOf(deployment, "dynamic").length;
    const types = new Set(ownOf(deployment, "dynamic").map(({ type }) => definitionTypeOf(type)));
    expect([...types].toSorted()).toEqual(kinds.map(({ definition }) => definition.type).toSorted());
    const { cloudflare, apifew, clevercloud } = vendors.ready.credentials;
    const secrets = [cloudflare.apiToken, apifew.key, clevercloud.password];
    const move = async (provider: ResourceProvider) => {
      const { length } = await vendors.calls();
      choose(deployment, provider);
      const output = await run(deployment, "up", ...yes);
      expect((await vendors.calls()).slice(length)).toEqual([]);
      // The one change is the provider itself, which has the accounts of native resources.
      expect(output).toMatch(provider === "native" ? /\+ 1 created\s+25 unchanged/ : /- 1 deleted\s+25 unchanged/);
      expect(ownOf(deployment, provider)).toHaveLength(count);
      expect(secrets.filter((secret) => `${stateOf(deployment)}${output}`.includes(secret))).toEqual([]);
      expect(stateOf(deployment)).not.toMatch(/"(password|ssoSalt)":\s*"/);
    };

    await handChanges["metadata of shop"]?.(deployment);
    const before = await deployment.report();
    expect(before.findings.filter(({ kind }) => kind === "changed")).toHaveLength(1);
    await move("native");
    const { findings, errors, summary } = await deployment.report();
    expect({ errors, compared: summary.resources }).toEqual({ errors: [], compared: before.summary.resources });
    // The same finding, so that a baseline, an issue and an open finding of before still apply.
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual(
      before.findings.map(({ fingerprint }) => fingerprint),
    );
    expect(findings.find(({ kind }) => kind === "changed")?.urn).toContain("$marketplane:cloudflare:CustomHostname::");
    const remediated = await deployment.drift("--remediate", "--yes");
    expect(remediated.code, remediated.stdout).toBe(0);

    // A resource that was created under the native provider gets the line of its code on the way back.
    stack.editTenant("acme.yaml", (yaml) =>
      yaml.replace(/\n {2}- hostname: status.*\n/, "\n  - hostname: new.acme-shoes.com\n"),
    );
    await run(deployment, "up", ...yes);
    const { length } = await vendors.calls();
    choose(deployment, "dynamic");
    expect(await run(deployment, "up", ...yes)).not.toMatch(/replaced|created/);
    expect((await vendors.calls()).slice(length)).toEqual([]);
    expect(ownOf(deployment, "dynamic").filter(({ outputs }) => typeof outputs.__provider !== "string")).toEqual([]);
    expect(await deployment.report()).toMatchObject({ result: "clean" });
    await run(deployment, "destroy", ...yes);
    stack.remove();
  }, 300_000);
});
