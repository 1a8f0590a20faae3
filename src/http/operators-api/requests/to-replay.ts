import type { RecordedRequest } from "../../../core/db/queries/requests.ts";
import { findEndpoint, isBelow } from "../../kernel/marketplace-endpoint.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";

type Recorded = Pick<RecordedRequest, "marketplace" | "method" | "path" | "headers" | "body" | "status">;

/**
 * A copy of the recorded request with the marketplace's current credentials: the recorded ones were not kept,
 * and the operator is responsible for the replay. Throws a problem 409 if it cannot be replayed.
 */
export function toReplay(
  recorded: Recorded,
  { config: { publicUrl }, marketplaces }: Pick<ServiceContext, "config" | "marketplaces">,
): Request {
  const { method, path, headers, body } = recorded;
  const { pathname } = new URL(path, publicUrl);
  const endpoint = findEndpoint(marketplaces, pathname);
  if (endpoint === undefined) {
    throw refusal("it was not sent to a marketplace's endpoint");
  }
  if (isBelow(endpoint.signInPath, pathname)) {
    throw refusal("an SSO form works only once, and its signature is not recorded");
  }
  if (body === null && Number(headers["content-length"] ?? 0) > 0) {
    throw refusal("its body was too long to be recorded");
  }
  if (body?.startsWith("[") && !isList(body)) {
    throw refusal("its body was neither JSON nor a form, so it was not recorded");
  }
  const renewed = endpoint.renew({ path, isProven: !isUnproven(recorded) });
  const again = new Headers(replayedHeaders(headers));
  if (renewed.authorization !== undefined) {
    again.set("Authorization", renewed.authorization);
  }
  return new Request(new URL(renewed.path, publicUrl), { method, headers: again, ...(body && { body }) });
}

/** Whether the control plane refused the request because it did not authenticate as a marketplace's. */
export function isUnproven({ marketplace, status }: Pick<Recorded, "marketplace" | "status">): boolean {
  return marketplace === null || status === 401;
}

function refusal(reason: string): HttpError {
  return new HttpError(409, { detail: `The request cannot be replayed: ${reason}.` });
}

function isList(body: string): boolean {
  try {
    return Array.isArray(JSON.parse(body));
  } catch {
    return false;
  }
}

/** Only the headers that describe the body's format. Its length is computed again. */
function replayedHeaders(headers: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(headers).filter(([name]) => name === "content-type" || name === "accept");
}
