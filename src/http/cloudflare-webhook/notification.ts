import { parseJson } from "@marketplane/providers/http/parse-json.ts";
import { z } from "zod";

/**
 * The fields of a notification that are used. Cloudflare documents two forms: custom hostname events, which
 * name the zone, and a general form without it. A third form is sent as a test. Any other body only means
 * that something has happened.
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

/** False if the notification names another zone. */
export function mayConcern(body: string, zoneId: string): boolean {
  const { metadata } = Notification.parse(parseJson(body));
  const named = metadata?.zone?.id;
  return named === undefined || named === zoneId;
}
