import { z } from "zod";

/** A zone's id as Cloudflare shows it. */
export const ZoneId = z
  .string({ error: "must be a string" })
  .regex(
    /^[0-9a-zA-Z]{1,32}$/,
    "must be a Cloudflare zone id of up to 32 letters and digits: see the zone's overview page",
  );
