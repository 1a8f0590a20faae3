import type { Hono } from "hono";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { CloudflareAccount } from "./cloudflare-account.ts";
import { answer } from "./envelope.ts";
import { pageOf, parsePaging } from "./paging.ts";
import { accountId, getZone, type Zone } from "./zone.ts";

const limits = { perPageDefault: 20, perPageMin: 5, perPageMax: 50 };

/** Zones of the account: listed, found by name, and read by id. */
export function addZoneRoutes(app: Hono<SandboxEnv>, account: CloudflareAccount): void {
  app.get("/zones", (c) => {
    const name = c.req.query("name")?.toLowerCase();
    const zones = [...account.zones.values()].filter((zone) => name === undefined || zone.name === name);
    const { page, info } = pageOf(zones, parsePaging(c.req.query(), limits), zones.length);
    return answer(c, page.map(zoneToWire), { resultInfo: info });
  });

  app.get("/zones/:zone", (c) => answer(c, zoneToWire(getZone(account.zones, c.req.param("zone")))));
}

function zoneToWire(zone: Zone) {
  return {
    id: zone.id,
    name: zone.name,
    status: "active",
    paused: false,
    type: "full",
    account: { id: accountId, name: "Sandbox account" },
    name_servers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
    plan: { id: "enterprise", name: "Enterprise Website" },
  };
}
