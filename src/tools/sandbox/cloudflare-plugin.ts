import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { z } from "zod";

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
export function findCloudflarePlugin(env: NodeJS.ProcessEnv): CloudflarePlugin {
  const isOnPath = (env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, pluginName)));
  if (isOnPath) {
    return { folder: undefined, description: `the ${pluginName} on PATH` };
  }
  const version = cloudflareVersion();
  const installed = join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins", `resource-cloudflare-v${version}`);
  if (existsSync(join(installed, pluginName))) {
    return { folder: installed, description: `the installed ${pluginName} ${version}` };
  }
  return {
    folder: join(import.meta.dirname, "pulumi-resource-cloudflare"),
    description: `a stand-in for ${pluginName} (DNS records on the sandbox only; the real one is not installed)`,
  };
}

/** The installed version of @pulumi/cloudflare. */
export function cloudflareVersion(): string {
  const packageJson: unknown = createRequire(import.meta.url)("@pulumi/cloudflare/package.json");
  return z.object({ version: z.string() }).parse(packageJson).version;
}
