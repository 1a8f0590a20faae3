import type { Fault } from "../http/http-client.ts";
import { Failure } from "./schema.ts";

/** Reads the failure from an error response; the body of a success is never one. */
export function faultOf(body: unknown, status: number): Fault | undefined {
  if (status < 400) {
    return undefined;
  }
  const failure = Failure.safeParse(body);
  const text = failure.success ? failure.data.message : "responded without a readable error";
  const advice =
    status === 401 || status === 403
      ? " (clevercloud:providerId and clevercloud:password must be the id and the password of the manifest that is " +
        "registered at Clever Cloud)"
      : "";
  // The code of a failure is a number. A text there, such as "error", carries no information.
  const code = failure.success && typeof failure.data.id === "number" ? String(failure.data.id) : undefined;
  // JSON of another shape, such as a proxy's problem+json, does not show that the object is gone.
  const kind = !failure.success && (status === 404 || status === 410) ? "invalid" : undefined;
  return { detail: `${text}${advice}`, ...(code === undefined ? {} : { code }), ...(kind ? { kind } : {}) };
}
