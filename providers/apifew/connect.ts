import { systemClock } from "../http/clock.ts";
import { createHttpClient, type HttpClient, type HttpClientOptions } from "../http/http-client.ts";
import { sharedByAccount } from "../http/shared-by-account.ts";
import { sharedLimiter } from "../http/shared-limiter.ts";
import { areReadsShared } from "../read-settings.ts";
import { readBaseUrl, requireSetting, type Settings, SettingsError } from "../settings.ts";
import { type ApifewClient, createApifewClient } from "./client.ts";
import { faultOf } from "./fault.ts";
import { readPaths } from "./paths.ts";

const key = { key: "apifew:key", env: "APIFEW_KEY" };
const baseUrl = { key: "apifew:baseUrl", env: "APIFEW_BASE_URL" };

/** No budget is documented. */
const budget = { calls: 50, windowMs: 1_000 };

const clients = sharedByAccount<ApifewClient>();

/** What tests put in the place of the real network and the real time. */
type Transport = Pick<HttpClientOptions, "clock" | "dispatcher">;

/** Makes apifew's client from the application's key. */
export function connectApifew(settings: Settings, transport: Transport = {}): ApifewClient {
  const url = readBaseUrl(settings, baseUrl, "https://gw.apifew.com");
  const secret = requireSetting(settings, key, "apifew's key");
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    throw new SettingsError(`${key.key} (${key.env}) has a blank or a letter that no Apifew-Key has`);
  }
  const clientOf = (headers: Readonly<Record<string, string>>): HttpClient =>
    createHttpClient({
      vendor: "apifew",
      baseUrl: url,
      headers,
      secrets: [secret],
      faultOf,
      limiter: sharedLimiter(`${url} ${secret}`, budget, transport.clock ?? systemClock),
      ...transport,
    });
  const paths = readPaths(settings);
  const options = { areReadsShared: areReadsShared(settings), clock: transport.clock ?? systemClock };
  const connect = () =>
    createApifewClient({ provider: clientOf({ "Apifew-Key": secret }), consumer: clientOf({}) }, paths, options);
  // Licenses and their use are read from the same answers, so the resources of both types share a client.
  return transport.clock || transport.dispatcher
    ? connect()
    : clients([url, secret, JSON.stringify(paths), String(options.areReadsShared)], connect);
}
