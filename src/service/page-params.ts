import { z } from "@hono/zod-openapi";

const limitMax = 200;

/** How many entries a page of a list has at most. */
export const LimitParam = z.coerce
  .number({ error: "must be a number" })
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(limitMax, `must be at most ${limitMax}`)
  .default(50)
  .openapi({ description: "Entries on the page at most." });

/** Where a page of a list begins. */
export const CursorParam = z.string().max(200).optional().openapi({ description: "`next` of the page before." });
