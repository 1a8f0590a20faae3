import { connectApifew } from "@marketplane/providers/apifew/connect.ts";
import { readCounters } from "@marketplane/providers/apifew/read-counters.ts";
import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import { type Settings, SettingsError } from "@marketplane/providers/settings.ts";
import type { Work } from "../core/background/repeat-in-background.ts";
import type { Wakeup } from "../core/background/wakeup.ts";
import type { ControlPlaneConfig } from "../core/config/control-plane-config.ts";
import type { Environment } from "../core/config/resolve-references.ts";
import { vendorSettings } from "../core/config/vendor-settings.ts";
import type { Metrics } from "../core/telemetry/create-metrics.ts";
import { inspectHostnames } from "../fleet/hostnames/inspect-hostnames.ts";
import { runRechecks } from "../fleet/hostnames/rechecks.ts";
import { watchHostnames } from "../fleet/hostnames/watch-hostnames.ts";
import { billBeforeRemoval } from "../fleet/metering/bill-before-removal.ts";
import { billUsage } from "../fleet/metering/bill-usage.ts";
import { recordCounters } from "../fleet/metering/record-counters.ts";
import type { UsageBilling } from "../fleet/metering/usage-billing.ts";
import type { ServiceContext } from "../http/kernel/service-context.ts";
import { marketplaces } from "../http/marketplaces/index.ts";

const retryMs = 30_000;
/**
 * Counters are read every 30 minutes. When an add-on is deleted, at most an hour of usage is lost, including
 * the wait for billing.
 */
const counterIntervalMs = 1_800_000;

interface WorkParts {
  readonly environment: Environment;
  readonly metrics: Metrics;
  /** Triggers an early check of the hostnames. */
  readonly hostnameWakeup: Wakeup;
}

const watching = "watching hostnames";

/**
 * Bills a tenant's usage before its deletion is answered; undefined without credentials for a marketplace
 * that bills usage.
 */
export function removalBilling(
  { config, terms, db, log, now }: Pick<ServiceContext, "config" | "terms" | "db" | "log" | "now">,
  { environment, metrics }: Pick<WorkParts, "environment" | "metrics">,
): ServiceContext["billBeforeRemoval"] {
  const { counters } = config.metering;
  const settings = vendorSettings(config, environment);
  const billings = billingMarketplaces(config).flatMap((bill) => unlessMissing(() => bill(settings)) ?? []);
  if (billings.length === 0) {
    return undefined;
  }
  const apifew = Object.keys(counters).length > 0 ? unlessMissing(() => connectApifew(settings)) : undefined;
  const read = apifew && ((name: string, logins: Iterable<string>) => readCounters(apifew, name, logins));
  const parts = { db, log, sent: metrics.consumptions, now, counters, terms, readCounters: read };
  const bySource = new Map<string, ReturnType<typeof billBeforeRemoval>>(
    billings.map((billing) => [billing.source, billBeforeRemoval({ ...parts, billing })]),
  );
  return async (tenant) => bySource.get(tenant.source)?.(tenant);
}

/** The configured marketplaces that bill usage; each throws SettingsError if its credentials are missing. */
function billingMarketplaces(config: ControlPlaneConfig): ((settings: Settings) => UsageBilling)[] {
  return marketplaces.flatMap(({ source, endpoint, billConsumption }) =>
    billConsumption === undefined || endpoint(config) === undefined
      ? []
      : [(settings) => ({ source, billConsumption: billConsumption(settings) })],
  );
}

function unlessMissing<Client>(connect: () => Client): Client | undefined {
  try {
    return connect();
  } catch (error) {
    if (error instanceof SettingsError) {
      return undefined;
    }
    throw error;
  }
}

/** The background work of a control plane. Work without credentials is skipped with a warning. */
export function backgroundWork(
  context: ServiceContext,
  { environment, metrics, hostnameWakeup: wakeup }: WorkParts,
): Work[] {
  const { config, terms, db, log, now } = context;
  const settings = vendorSettings(config, environment);
  const { counters, graceHours, billEveryMinutes } = config.metering;
  const readingCounters = () => {
    const apifew = connectApifew(settings);
    const read = (name: string, logins: Iterable<string>) => readCounters(apifew, name, logins);
    return async () => {
      await recordCounters({ db, readCounters: read, counters, terms, log });
      return counterIntervalMs;
    };
  };
  const billing = (bill: (settings: Settings) => UsageBilling) => () =>
    billUsage({
      ...{ db, log, sent: metrics.consumptions, now, graceHours, billEveryMinutes },
      billing: bill(settings),
    });
  const work: readonly (readonly [string, () => () => Promise<number>])[] = [
    [
      watching,
      () => {
        const cloudflare = connectCloudflare(settings);
        return watchHostnames({ db, cloudflare, zoneId: config.deployment.zoneId, now, log, wakeup });
      },
    ],
    [
      "inspecting hostnames",
      () => {
        const cloudflare = connectCloudflare(settings);
        const intervalMs = config.hostnames.inspectEveryMinutes * 60_000;
        return inspectHostnames({ db, cloudflare, zoneId: config.deployment.zoneId, now, log, intervalMs });
      },
    ],
    [
      "checking hostnames again",
      () => {
        const cloudflare = connectCloudflare(settings);
        const pollHostnames = () => wakeup.ring();
        return runRechecks({ db, cloudflare, zoneId: config.deployment.zoneId, now, log, pollHostnames });
      },
    ],
    ...(Object.keys(counters).length > 0 ? [["reading counters", readingCounters] as const] : []),
    ...billingMarketplaces(config).map((bill) => ["billing usage", billing(bill)] as const),
  ];
  return work.flatMap(([what, begin]) => {
    try {
      return [{ what, round: begin(), retryMs, ...(what === watching && { wakeup }) }];
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
      log.warn({ what, reason: error.message }, "background work skipped: credentials are missing");
      return [];
    }
  });
}
