import { z } from "@hono/zod-openapi";

/** A recorded request in a list. */
export const RequestSummary = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    marketplace: z.string().nullable().openapi({ description: "Null if the path belongs to no marketplace." }),
    method: z.string(),
    path: z.string().openapi({ description: "Path and query, without secrets." }),
    route: z.string().nullable().openapi({ description: "The route that answered; null if there is none." }),
    tenantId: z.string().nullable(),
    status: z.int(),
    durationMs: z.number(),
    replayOf: z.string().nullable().openapi({ description: "The recorded request that this one replayed." }),
  })
  .openapi("RequestSummary");

/** A recorded request with all its recorded data. */
export const RequestView = RequestSummary.extend({
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable().openapi({ description: "Without secrets; null if there was none or it was too long." }),
  answer: z.string().nullable().openapi({ description: "Without secrets; at most the first 16384 characters." }),
}).openapi("Request");
