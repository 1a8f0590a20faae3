import { cpSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { onTestFinished } from "vitest";
import { engineEnvironment } from "../../engine/environment.ts";
import { runPulumi } from "../../engine/run-pulumi.ts";
import { type EmulatedVendors, startEmulatedVendors } from "../../src/project/demo/emulated-vendors.ts";
import { findCloudflarePlugin } from "../../src/tools/sandbox/cloudflare-plugin.ts";
import { copyCheckout } from "./checkout.ts";
import { engine } from "./engine.ts";
import { type GitRepository, newRepository } from "./git-repository.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A repository with the example deployment, its vendors, and the settings for a watcher. */
export interface GitopsFixture {
  readonly repository: GitRepository;
  readonly vendors: EmulatedVendors;
  /** The watcher's own folder. */
  readonly folder: string;
  /** The folder node_modules for every commit's program. */
  readonly packages: string;
  readonly pulumi: string;
  /** Contains the vendors' credentials, and a backend of the test. */
  readonly env: Readonly<Record<string, string>>;
  /** The configuration of the stack fleet. */
  readonly stackFile: string;
}

/** The example deployment in Git, as a platform engineer sets it up, without its tenants. */
export async function prepareGitops(): Promise<GitopsFixture> {
  const checkout = await copyCheckout();
  const home = await temporaryFolder();
  const vendors = await startEmulatedVendors(checkout, home, join(checkout, "examples/deployment/seed.yaml"));
  onTestFinished(() => vendors.stop());
  const plugin = findCloudflarePlugin({ PULUMI_HOME: checkout });
  const { cloudflare, apifew, clevercloud } = vendors.ready.credentials;
  const variables = {
    CLOUDFLARE_API_TOKEN: cloudflare.apiToken,
    APIFEW_KEY: apifew.key,
    CLEVERCLOUD_PROVIDER_ID: clevercloud.providerId,
    CLEVERCLOUD_PROVIDER_PASSWORD: clevercloud.password,
  };
  const base = engineEnvironment({ engine: engine(), withheld: vendorVariablePrefixes, home, variables });
  const env = plugin.folder === undefined ? base : { ...base, PATH: `${plugin.folder}${delimiter}${base.PATH}` };
  const pulumi = join(engine().bin, "pulumi");
  const repository = await newRepository();
  for (const name of ["Pulumi.yaml", "package.json", "providers", "stacks"]) {
    cpSync(join(checkout, name), join(repository.folder, name), { recursive: true });
  }
  const call = { pulumi, cwd: repository.folder, env, signal: new AbortController().signal };
  const { exitCode, stderr } = await runPulumi(["stack", "init", "fleet"], call);
  if (exitCode !== 0) {
    throw new Error(stderr);
  }
  const salt = readFileSync(join(repository.folder, "Pulumi.fleet.yaml"), "utf8");
  const config = readFileSync(join(checkout, "examples/deployment/config.yaml"), "utf8")
    .replaceAll("http://sandbox", vendors.origin)
    .replace(/^marketplane:tenants:.*\n/m, "")
    .replaceAll(/^(?=.)/gm, "  ");
  const stackFile = `${salt}config:\n${config}`;
  const packages = join(checkout, "node_modules");
  return { repository, vendors, folder: await temporaryFolder(), packages, pulumi, env, stackFile };
}

/** A tenant's file with one hostname and without an add-on. */
export function tenantYaml(id: string, hostname = `www.${id}-shop.com`): string {
  return `id: ${id}\nplan: basic\nowner: { login: owner@${id}.example }\nhostnames:\n  - hostname: ${hostname}\n`;
}

/** The customers' hostnames and users at the vendors. */
export async function customersOf(vendors: EmulatedVendors): Promise<{ hostnames: string[]; logins: string[] }> {
  const { cloudflare, apifew } = await vendors.state();
  return {
    hostnames: cloudflare.zones.flatMap((zone) => zone.custom_hostnames.map(({ hostname }) => hostname)).sort(),
    logins: apifew.users.map(({ login }) => login).sort(),
  };
}
