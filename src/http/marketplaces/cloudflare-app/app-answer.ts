import { z } from "@hono/zod-openapi";
import type { Parameters } from "./read-parameters.ts";

/**
 * The answer of "Responding to CloudFlare's Requests". The outcome is in `result`, not in the HTTP status.
 */
export const AppAnswer = z
  .object({
    request: z.record(z.string(), z.unknown()).openapi({ description: "The data of the request, unchanged." }),
    response: z
      .object({
        service_id: z.string().openapi({ description: "Always the same for one user and zone." }),
        service_url: z.string().openapi({ description: "URL at which the user signs in." }),
      })
      .optional(),
    result: z.enum(["success", "error"]),
    msg: z.string().openapi({ description: "Shown to the user." }),
  })
  .openapi("AppAnswer");
export type AppAnswer = z.infer<typeof AppAnswer>;

/** The answer to a successful act; without an id if the act concerns no tenant. */
export function success(request: Parameters, msg: string, id: string | undefined, serviceUrl: string): AppAnswer {
  const response = id === undefined ? undefined : { service_id: id, service_url: serviceUrl };
  return { request, ...(response && { response }), result: "success", msg };
}

export function failure(request: Parameters, msg: string): AppAnswer {
  return { request, result: "error", msg };
}
