import type { Context, Hono } from "hono";
import { type JsonObject, readJsonObject } from "../json-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { CloudflareAccount } from "./cloudflare-account.ts";
import { createCustomHostname } from "./custom-hostname-create.ts";
import { selectHostnames } from "./custom-hostname-list.ts";
import { patchCustomHostname } from "./custom-hostname-patch.ts";
import { toWire } from "./custom-hostname-wire.ts";
import { answer, CloudflareError } from "./envelope.ts";
import { pageOf, parsePaging } from "./paging.ts";
import { type CustomHostname, getZone, type Zone } from "./zone.ts";

/**
 * Custom hostnames of a zone. The literal paths at the level of :id are routed before these, by
 * fallback-origin-routes.ts.
 */
export function addCustomHostnameRoutes(app: Hono<SandboxEnv>, account: CloudflareAccount): void {
  const perPageMax = account.context.seed.cloudflare.perPageMax;

  app.get("/zones/:zone/custom_hostnames", (c) => {
    const zoneContext = account.zoneContext(getZone(account.zones, c.req.param("zone")));
    const limits = { perPageDefault: Math.min(20, perPageMax), perPageMin: 5, perPageMax };
    const paging = parsePaging(c.req.query(), limits);
    const selected = selectHostnames(c.req.query(), zoneContext);
    const { page, info } = pageOf(selected, paging, zoneContext.zone.hostnames.size);
    return answer(
      c,
      page.map((hostname) => toWire(hostname, zoneContext)),
      { resultInfo: info },
    );
  });

  app.post("/zones/:zone/custom_hostnames", async (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const body = await readBody(c);
    if (body.ssl !== undefined && body.ssl !== null) {
      account.certificates.assertFree();
    }
    const { hostname, messages } = createCustomHostname(zone, body, account.context.clock.now());
    if (hostname.ssl !== undefined) {
      account.certificates.noteIssued();
    }
    return answer(c, toWire(hostname, account.zoneContext(zone)), { status: 201, messages });
  });

  app.get("/zones/:zone/custom_hostnames/:id", (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    return answer(c, toWire(getHostname(zone, c.req.param("id")), account.zoneContext(zone)));
  });

  app.patch("/zones/:zone/custom_hostnames/:id", async (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const hostname = getHostname(zone, c.req.param("id"));
    patchCustomHostname(hostname, await readBody(c), account.zoneContext(zone));
    return answer(c, toWire(hostname, account.zoneContext(zone)), { status: 202 });
  });

  app.delete("/zones/:zone/custom_hostnames/:id", (c) => {
    const zone = getZone(account.zones, c.req.param("zone"));
    const hostname = getHostname(zone, c.req.param("id"));
    zone.removeHostname(hostname);
    // This answer has no envelope.
    return c.json({ id: hostname.id });
  });
}

export async function readBody(c: Context<SandboxEnv>): Promise<JsonObject> {
  const body = await readJsonObject(c);
  if (body === undefined) {
    throw new CloudflareError(400, 1400, "Unable to decode the JSON request body.");
  }
  return body;
}

export function getHostname(zone: Zone, id: string): CustomHostname {
  if (!/^[0-9a-f-]{36}$/i.test(id)) {
    throw new CloudflareError(400, 1435, "The custom hostname ID is invalid.");
  }
  const hostname = zone.hostnames.find(id.toLowerCase());
  if (hostname === undefined) {
    throw new CloudflareError(404, 1436, "The custom hostname was not found.");
  }
  return hostname;
}
