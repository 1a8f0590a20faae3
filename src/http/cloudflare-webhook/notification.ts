import { parseJson } from "@marketplane/providers/http/parse-json.ts";
import { z } from "zod";

/**
 * The fields that are read of a notification. Cloudflare documents two forms: custom hostname events with the
 * zone, and the general form without it. It sends a third form for a test. Any other body only means that
 * something has happened.
 *
 * https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/security/certificate-management/webhook-definitions/
 * https://developers.cloudflare.com/notifications/reference/webhook-payload-schema/
 */
const Notification = z
  .looseObject({
    metadata: z
      .looseObject({ zone: z.looseObject({ id: z.string() }).optional() })
      .optional()
      .catch(undefined),
  })
  .catch({});

/** False of a notification that names another zone. */
export function mayConcern(body: string, zoneId: string): boolean {
  const { metadata } = Notification.parse(parseJson(body));
  const named = metadata?.zone?.id;
  return named === undefined || named === zoneId;
}
