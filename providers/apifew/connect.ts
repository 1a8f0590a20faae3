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

/** What an Apifew-Key is made of. */
export const keyPattern = /^[\x21-\x7e]+$/;

/** What the clients of an account keep to; no budget is documented. */
export const apifewBudget = { calls: 50, windowMs: 1_000 };

const clients = sharedByAccount<ApifewClient>();

/** Time and network; what is given here makes a client of the caller's own. The budget stays the account's. */
export type Transport = Partial<Pick<HttpClientOptions, "clock" | "dispatcher" | "timeoutMs" | "retry" | "limiter">>;

/** An application's account at apifew. */
export interface Account {
  readonly baseUrl: string;
  /** The Apifew-Key. */
  readonly key: string;
  readonly paths: ApifewPaths;
  readonly areReadsShared: boolean;
}

/** Makes apifew's client from the application's key in the settings. */
export function connectApifew(settings: Settings, transport: Transport = {}): ApifewClient {
  const url = readBaseUrl(settings, baseUrl, apifewAccount.baseUrl);
  const secret = requireSetting(settings, key, "apifew's key");
  if (!keyPattern.test(secret)) {
    throw new SettingsError(`${key.key} (${key.env}) has a blank or a letter that no Apifew-Key has`);
  }
  return connectAccount(
    { baseUrl: url, key: secret, paths: readPaths(settings), areReadsShared: areReadsShared(settings) },
    transport,
  );
}

/** Makes apifew's client of an account. */
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
  // Licenses and their use are read from the same answers, so the resources of both types share a client.
  return Object.keys(transport).length > 0
    ? connect()
    : clients([account.baseUrl, account.key, JSON.stringify(account.paths), String(account.areReadsShared)], connect);
}

/** Makes the calls of an end-user's client, who has a license and no key of the application. */
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
