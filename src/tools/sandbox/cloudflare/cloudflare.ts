/**
 * Emulator of Cloudflare's API: zones, DNS records, custom hostnames and fallback origins. Written from
 * Cloudflare's pages. Deviations from them, and decisions where they are silent or disagree:
 *
 * - Time: steps that take minutes take seconds (timings.ts). Validation is not tried on the documented
 *   backoff schedule but as soon as the customer's side is right; the ends of the schedule (moved after 7
 *   days, deleted 7 days later, tokens after 7 or 14) are kept.
 * - Status codes of custom hostnames are those of the status code page (POST 201, PATCH 202), not of the
 *   OpenAPI (200).
 * - total_count of a custom hostname list counts the zone without filters, as the OpenAPI of 2024 says;
 *   total_pages counts the filtered list. A per_page beyond the limit is refused with 400/1400; no code for
 *   it is documented.
 * - Lists are in the order of creation.
 * - ssl.status of a changed order starts again. Another method, authority or wildcard causes a new issuance
 *   with new tokens. Equal settings are validated again with the old tokens. Other TLS settings are only
 *   deployed. An uploaded certificate goes through pending_deployment to active. It comes back without type,
 *   method, authority, certificate and key.
 * - ssl null and ssl "null" both switch SSL off: the Go client's pull request reads either way.
 * - PATCH without ssl restarts a pending hostname; moved, deleted and blocked ones need ssl, if they have
 *   any.
 * - validation_records, ownership_verification and its http form are absent (not empty) once they served.
 * - PUT fallback_origin while a change is on its way answers 409/1414; one that hangs on wrong DNS can be
 *   corrected. PUT of the same origin on an active one leaves it active. GET and DELETE of an unset one:
 *   404/1551.
 * - No Authorization: 400/1403 on every route; a wrong token 401/1001, a wrong key 401/10000. If a token and
 *   a key come together, the token counts.
 * - Notifications are sent only when the control API requests it.
 * - The limit of certificates per minute is emulated where the seed sets it (certificate-limit.ts).
 * - Certificate packs and CSRs are not emulated; a custom_csr_id is never found (1431). A custom hostname
 *   that is proxied by Cloudflare already is not known here.
 */
import { Hono } from "hono";
import type { Emulator, SandboxContext, SandboxEnv } from "../sandbox-context.ts";
import { vendorGate } from "../vendor-gate.ts";
import { authenticate } from "./authenticate.ts";
import { CloudflareAccount } from "./cloudflare-account.ts";
import { addControlRoutes } from "./control-routes.ts";
import { addCustomHostnameRoutes } from "./custom-hostname-routes.ts";
import { toWire } from "./custom-hostname-wire.ts";
import { addDnsRecordRoutes, recordToWire } from "./dns-record-routes.ts";
import { CloudflareError, failure, injectedFailure } from "./envelope.ts";
import { addFallbackOriginRoutes, fallbackToWire } from "./fallback-origin-routes.ts";
import { refreshFallbackOrigin } from "./fallback-origin-status.ts";
import { rateLimiter } from "./rate-limit.ts";
import type { Zone } from "./zone.ts";
import { addZoneRoutes } from "./zone-routes.ts";

export const cloudflareBasePath = "/cloudflare/client/v4";

/** The emulated Cloudflare. `control` contains what only its dashboard can do. */
export function createCloudflare(context: SandboxContext): Emulator {
  const account = new CloudflareAccount(context);
  const app = new Hono<SandboxEnv>();
  app.use(
    "*",
    vendorGate(context, {
      vendor: "cloudflare",
      basePath: cloudflareBasePath,
      isWrite: (method) => method !== "GET",
      errorResponse: injectedFailure,
    }),
  );
  app.use("*", rateLimiter(context));
  app.use("*", authenticate(context.seed.cloudflare));
  addZoneRoutes(app, account);
  addDnsRecordRoutes(app, account);
  addFallbackOriginRoutes(app, account);
  addCustomHostnameRoutes(app, account);
  app.all("*", (c) => failure(new CloudflareError(404, 7000, `No route for ${c.req.method} ${c.req.path}`)));
  app.onError((error) => {
    if (error instanceof CloudflareError) {
      return failure(error);
    }
    return failure(new CloudflareError(500, 1500, "Internal Server Error"));
  });

  const control = new Hono<SandboxEnv>();
  addControlRoutes(control, account);
  const state = () => ({ zones: [...account.zones.values()].map((zone) => zoneState(account, zone)) });
  return { app, control, state };
}

function zoneState(account: CloudflareAccount, zone: Zone) {
  const zoneContext = account.zoneContext(zone);
  const fallback = refreshFallbackOrigin(zone, zoneContext.nowMs, zoneContext.timings);
  return {
    id: zone.id,
    name: zone.name,
    dns_records: zone.records.all().map(recordToWire),
    custom_hostnames: zone.hostnames.all().map((hostname) => ({
      ...toWire(hostname, zoneContext),
      revalidations: hostname.revalidations,
      ...(hostname.ssl?.uploaded === undefined ? {} : { uploaded_fingerprint: hostname.ssl.uploaded.fingerprint }),
    })),
    fallback_origin: fallback === undefined ? null : fallbackToWire(account, zone),
  };
}
