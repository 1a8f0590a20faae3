import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import { SettingsError } from "@marketplane/providers/settings.ts";
import type { Environment } from "../config/resolve-references.ts";
import { vendorSettings } from "../config/vendor-settings.ts";
import { watchHostnames } from "../hostnames/watch-hostnames.ts";
import type { ServiceContext } from "../service/service-context.ts";
import type { Work } from "./repeat-in-background.ts";

const retryMs = 30_000;

/** What a control plane does by itself; work that has no credentials is left out with a warning. */
export function backgroundWork(context: ServiceContext, environment: Environment): Work[] {
  const { config, db, log, now } = context;
  const settings = vendorSettings(config, environment);
  const work: Readonly<Record<string, () => () => Promise<number>>> = {
    "watching hostnames": () => {
      const cloudflare = connectCloudflare(settings);
      return watchHostnames({ db, cloudflare, zoneId: config.deployment.zoneId, now, log });
    },
  };
  return Object.entries(work).flatMap(([what, begin]) => {
    try {
      return [{ what, round: begin(), retryMs }];
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
      log.warn({ what, reason: error.message }, "left out for want of credentials");
      return [];
    }
  });
}
