import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const pluginName = "pulumi-resource-cloudflare";

export interface CloudflarePlugin {
  /** The folder to add to PATH; undefined if PATH already has the plugin. */
  readonly folder: string | undefined;
  readonly description: string;
}

/**
 * Finds the plugin of @pulumi/cloudflare, which manages DNS records: the installed one, otherwise the
 * sandbox's stand-in, because no package registry has the real one.
 */
export function findCloudflarePlugin(root: string, version: string, env: NodeJS.ProcessEnv): CloudflarePlugin {
  const isOnPath = (env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, pluginName)));
  if (isOnPath) {
    return { folder: undefined, description: `the ${pluginName} on PATH` };
  }
  const installed = join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins", `resource-cloudflare-v${version}`);
  if (existsSync(join(installed, pluginName))) {
    return { folder: installed, description: `the installed ${pluginName} ${version}` };
  }
  return {
    folder: join(root, "src/tools/sandbox/pulumi-resource-cloudflare"),
    description: `a stand-in for ${pluginName} (DNS records on the sandbox only; the real one is not installed)`,
  };
}
