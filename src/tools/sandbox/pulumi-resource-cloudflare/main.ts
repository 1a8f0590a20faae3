/**
 * Stand-in for pulumi-resource-cloudflare, the plugin that @pulumi/cloudflare requires and that a closed
 * network cannot download. It supports only cloudflare:index/dnsRecord:DnsRecord, and calls only a sandbox on
 * loopback. It is not needed with the real plugin: keep this folder off PATH then.
 */
import { main } from "@pulumi/pulumi/provider/server.js";
import { cloudflareVersion } from "../cloudflare-plugin.ts";
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

// The engine warns about a plugin that is older than its SDK.
const version = cloudflareVersion();

// Settings are read at the first call, because the engine also configures providers that a run does not use.
await main(
  createDnsRecordProvider(version, () => toSettings(configured, process.env)),
  process.argv.slice(2),
);
