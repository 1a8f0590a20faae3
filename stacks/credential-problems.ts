import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "./problems.ts";

const credentials = ["cloudflare:apiToken", "cloudflare:apiKey", "apifew:key", "clevercloud:password"];

/**
 * Credentials that stand in the configuration in clear: the engine would write them in clear into the stack's state.
 * Missing ones are told by the resources that need them.
 */
export function credentialProblems(): Problem[] {
  const configured = pulumi.runtime.allConfig();
  return credentials
    .filter((key) => configured[key] && !isSecret(key))
    .map((key) => ({
      where: `configuration ${key}`,
      what: `stands in clear; run \`pulumi config set --secret ${key}\` and put the value in again`,
    }));
}

/** The SDK knows which keys are secret but leaves the function out of its types. */
function isSecret(key: string): boolean {
  const known: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
  return typeof known !== "function" || Boolean(known(key));
}
