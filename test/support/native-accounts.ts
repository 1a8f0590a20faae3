import type { Properties } from "./native-provider.ts";
import type { TestSandbox } from "./sandbox.ts";

/** The accounts of a sandbox as an explicit provider has them. Every read asks the vendor. */
export function accountsOf({ ready: { cloudflare, apifew, clevercloud, credentials } }: TestSandbox): Properties {
  return {
    cloudflare: { apiToken: credentials.cloudflare.apiToken, baseUrl: cloudflare },
    apifew: { key: credentials.apifew.key, baseUrl: apifew },
    clevercloud: { ...credentials.clevercloud, baseUrl: clevercloud },
    bulkReads: "off",
  };
}
