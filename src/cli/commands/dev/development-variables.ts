import { join } from "node:path";
import type { SandboxReady } from "../../../tools/sandbox/server.ts";

/** The same in every run, so that a control plane reads what it wrote. It protects only emulated objects. */
const notSecret = "only-for-the-sandbox".repeat(3);

/** The variables of a program or a control plane that runs against a sandbox, never against the vendors. */
export function developmentVariables(
  { cloudflare, apifew, clevercloud, credentials }: SandboxReady,
  { port, folder }: { readonly port: number; readonly folder: string },
): Readonly<Record<string, string>> {
  return {
    CLOUDFLARE_BASE_URL: cloudflare,
    CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken,
    APIFEW_BASE_URL: apifew,
    APIFEW_KEY: credentials.apifew.key,
    CLEVERCLOUD_BASE_URL: clevercloud,
    CLEVERCLOUD_PROVIDER_ID: credentials.clevercloud.providerId,
    CLEVERCLOUD_PROVIDER_PASSWORD: credentials.clevercloud.password,
    CLEVERCLOUD_SSO_SALT: credentials.clevercloud.ssoSalt,
    CLOUDFLARE_APP_PASSWORD: notSecret,
    ENCRYPTION_KEY: notSecret,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PULUMI_BACKEND_URL: `file://${join(folder, ".marketplane/state")}`,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
  };
}
