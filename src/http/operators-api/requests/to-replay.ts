import type { Selectable } from "kysely";
import type { RequestTable } from "../../../core/db/tables/log-tables.ts";
import { findEndpoint, isBelow } from "../../kernel/marketplace-endpoint.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";

type Recorded = Pick<Selectable<RequestTable>, "marketplace" | "method" | "path" | "headers" | "body" | "status">;

/**
 * The recorded request once more, with the credentials that its marketplace has today: the recorded ones were not kept, and
 * it is the operator who answers for the repetition. Throws a problem 409 for what cannot be repeated.
 */
export function toReplay(
  recorded: Recorded,
  { config: { publicUrl }, marketplaces }: Pick<ServiceContext, "config" | "marketplaces">,
): Request {
  const { method, path, headers, body } = recorded;
  const { pathname } = new URL(path, publicUrl);
  const endpoint = findEndpoint(marketplaces, pathname);
  if (endpoint === undefined) {
    throw refusal("it was no marketplace's");
  }
  if (isBelow(endpoint.signInPath, pathname)) {
    throw refusal("a form of SSO works once, and its signature is not kept");
  }
  if (body === null && Number(headers["content-length"] ?? 0) > 0) {
    throw refusal("its body was too long to be kept");
  }
  if (body?.startsWith("[") && !isList(body)) {
    throw refusal("its body was neither JSON nor a form, and is not kept");
  }
  const renewed = endpoint.renew({ path, isProven: !isUnproven(recorded) });
  const again = new Headers(replayedHeaders(headers));
  if (renewed.authorization !== undefined) {
    again.set("Authorization", renewed.authorization);
  }
  return new Request(new URL(renewed.path, publicUrl), { method, headers: again, ...(body && { body }) });
}

/** Whether the control plane refused the request because it did not prove to be a marketplace's. */
export function isUnproven({ marketplace, status }: Pick<Recorded, "marketplace" | "status">): boolean {
  return marketplace === null || status === 401;
}

function refusal(reason: string): HttpError {
  return new HttpError(409, { detail: `The request cannot be sent again: ${reason}.` });
}

function isList(body: string): boolean {
  try {
    return Array.isArray(JSON.parse(body));
  } catch {
    return false;
  }
}

/** Only the headers that say how to read the body. Its length is computed again. */
function replayedHeaders(headers: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(headers).filter(([name]) => name === "content-type" || name === "accept");
}
