import type { Fetch } from "../../../../../src/tools/simulate/caller.ts";
import { clevercloudChecks } from "../../../../../src/tools/simulate/clevercloud/checks.ts";
import { ClevercloudMarketplace } from "../../../../../src/tools/simulate/clevercloud/clevercloud-marketplace.ts";
import type { ClevercloudSubject } from "../../../../../src/tools/simulate/clevercloud/subject.ts";
import { runChecks } from "../../../../../src/tools/simulate/run-checks.ts";
import {
  ReferenceProvider,
  type Rules,
  referenceCredentials,
  referenceSalt,
} from "../../../../support/reference-provider.ts";
import type { Mutant, Relay } from "../mutant.ts";

const origin = "https://provider.test";
/** Later than any real clock, so that nothing can depend on the machine's clock. */
export const nowMs = Date.UTC(2031, 4, 6, 7, 8, 9);

export const signIn = {
  url: `${origin}/clevercloud/sso/login`,
  salt: referenceSalt,
  proof: "signature",
  opensNewTab: false,
  consoleOrigin: "https://console.clever-cloud.com",
} as const;

export const subject: ClevercloudSubject = {
  target: `${origin}/clevercloud/resources`,
  providerId: referenceCredentials.user,
  password: referenceCredentials.password,
  plan: "basic",
  otherPlan: "premium",
  region: "EU",
  ownerId: "orga_simulated",
  ownerName: "Simulated Company",
  userId: "user_simulated",
  email: "simulated@example.com",
  configVars: ["SHOE_SHOP_URL"],
  signIn,
  dialect: { repeatDelete: "success", planChange: true },
  copies: 5,
  slowMs: 60_000,
};

export interface RunDetails {
  readonly rules?: Partial<Rules>;
  readonly relay?: Relay;
  readonly subject?: Partial<ClevercloudSubject>;
  readonly signal?: AbortSignal;
}

export interface ClevercloudMutant extends Mutant, Omit<RunDetails, "signal"> {}

export function setUp({ rules, relay, subject: changes }: RunDetails = {}) {
  const provider = new ReferenceProvider({ rules, now: () => nowMs });
  const forward = async (request: Request) => {
    const response = await provider.app.fetch(request);
    response.headers.set("Date", new Date(nowMs).toUTCString());
    return response;
  };
  const fetch: Fetch = (url, init) => {
    const request = new Request(url, init);
    return relay ? relay(request, forward) : forward(request);
  };
  const market = new ClevercloudMarketplace({ ...subject, ...changes }, { fetch, timeoutMs: 30_000, now: () => nowMs });
  return { provider, market };
}

/** Runs every check. */
export async function simulate(details: RunDetails = {}) {
  const { provider, market } = setUp(details);
  const report = await runChecks(market, clevercloudChecks, details.signal);
  const ids = (outcome: string) => report.checks.filter((check) => check.outcome === outcome).map(({ id }) => id);
  return { report, provider, failed: ids("fail"), warned: ids("warning"), skipped: ids("skipped") };
}
