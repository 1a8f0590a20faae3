import { systemClock } from "../http/clock.ts";
import { createHttpClient, type HttpClientOptions } from "../http/http-client.ts";
import { sharedByAccount } from "../http/shared-by-account.ts";
import { sharedLimiter } from "../http/shared-limiter.ts";
import { areReadsShared, readPerPage } from "../read-settings.ts";
import { howToSet, readBaseUrl, readSetting, type Settings, SettingsError } from "../settings.ts";
import { cloudflareAccount } from "./account.ts";
import { CertificatePace } from "./certificate-pace.ts";
import { type CloudflareClient, createCloudflareClient, perPageSafe } from "./client.ts";
import { faultOf } from "./fault.ts";

const { apiToken, email, apiKey, baseUrl, perPage } = cloudflareAccount.settings;

/** The bounds of the current contract; the default is allowed in every version. */
const perPageBounds = { min: 5, max: 1_000, byDefault: perPageSafe };

const paces = sharedByAccount<CertificatePace>();

/** Replaces network and time, for tests. */
type Transport = Pick<HttpClientOptions, "clock" | "dispatcher">;

/** Creates Cloudflare's client with an API token, or with an email and a Global API key, but never both. */
export function connectCloudflare(settings: Settings, transport: Transport = {}): CloudflareClient {
  const { headers, secret } = authorization(settings);
  const url = readBaseUrl(settings, baseUrl, cloudflareAccount.baseUrl);
  const budget = cloudflareAccount.readBudget(settings);
  const clock = transport.clock ?? systemClock;
  const http = createHttpClient({
    vendor: "Cloudflare",
    baseUrl: url,
    headers,
    secrets: [secret],
    faultOf,
    limiter: sharedLimiter(`${url} ${secret}`, budget, clock),
    ...transport,
  });
  const makePace = () => new CertificatePace(clock);
  return createCloudflareClient(http, {
    pace: transport.clock || transport.dispatcher ? makePace() : paces([url, secret], makePace),
    perPage: readPerPage(settings, perPage, perPageBounds),
    areReadsShared: areReadsShared(settings),
    clock,
  });
}

function authorization(settings: Settings): { headers: Record<string, string>; secret: string } {
  const token = readSetting(settings, apiToken);
  const key = readSetting(settings, apiKey);
  if (token !== undefined && key !== undefined) {
    throw new SettingsError(
      "two kinds of Cloudflare credentials are set, an API token (cloudflare:apiToken, CLOUDFLARE_API_TOKEN) and a " +
        "Global API key (cloudflare:apiKey, CLOUDFLARE_API_KEY): unset one of them",
    );
  }
  if (token !== undefined) {
    return { headers: { authorization: `Bearer ${token}` }, secret: token };
  }
  if (key !== undefined) {
    const user = readSetting(settings, email);
    if (user === undefined) {
      throw new SettingsError(
        `Cloudflare's Global API key needs the account's email: ${howToSet(email, { secret: false })}`,
      );
    }
    return { headers: { "x-auth-email": user, "x-auth-key": key }, secret: key };
  }
  throw new SettingsError(
    `Cloudflare's API token is missing: ${howToSet(apiToken, { secret: true })}; or use a Global API key with ` +
      "cloudflare:email and cloudflare:apiKey (CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY)",
  );
}
