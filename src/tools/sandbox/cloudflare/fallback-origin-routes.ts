import type { Hono } from "hono";
import { toIsoTime } from "../clock.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { CloudflareAccount } from "./cloudflare-account.ts";
import { readBody } from "./custom-hostname-routes.ts";
import { answer, CloudflareError } from "./envelope.ts";
import { refreshFallbackOrigin } from "./fallback-origin-status.ts";
import { getZone, type Zone } from "./zone.ts";

/** Fallback origin and quota: literal paths at the position of a hostname's id. */
export function addFallbackOriginRoutes(app: Hono<SandboxEnv>, account: CloudflareAccount): void {
  const path = "/zones/:zone/custom_hostnames/fallback_origin";

  app.get(path, (c) => answer(c, fallbackToWire(account, getSaasZone(account, c.req.param("zone")))));

  app.put(path, async (c) => {
    const zone = getSaasZone(account, c.req.param("zone"));
    const origin = parseOrigin((await readBody(c)).origin);
    putFallbackOrigin(account, zone, origin);
    return answer(c, fallbackToWire(account, zone));
  });

  app.delete(path, (c) => {
    const zone = getSaasZone(account, c.req.param("zone"));
    getSettled(account, zone);
    account.refreshAll();
    if (zone.fallbackOrigin !== undefined) {
      zone.fallbackOrigin.deletedAtMs ??= account.context.clock.now();
    }
    return answer(c, fallbackToWire(account, zone));
  });

  app.get("/zones/:zone/custom_hostnames/quota", (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const { quotaAllocated, quotaHardCap, sslForSaas } = zone.entitlements;
    const allocated = sslForSaas ? quotaAllocated : 0;
    const used = zone.hostnames.size;
    return answer(c, { allocated, used, exceeded: used > allocated, hard_cap: sslForSaas ? quotaHardCap : 0 });
  });
}

function getSaasZone(account: CloudflareAccount, id: string): Zone {
  const zone = getZone(account.zones, id);
  if (zone.entitlements.sslForSaas) {
    return zone;
  }
  throw new CloudflareError(403, 1456, "SSL for SaaS is not enabled for this zone.");
}

/** Upsert. It is refused while an earlier change is pending, unless that change is stuck on wrong DNS. */
function putFallbackOrigin(account: CloudflareAccount, zone: Zone, origin: string): void {
  const nowMs = account.context.clock.now();
  const refreshed = refreshFallbackOrigin(zone, nowMs, account.context.seed.cloudflare.timings);
  const isStuck = refreshed?.status === "pending_deployment" && refreshed.errors.length > 0;
  const isPending = refreshed !== undefined && /^(initializing|pending_)/.test(refreshed.status);
  if (isPending && !isStuck) {
    throw new CloudflareError(409, 1414, `The fallback origin is in a status of ${refreshed.status}; try again later.`);
  }
  const current = zone.fallbackOrigin;
  if (current?.origin === origin && refreshed?.status === "active") {
    current.updatedAtMs = nowMs;
    return;
  }
  account.refreshAll();
  const createdAtMs = current?.createdAtMs ?? nowMs;
  zone.fallbackOrigin = { origin, createdAtMs, updatedAtMs: nowMs, startedAtMs: nowMs };
}

function parseOrigin(value: unknown): string {
  const isOrigin = typeof value === "string" && value.length <= 255 && /^[\w-]+(\.[\w-]+)+$/.test(value);
  if (!isOrigin) {
    throw new CloudflareError(400, 1400, "origin must be a hostname of at most 255 characters.");
  }
  return value.toLowerCase();
}

function getSettled(account: CloudflareAccount, zone: Zone) {
  const refreshed = refreshFallbackOrigin(zone, account.context.clock.now(), account.context.seed.cloudflare.timings);
  if (refreshed === undefined) {
    throw new CloudflareError(404, 1551, "Resource not found");
  }
  return refreshed;
}

/** The fallback origin as the API returns it. */
export function fallbackToWire(account: CloudflareAccount, zone: Zone) {
  const { status, errors } = getSettled(account, zone);
  const fallback = zone.fallbackOrigin;
  return {
    origin: fallback?.origin,
    status,
    errors,
    created_at: toIsoTime(fallback?.createdAtMs ?? 0),
    updated_at: toIsoTime(fallback?.updatedAtMs ?? 0),
  };
}
