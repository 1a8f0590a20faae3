import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { type Deployment, prepareDeployment } from "../support/deployment.ts";
import { describeWithEngine } from "../support/engine.ts";

const StateFile = z.object({
  checkpoint: z.object({
    latest: z.object({
      resources: z
        .array(
          z.object({
            type: z.string(),
            inputs: z.record(z.string(), z.unknown()).optional(),
            outputs: z.record(z.string(), z.unknown()).optional(),
          }),
        )
        .default([]),
    }),
  }),
});

const yes = ["--yes", "--skip-preview"];
const silent = () => undefined;

async function run({ stack }: Deployment, ...args: string[]) {
  const result = await stack.run(args, silent);
  expect(result.exitCode, result.output).toBe(0);
  return result;
}

function readState({ stack }: Deployment): string {
  return readFileSync(join(stack.folder, "state/.pulumi/stacks/marketplane", `${stack.name}.json`), "utf8");
}

/** Writes a line to the stack's configuration, over one with the same key. */
function configure({ stack }: Deployment, key: string, value: string): void {
  const config = readFileSync(stack.configFile, "utf8");
  const line = `  ${key}: ${value}`;
  const pattern = new RegExp(`^  ${key}:.*(\\n    .*)*$`, "m");
  writeFileSync(stack.configFile, pattern.test(config) ? config.replace(pattern, line) : `${config}${line}\n`);
}

function manifestOf({
  configVars = ["SANDBOX_ADDON_URL"],
  regions = ["eu"],
  ssoUrl = "https://app.saasprovider.com/s",
}) {
  const production = { baseUrl: "https://app.saasprovider.com/r", ssoUrl };
  return JSON.stringify({ providerId: "sandbox-addon", name: "Add-on", configVars, regions, production });
}

describeWithEngine("the deployment on the real engine", () => {
  it("keeps every secret out of state and output, stores one line of code per type, and can be destroyed by newer code", async () => {
    const deployment = await prepareDeployment();
    const { checkout, stack, vendors } = deployment;

    const up = await run(deployment, "up", ...yes);
    const state = readState(deployment);
    const { licenses } = z
      .object({ licenses: z.array(z.object({ key: z.string(), ownerLogin: z.string() })) })
      .parse(Reflect.get(Object(await (await fetch(`${vendors.ready.control}/state`)).json()), "apifew"));
    const { cloudflare, apifew, clevercloud } = vendors.ready.credentials;
    const keys = licenses.filter(({ ownerLogin }) => ownerLogin.endsWith(".example")).map(({ key }) => key);
    expect(keys).toHaveLength(3);
    for (const secret of [cloudflare.apiToken, apifew.key, clevercloud.password, ...keys]) {
      expect(state).not.toContain(secret);
      expect(up.output).not.toContain(secret);
    }
    expect(state).not.toMatch(/"(password|ssoSalt)":\s*"/);

    const resources = StateFile.parse(JSON.parse(state)).checkpoint.latest.resources;
    const linesOfType = new Map<string, Set<unknown>>();
    for (const { type, inputs, outputs } of resources.filter(({ type }) => /^pulumi-nodejs:\w+:/.test(type))) {
      const lines = linesOfType.get(type) ?? new Set();
      linesOfType.set(type, lines.add(inputs?.__provider).add(outputs?.__provider));
    }
    expect(linesOfType.size).toBe(11);
    for (const [type, lines] of linesOfType) {
      const [line] = [...lines];
      expect([type, lines.size]).toEqual([type, 1]);
      expect(Buffer.byteLength(String(line))).toBeLessThan(100);
    }

    // The program is broken and the provider's code has changed. Neither may affect refresh and
    // destroy.
    writeFileSync(join(checkout, "stacks/index.ts"), 'throw new Error("the program ran");\n');
    appendFileSync(
      join(checkout, "providers/cloudflare/custom-hostname/index.ts"),
      '\nconsole.error("today\'s code ran");\n',
    );
    const refreshed = await run(deployment, "refresh", ...yes);
    expect(refreshed.output).toContain("today's code ran");
    await run(deployment, "destroy", ...yes);
    expect(StateFile.parse(JSON.parse(readState(deployment))).checkpoint.latest.resources).toEqual([]);
    stack.remove();
  }, 180_000);

  it("reports wrong inputs at preview with property, rule and value, and makes no call", async () => {
    const deployment = await prepareDeployment();
    deployment.stack.editTenant("acme.yaml", (yaml) =>
      yaml.replace("shop.acme-shoes.com", "shop acme").replace("plan: basic", "plan: gold"),
    );
    const program = await deployment.stack.run(["preview"], silent);
    expect(program.exitCode).not.toBe(0);
    // All problems at once, each with its line.
    expect(program.output).toMatch(/acme\.yaml:11:5, hostnames\.0\.hostname: must be .* \(it is "shop acme"\)/);
    expect(program.output).toContain('acme.yaml:4:1, plan: "gold" is not in marketplane:plans (known: basic, pro)');
    deployment.stack.editTenant("acme.yaml", (yaml) => yaml.replace("shop acme", "shop.acme-shoes.com"));

    deployment.stack.editTenant("acme.yaml", (yaml) => yaml.replace("plan: gold", "plan: basic"));
    deployment.stack.editTenant("acme.yaml", (yaml) => yaml.slice(0, yaml.indexOf("addon:")));
    configure(
      deployment,
      "marketplane:manifest",
      manifestOf({ regions: ["par"], ssoUrl: "ftp://app.saasprovider.com" }),
    );
    const manifest = await deployment.stack.run(["preview"], silent);
    expect(manifest.exitCode).not.toBe(0);
    expect(manifest.output).toContain('regions must contain "eu" (it is ["par"])');
    expect(manifest.output).toMatch(/production\.ssoUrl must be .* \(it is "ftp:\/\/app\.saasprovider\.com"\)/);
    configure(deployment, "marketplane:manifest", manifestOf({ configVars: ["OTHER_URL"] }));
    const prefix = await deployment.stack.run(["preview"], silent);
    expect(prefix.exitCode).not.toBe(0);
    expect(prefix.output).toMatch(/configVars.*SANDBOX_ADDON_.*OTHER_URL/);
    expect(await deployment.vendors.calls()).toEqual([]);
    deployment.stack.remove();
  }, 120_000);

  it("names missing credentials by configuration key and environment variable, and refuses plain-text ones", async () => {
    const deployment = await prepareDeployment();
    const config = readFileSync(deployment.stack.configFile, "utf8");
    writeFileSync(deployment.stack.configFile, config.replace(/^ {2}apifew:key:\n.*\n/m, ""));
    const missing = await deployment.stack.run(["preview"], silent);
    expect(missing.exitCode).not.toBe(0);
    expect(missing.output).toMatch(/apifew:key.*APIFEW_KEY/);

    configure(deployment, "apifew:key", "a-key-in-clear");
    const clear = await deployment.stack.run(["preview"], silent);
    expect(clear.exitCode).not.toBe(0);
    expect(clear.output).toContain("pulumi config set --secret apifew:key");
    expect(clear.output).not.toContain("a-key-in-clear");
    expect(await deployment.vendors.calls()).toEqual([]);
    deployment.stack.remove();
  }, 120_000);
});
