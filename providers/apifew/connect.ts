import { systemClock } from "../http/clock.ts";
import { createHttpClient, type HttpClient, type HttpClientOptions } from "../http/http-client.ts";
import { sharedByAccount } from "../http/shared-by-account.ts";
import { sharedLimiter } from "../http/shared-limiter.ts";
import { areReadsShared } from "../read-settings.ts";
import { readBaseUrl, requireSetting, type Settings, SettingsError } from "../settings.ts";
import { apifewAccount } from "./account.ts";
import { type ApifewClient, createApifewClient } from "./client.ts";
import { createConsumerCalls } from "./consumer-calls.ts";
import { faultOf } from "./fault.ts";
import { type ApifewPaths, readPaths } from "./paths.ts";

const { key, baseUrl } = apifewAccount.settings;

/** The characters of an Apifew-Key. */
export const keyPattern = /^[\x21-\x7e]+$/;

/** Rate limits for an account's clients; apifew documents none. */
export const apifewBudget = { calls: 50, windowMs: 1_000 };

const clients = sharedByAccount<ApifewClient>();

/**
 * Overrides of time and network; a caller that sets them gets a client of its own. The rate limit stays that
 * of the account.
 */
export type Transport = Partial<Pick<HttpClientOptions, "clock" | "dispatcher" | "timeoutMs" | "retry" | "limiter">>;

/** An application's account at apifew. */
export interface Account {
  readonly baseUrl: string;
  /** The Apifew-Key. */
  readonly key: string;
  readonly paths: ApifewPaths;
  readonly areReadsShared: boolean;
}

/** Creates apifew's client with the application's key from the settings. */
export function connectApifew(settings: Settings, transport: Transport = {}): ApifewClient {
  const url = readBaseUrl(settings, baseUrl, apifewAccount.baseUrl);
  const secret = requireSetting(settings, key, "apifew's key");
  if (!keyPattern.test(secret)) {
    throw new SettingsError(
      `${key.key} (${key.env}) contains a space or another character that an Apifew-Key cannot have`,
    );
  }
  return connectAccount(
    { baseUrl: url, key: secret, paths: readPaths(settings), areReadsShared: areReadsShared(settings) },
    transport,
  );
}

/** Creates apifew's client for an account. */
export function connectAccount(account: Account, transport: Transport = {}): ApifewClient {
  const options = { areReadsShared: account.areReadsShared, clock: transport.clock ?? systemClock };
  const connect = () =>
    createApifewClient(
      {
        provider: httpOf(account.baseUrl, account.key, { "Apifew-Key": account.key }, transport),
        consumer: httpOf(account.baseUrl, account.key, {}, transport),
      },
      account.paths,
      options,
    );
  // Licenses and license uses are read from the same responses, so both resource types share a client.
  return Object.keys(transport).length > 0
    ? connect()
    : clients([account.baseUrl, account.key, JSON.stringify(account.paths), String(account.areReadsShared)], connect);
}

/** Creates a client for an end-user's calls, with a license and without the application's key. */
export function connectConsumer(baseUrl: string, licenseKey: string, transport: Transport = {}) {
  return createConsumerCalls(httpOf(baseUrl, licenseKey, {}, transport));
}

function httpOf(
  baseUrl: string,
  secret: string,
  headers: Readonly<Record<string, string>>,
  transport: Transport,
): HttpClient {
  return createHttpClient({
    vendor: "apifew",
    baseUrl,
    headers,
    secrets: [secret],
    faultOf,
    limiter: sharedLimiter(`${baseUrl} ${secret}`, apifewBudget, transport.clock ?? systemClock),
    ...transport,
  });
}
