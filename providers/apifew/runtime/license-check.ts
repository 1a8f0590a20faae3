import { z } from "zod";
import type { Clock } from "../../http/clock.ts";
import type { Transport } from "../connect.ts";
import { backgroundClock } from "./background-clock.ts";
import { CachedLicenses, LicenseCheckLimits, Milliseconds, type RefreshEvent } from "./cached-licenses.ts";
import { connect, connectionFields, parseOptions } from "./connection.ts";
import type { LicenseCheck } from "./license-answer.ts";

const Options = z.strictObject({
  ...connectionFields,
  ...LicenseCheckLimits.shape,
  /** Time limit for fetching the list of all licenses, from the start of the call to the last byte. */
  listTimeoutMs: Milliseconds.default(30_000),
});

export type LicenseCheckOptions = z.input<typeof Options> & {
  /** Called after every refresh, for logs and metrics. */
  readonly onRefresh?: (event: RefreshEvent) => void;
  /** Replaces the clock, for tests. */
  readonly clock?: Clock;
  /** Another route to apifew, such as a proxy: an undici Dispatcher. */
  readonly dispatcher?: Transport["dispatcher"];
};

/** Calls are not retried: the refresher and the next check make new ones anyway. */
const once = { attemptsMax: 1, delayMs: 0, delayMsMax: 0, retryAfterMsMax: 0 };

/**
 * Starts a license check. All licenses are fetched immediately and then regularly in the background. Checks
 * are answered from them, even while apifew is unavailable.
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
