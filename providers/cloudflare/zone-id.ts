import { z } from "zod";

/** A zone's id as Cloudflare prints it. */
export const ZoneId = z
  .string({ error: "must be a string" })
  .regex(
    /^[0-9a-zA-Z]{1,32}$/,
    "must be a Cloudflare zone id: up to 32 letters and digits, on the zone's overview page",
  );
