import { Command } from "commander";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { clevercloudCommand } from "./simulate/clevercloud.ts";
import { cloudflareAppCommand } from "./simulate/cloudflare-app.ts";

/** marketplane simulate: plays a marketplace against any provider's endpoint. */
export function simulateCommand(environment: CommandEnvironment): Command {
  return new Command("simulate")
    .description("Play a marketplace: call any provider's endpoint as the marketplace does, and check the answers")
    .addCommand(clevercloudCommand(environment))
    .addCommand(cloudflareAppCommand(environment));
}
