import { parseJson } from "@marketplane/providers/http/parse-json.ts";
import { z } from "zod";

/**
 * What is read of a notification. Cloudflare documents two forms, and sends a third for a test: the events of custom hostnames,
 * with the zone, and the general one, without
 * (https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/security/certificate-management/webhook-definitions/,
 * https://developers.cloudflare.com/notifications/reference/webhook-payload-schema/). Whatever else it is, it says that
 * something has happened.
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
