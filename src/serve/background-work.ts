import { connectApifew } from "@marketplane/providers/apifew/connect.ts";
import { readCounters } from "@marketplane/providers/apifew/read-counters.ts";
import { connectClevercloud } from "@marketplane/providers/clevercloud/connect.ts";
import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import { SettingsError } from "@marketplane/providers/settings.ts";
import type { Environment } from "../config/resolve-references.ts";
import { vendorSettings } from "../config/vendor-settings.ts";
import { carryOutRechecks } from "../hostnames/rechecks.ts";
import { watchHostnames } from "../hostnames/watch-hostnames.ts";
import { billUsage } from "../metering/bill-usage.ts";
import { recordCounters } from "../metering/record-counters.ts";
import type { ServiceContext } from "../service/service-context.ts";
import type { Metrics } from "../telemetry/create-metrics.ts";
import type { Alarm } from "./alarm.ts";
import type { Work } from "./repeat-in-background.ts";

const retryMs = 30_000;
const counterIntervalMs = 3_600_000;

interface WorkParts {
  readonly environment: Environment;
  readonly metrics: Metrics;
  /** Rings when the hostnames are to be looked at. */
  readonly hostnameAlarm: Alarm;
}

const watching = "watching hostnames";

/** What a control plane does by itself; work that has no credentials is left out with a warning. */
export function backgroundWork(
  context: ServiceContext,
  { environment, metrics, hostnameAlarm: alarm }: WorkParts,
): Work[] {
  const { config, db, log, now } = context;
  const settings = vendorSettings(config, environment);
  const { counters, graceHours } = config.metering;
  const readingCounters = () => {
    const apifew = connectApifew(settings);
    const read = (name: string, logins: Iterable<string>) => readCounters(apifew, name, logins);
    return async () => {
      await recordCounters({ db, readCounters: read, counters, log });
      return counterIntervalMs;
    };
  };
  const work: Readonly<Record<string, () => () => Promise<number>>> = {
    [watching]: () => {
      const cloudflare = connectCloudflare(settings);
      return watchHostnames({ db, cloudflare, zoneId: config.deployment.zoneId, now, log, alarm });
    },
    "checking hostnames again": () => {
      const cloudflare = connectCloudflare(settings);
      const lookAtHostnames = () => alarm.ring();
      return carryOutRechecks({ db, cloudflare, zoneId: config.deployment.zoneId, now, log, lookAtHostnames });
    },
    ...(Object.keys(counters).length > 0 && { "reading counters": readingCounters }),
    ...(config.clevercloud && {
      "billing usage": () => {
        const { vendorApi } = connectClevercloud(settings);
        return billUsage({ db, vendorApi, log, sent: metrics.consumptions, now, graceHours });
      },
    }),
  };
  return Object.entries(work).flatMap(([what, begin]) => {
    try {
      return [{ what, round: begin(), retryMs, ...(what === watching && { alarm }) }];
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
      log.warn({ what, reason: error.message }, "left out for want of credentials");
      return [];
    }
  });
}
