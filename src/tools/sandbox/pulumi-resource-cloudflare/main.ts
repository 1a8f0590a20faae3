/**
 * Stand-in for pulumi-resource-cloudflare, the plugin that @pulumi/cloudflare needs and that a closed network cannot
 * download. It knows cloudflare:index/dnsRecord:DnsRecord alone, and only talks to a sandbox on loopback. With the real
 * plugin installed it is not needed: keep this folder off PATH then.
 */
import { createRequire } from "node:module";
import { main } from "@pulumi/pulumi/provider/server.js";
import { z } from "zod";
import { createDnsRecordProvider } from "./dns-record-provider.ts";
import { allowImports, onConfigure } from "./server-requests.ts";
import { toSettings } from "./settings.ts";

// A killed engine closes our standard input without notice. Without this, the process would never exit.
for (const end of ["end", "close", "error"]) {
  process.stdin.once(end, () => process.exit(1));
}
process.stdin.resume();

let configured: Readonly<Record<string, unknown>> = {};
allowImports();
onConfigure((args) => {
  configured = args;
});

/** The version of @pulumi/cloudflare that is installed: the engine warns about a plugin that is older than its SDK. */
const packageJson: unknown = createRequire(import.meta.url)("@pulumi/cloudflare/package.json");
const { version } = z.object({ version: z.string() }).parse(packageJson);

// Settings are looked at with the first call: the engine configures a provider also for runs that never use it.
await main(
  createDnsRecordProvider(version, () => toSettings(configured, process.env)),
  process.argv.slice(2),
);
