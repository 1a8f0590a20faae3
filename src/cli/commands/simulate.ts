import type { Settings } from "@marketplane/providers/settings.ts";
import { Command } from "commander";
import { clevercloudCommand } from "./simulate-clevercloud.ts";
import { cloudflareAppCommand } from "./simulate-cloudflare-app.ts";

/** marketplane simulate: is the marketplace, against any provider's endpoint. */
export function simulateCommand({ environment }: Pick<Settings, "environment">): Command {
  return new Command("simulate")
    .description("Is the marketplace: calls any provider's endpoint as it does, and checks the answers")
    .addCommand(clevercloudCommand(environment))
    .addCommand(cloudflareAppCommand(environment));
}
