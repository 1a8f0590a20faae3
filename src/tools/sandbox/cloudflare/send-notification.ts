import { randomUUID } from "node:crypto";
import { z } from "zod";
import { toIsoTime } from "../clock.ts";
import { toWire } from "./custom-hostname-wire.ts";
import type { ZoneContext } from "./hostname-status.ts";
import { accountId, type CustomHostname } from "./zone.ts";

/** The receiver of a notification, and its subject. */
export const Destination = z.strictObject({
  zone: z.string().optional(),
  hostname: z.string(),
  url: z.url(),
  /** The webhook destination's secret, sent as it is. */
  secret: z.string().min(1),
  type: z
    .templateLiteral([
      "ssl.custom_hostname_certificate.",
      z.enum(["validation", "issuance", "deployment", "deletion", "renewal"]),
      ".",
      z.enum(["succeeded", "failed"]),
    ])
    .default("ssl.custom_hostname_certificate.validation.succeeded"),
});
export type Destination = z.infer<typeof Destination>;

/** Sends the notification of the page "Webhook data definitions" and returns the receiver's status. */
export async function sendNotification(
  { url, secret, type }: Destination,
  hostname: CustomHostname,
  zoneContext: ZoneContext,
): Promise<number> {
  const { id, hostname: name, ssl, ...wire } = toWire(hostname, zoneContext);
  const custom = Object.fromEntries(Object.entries(wire).filter(([key]) => key.startsWith("custom_")));
  const body = {
    metadata: {
      event: { id: randomUUID(), type, created_at: toIsoTime(zoneContext.nowMs) },
      account: { id: accountId },
      zone: { id: zoneContext.zone.id },
    },
    data: { id, hostname: name, ssl, ...custom },
  };
  const headers = { "content-type": "application/json", "cf-webhook-auth": secret };
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).status;
}
