import { findCloudflarePlugin } from "../../../tools/sandbox/cloudflare-plugin.ts";

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * The folders to add to PATH so that a program can manage DNS records in a sandbox: the stand-in for the plugin of
 * `@pulumi/cloudflare`, if the plugin is not installed and Cloudflare's API is on loopback.
 */
export function sandboxPluginFolders(env: NodeJS.ProcessEnv): readonly string[] {
  if (!loopback.has(URL.parse(env.CLOUDFLARE_BASE_URL ?? "")?.hostname ?? "")) {
    return [];
  }
  const { folder } = findCloudflarePlugin(env);
  return folder === undefined ? [] : [folder];
}
