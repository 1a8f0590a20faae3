import type { Fetch } from "../../../../../src/tools/simulate/caller.ts";
import { cloudflareAppChecks } from "../../../../../src/tools/simulate/cloudflare-app/checks.ts";
import { CloudflareAppMarketplace } from "../../../../../src/tools/simulate/cloudflare-app/cloudflare-app-marketplace.ts";
import type { AppSubject } from "../../../../../src/tools/simulate/cloudflare-app/subject.ts";
import { runChecks } from "../../../../../src/tools/simulate/run-checks.ts";
import { type AppRules, appCredentials, ReferenceApp } from "../../../../support/reference-app.ts";
import type { Mutant, Relay } from "../mutant.ts";

const nowMs = Date.UTC(2031, 4, 6, 7, 8, 9);

export const subject: AppSubject = {
  target: "https://app.test/app",
  account: appCredentials,
  pathSecret: undefined,
  encodings: ["form", "json"],
  plan: "basic",
  slowMs: 60_000,
};

export interface RunDetails {
  readonly rules?: Partial<AppRules>;
  readonly relay?: Relay;
  readonly subject?: Partial<AppSubject>;
}

export interface AppMutant extends Mutant, RunDetails {}

/** Runs every check. */
export async function simulate({ rules, relay, subject: changes }: RunDetails = {}) {
  const app = new ReferenceApp(rules);
  const forward = async (request: Request) => {
    const response = await app.app.fetch(request);
    response.headers.set("Date", new Date(nowMs).toUTCString());
    return response;
  };
  const fetch: Fetch = (url, init) => {
    const request = new Request(url, init);
    return relay ? relay(request, forward) : forward(request);
  };
  const options = { fetch, timeoutMs: 30_000, now: () => nowMs };
  const market = new CloudflareAppMarketplace({ ...subject, ...changes }, options);
  const report = await runChecks(market, cloudflareAppChecks);
  const ids = (outcome: string) => report.checks.filter((check) => check.outcome === outcome).map(({ id }) => id);
  return { report, app, failed: ids("fail"), warned: ids("warning"), skipped: ids("skipped") };
}
