import * as pulumi from "@pulumi/pulumi";
import { isSecretSetting } from "./deployment-settings.ts";
import type { Problem } from "./problems.ts";

const credentials = ["cloudflare:apiToken", "cloudflare:apiKey", "apifew:key", "clevercloud:password"];

/**
 * Credentials that stand in the configuration in clear: the engine would write them in clear into the stack's state.
 * Missing ones are reported by the resources that need them.
 */
export function credentialProblems(): Problem[] {
  const configured = pulumi.runtime.allConfig();
  return credentials
    .filter((key) => configured[key] && !isSecretSetting(key))
    .map((key) => ({
      where: `configuration ${key}`,
      what: `stands in clear; run \`pulumi config set --secret ${key}\` and put the value in again`,
    }));
}
