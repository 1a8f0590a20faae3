import { z } from "zod";
import type { Clock } from "../../http/clock.ts";
import type { Transport } from "../connect.ts";
import { backgroundClock } from "./background-clock.ts";
import { CachedLicenses, LicenseCheckLimits, Milliseconds, type RefreshEvent } from "./cached-licenses.ts";
import { connect, connectionFields, parseOptions } from "./connection.ts";
import type { LicenseAnswer } from "./license-answer.ts";

const Options = z.strictObject({
  ...connectionFields,
  ...LicenseCheckLimits.shape,
  /** How long the list of all licenses may take, from the call's start to its last byte. */
  listTimeoutMs: Milliseconds.default(30_000),
});

export type LicenseCheckOptions = z.input<typeof Options> & {
  /** Is told of every refresh, for logs and metrics. */
  readonly onRefresh?: (event: RefreshEvent) => void;
  /** Another time, for tests. */
  readonly clock?: Clock;
  /** Another way to apifew, such as a proxy: a Dispatcher of undici's. */
  readonly dispatcher?: Transport["dispatcher"];
};

/** Says whether licenses are active, from a cache of what apifew said. */
export interface LicenseCheck extends Disposable {
  /** The answer for a license key as it was sent, usually without a call. Does not throw when apifew is down. */
  check(key: string | undefined): Promise<LicenseAnswer>;
  /** Asks for all licenses now; throws when apifew does not answer. */
  refresh(): Promise<void>;
  /** How old the list is, in milliseconds, undefined before the first one, and how long it is. */
  state(): { readonly ageMs: number | undefined; readonly licensesCount: number };
  /** Stops what runs in the background. Checks are answered from what is there then. */
  close(): void;
}

/** The refresher and the next check come by themselves. */
const once = { attemptsMax: 1, delayMs: 0, delayMsMax: 0, retryAfterMsMax: 0 };

/**
 * Starts a license check: all licenses are read at once and then in the background, and checks are answered from them
 * also while apifew is down.
 *
 * @example
 * const licenses = createLicenseCheck({ key: apifewKey });
 * const { isAllowed, verdict, ageMs } = await licenses.check(licenseKey);
 */
export function createLicenseCheck(options: LicenseCheckOptions): LicenseCheck {
  const { clock, dispatcher, onRefresh, ...settings } = options;
  const { key, baseUrl, paths, listTimeoutMs, ...limits } = parseOptions("createLicenseCheck", Options, settings);
  const transport = { retry: once, ...(clock ? { clock } : {}), ...(dispatcher ? { dispatcher } : {}) };
  const account = { key, baseUrl, paths };
  const { listLicenses } = connect(account, { ...transport, timeoutMs: listTimeoutMs });
  const { getLicense } = connect(account, { ...transport, timeoutMs: limits.lookUpTimeoutMs });
  return new CachedLicenses({ listLicenses, getLicense }, limits, { clock: clock ?? backgroundClock, onRefresh });
}
