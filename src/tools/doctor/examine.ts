import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import type { Logger } from "pino";
import { ConfigError, configProblemText } from "../../core/config/config-problem.ts";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { vendorSettings } from "../../core/config/vendor-settings.ts";
import { vendorUrls } from "../../core/telemetry/vendor-urls.ts";
import { checkDatabase } from "./check-database.ts";
import { checkClock, checkDisk, checkEngine, checkNode } from "./check-machine.ts";
import { checkProxies } from "./check-proxies.ts";
import { checkPublicUrl } from "./check-public-url.ts";
import { checkSecrets } from "./check-secrets.ts";
import { checkVendors } from "./check-vendors.ts";
import { type Finding, ok, problem } from "./finding.ts";

export interface Machine {
  /** Path of marketplane.yaml. */
  readonly config: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
}

/** Checks in parallel, without changes, everything that a control plane needs. */
export async function examine({ config: file, env, log }: Machine): Promise<Finding[]> {
  const environment = (name: string) => env[name];
  const { config, findings } = readConfiguration(file, environment);
  const checks = [
    [checkNode(process.version)],
    checkEngine(env).then((finding) => [finding]),
    findings,
    checkDisk(config?.database.folder ?? ".").then((finding) => [finding]),
    checkClock(firstVendorOrigin(environment), Date.now).then((finding) => [finding]),
    ...(config === undefined
      ? []
      : [
          checkSecrets(config),
          checkDatabase(config.database, log).then((finding) => [finding]),
          checkVendors(config, vendorSettings(config, environment)),
          checkPublicUrl(config.publicUrl).then((finding) => [finding]),
          checkProxies(config),
        ]),
  ];
  return (await Promise.all(checks)).flat();
}

/** A server with a correct clock; the order of vendors is fixed, so every run uses the same one. */
function firstVendorOrigin(environment: Environment): string {
  const [url = ""] = [...vendorUrls(environment).keys(), ...vendorAccounts.map(({ baseUrl }) => baseUrl)];
  return new URL(url).origin;
}

function readConfiguration(
  file: string,
  environment: (name: string) => string | undefined,
): { readonly config?: ControlPlaneConfig; readonly findings: readonly Finding[] } {
  try {
    return { config: readConfig(file, environment), findings: [ok("configuration", file)] };
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    const remedy = `Fix ${file}; docs/control-plane.md explains every key.`;
    const findings = error.problems.map((found) => problem("configuration", configProblemText(file, found), remedy));
    return { findings };
  }
}
