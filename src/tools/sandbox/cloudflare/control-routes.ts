import type { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { readControlBody } from "../control-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { CloudflareAccount } from "./cloudflare-account.ts";
import { toWire } from "./custom-hostname-wire.ts";
import { Destination, sendNotification } from "./send-notification.ts";

/**
 * A status that Cloudflare sets without an API call: moved, blocked, deleted, validation_timed_out, active …
 */
const HostnameOverride = z.strictObject({
  zone: z.string().optional(),
  hostname: z.string(),
  status: z.string().optional(),
  sslStatus: z.string().optional(),
  verificationErrors: z.array(z.string()).default([]),
  validationErrors: z.array(z.string()).default([]),
});

/** Events of custom hostnames that no API call causes. */
export function addControlRoutes(control: Hono<SandboxEnv>, account: CloudflareAccount): void {
  const find = ({ hostname, zone: nameOrId }: { readonly hostname: string; readonly zone?: string | undefined }) => {
    const zones = [...account.zones.values()].filter(({ id, name }) => [undefined, id, name].includes(nameOrId));
    const zone = zones.find(({ hostnamesByName }) => hostnamesByName.has(hostname));
    const found = zone?.hostnamesByName.get(hostname);
    if (zone === undefined || found === undefined) {
      throw new HTTPException(404, { message: `no hostname ${hostname}` });
    }
    return { hostname: found, zoneContext: account.zoneContext(zone) };
  };

  // Sets statuses. They stay until a PATCH restarts the hostname's verification.
  control.post("/hostnames", async (c) => {
    const body = await readControlBody(c, HostnameOverride);
    const { hostname, zoneContext } = find(body);
    if (body.status !== undefined) {
      hostname.forced = { status: body.status, errors: body.verificationErrors };
    }
    if (body.sslStatus !== undefined && hostname.ssl !== undefined) {
      hostname.ssl.forced = { status: body.sslStatus, errors: body.validationErrors };
    }
    return c.json(toWire(hostname, zoneContext));
  });

  control.post("/notifications", async (c) => {
    const destination = await readControlBody(c, Destination);
    const { hostname, zoneContext } = find(destination);
    return c.json({ status: await sendNotification(destination, hostname, zoneContext) });
  });
}
