import pLimit, { type LimitFunction } from "p-limit";
import { systemClock } from "../http/clock.ts";
import { createHttpClient, type HttpClient, type HttpClientOptions } from "../http/http-client.ts";
import { noticeWrites } from "../http/notice-writes.ts";
import { sharedByAccount } from "../http/shared-by-account.ts";
import { sharedLimiter } from "../http/shared-limiter.ts";
import { areReadsShared } from "../read-settings.ts";
import { readBaseUrl, requireSetting, type Settings, SettingsError } from "../settings.ts";
import { clevercloudAccount } from "./account.ts";
import { faultOf } from "./fault.ts";
import { createProviderClient, type ProviderClient } from "./provider-client.ts";
import { isProviderId } from "./provider-id.ts";
import { createVendorApiClient, type VendorApiClient } from "./vendor-api-client.ts";

const { providerId, password, baseUrl } = clevercloudAccount.settings;

/** No rate limit is documented. The API was seen to answer 503 at about ten concurrent calls. */
const budget = { calls: 100, windowMs: 1_000 };
const callsAtOnceMax = 4;
/** One per side for the whole process: resources of all types share them. */
const vendorCalls = pLimit(callsAtOnceMax);
const providerCalls = pLimit(callsAtOnceMax);
const clients = sharedByAccount<ClevercloudClient>();

/**
 * Both sides of a marketplace: Clever Cloud's API for providers, and a provider's endpoint for Clever Cloud.
 */
export interface ClevercloudClient {
  readonly vendorApi: VendorApiClient;
  /** The provider whose manifest has this `base_url`. */
  readonly providerAt: (baseUrl: string) => ProviderClient;
  /** The URL at which a provider reads an add-on that it has provisioned. */
  readonly callbackUrlOf: (addonId: string) => string;
}

/**
 * Creates Clever Cloud's client from the manifest's id and password; both sides use the same Basic
 * credentials.
 */
export function connectClevercloud(
  settings: Settings,
  transport: Pick<HttpClientOptions, "clock" | "dispatcher"> = {},
): ClevercloudClient {
  const url = readBaseUrl(settings, baseUrl, clevercloudAccount.baseUrl);
  const user = requireSetting(settings, providerId, "Clever Cloud's provider id");
  if (!isProviderId(user)) {
    throw new SettingsError(
      `${providerId.key} (${providerId.env}) is ${JSON.stringify(user)}: an id consists of lower case letters, digits, ` +
        "underscores and dashes",
    );
  }
  const secret = requireSetting(settings, password, "Clever Cloud's provider password");
  const credentials = Buffer.from(`${user}:${secret}`).toString("base64");
  const clientOf = (vendor: string, base: string): HttpClient =>
    createHttpClient({
      vendor,
      baseUrl: base,
      headers: { authorization: `Basic ${credentials}` },
      secrets: [secret, credentials],
      faultOf,
      limiter: sharedLimiter(`${base} ${user} ${secret}`, budget, transport.clock ?? systemClock),
      ...transport,
    });
  const options = { areReadsShared: areReadsShared(settings), clock: transport.clock ?? systemClock };
  const connect = (): ClevercloudClient => {
    // A write on one side changes the listing of the other.
    const noticed = (http: HttpClient) => noticeWrites(http, () => vendorApi.forgetListing());
    const vendorApi = createVendorApiClient(noticed(fewAtOnce(clientOf("Clever Cloud", url), vendorCalls)), options);
    return {
      vendorApi,
      providerAt: (base) =>
        createProviderClient(noticed(fewAtOnce(clientOf(`add-on provider ${base}`, base), providerCalls))),
      callbackUrlOf: (addonId) => `${url}/vendor/apps/${encodeURIComponent(addonId)}`,
    };
  };
  return transport.clock || transport.dispatcher
    ? connect()
    : clients([url, user, secret, String(options.areReadsShared)], connect);
}

/** The same client with limited concurrency. A call keeps its place during retries and delays. */
function fewAtOnce(http: HttpClient, places: LimitFunction): HttpClient {
  return { send: (request) => places(() => http.send(request)) };
}
