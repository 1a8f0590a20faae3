import type { Hono } from "hono";
import { z } from "zod";
import { readControlBody } from "../control-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { CloudflareAccount } from "./cloudflare-account.ts";
import { toWire } from "./custom-hostname-wire.ts";

/** A status that Cloudflare, not the API's caller, decides: moved, blocked, deleted, validation_timed_out, active … */
const HostnameOverride = z.strictObject({
  zone: z.string().optional(),
  hostname: z.string(),
  status: z.string().optional(),
  sslStatus: z.string().optional(),
  verificationErrors: z.array(z.string()).default([]),
  validationErrors: z.array(z.string()).default([]),
});

/** POST /_sandbox/cloudflare/hostnames: sets statuses, which hold until a PATCH arms the hostname again. */
export function addControlRoutes(control: Hono<SandboxEnv>, account: CloudflareAccount): void {
  control.post("/hostnames", async (c) => {
    const body = await readControlBody(c, HostnameOverride);
    const zones = [...account.zones.values()].filter(({ id, name }) => [undefined, id, name].includes(body.zone));
    const zone = zones.find(({ hostnamesByName }) => hostnamesByName.has(body.hostname));
    const hostname = zone?.hostnamesByName.get(body.hostname);
    if (zone === undefined || hostname === undefined) return c.json({ error: `no hostname ${body.hostname}` }, 404);
    if (body.status !== undefined) hostname.forced = { status: body.status, errors: body.verificationErrors };
    if (body.sslStatus !== undefined && hostname.ssl !== undefined) {
      hostname.ssl.forced = { status: body.sslStatus, errors: body.validationErrors };
    }
    return c.json(toWire(hostname, account.world(zone)));
  });
}
