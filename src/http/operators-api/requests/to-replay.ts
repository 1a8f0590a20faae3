import { redacted } from "@marketplane/providers/http/redact.ts";
import type { Selectable } from "kysely";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import type { RequestTable } from "../../../core/db/tables.ts";
import { marketplaceOf } from "../../journal/marketplace-of.ts";
import { HttpProblem } from "../../kernel/problem.ts";

type Recorded = Pick<Selectable<RequestTable>, "marketplace" | "method" | "path" | "headers" | "body" | "status">;

/**
 * The recorded request once more, with the credentials that its marketplace has today: the recorded ones were not kept, and
 * it is the operator who answers for the repetition. Throws a problem 409 for what cannot be repeated.
 */
export function toReplay(recorded: Recorded, config: ControlPlaneConfig): Request {
  const { method, path, headers, body } = recorded;
  const marketplace = marketplaceOf(new URL(path, config.publicUrl).pathname, config);
  if (marketplace === null) throw refusal("it was no marketplace's");
  if (isSso(path, config)) throw refusal("a form of SSO works once, and its signature is not kept");
  if (body === null && Number(headers["content-length"] ?? 0) > 0) throw refusal("its body was too long to be kept");
  if (body?.startsWith("[") && !isList(body)) throw refusal("its body was neither JSON nor a form, and is not kept");
  const url = new URL(marketplace === "cloudflare-app" ? withPathSecret(recorded, config) : path, config.publicUrl);
  const again = new Headers(replayedHeaders(headers));
  const authorization = credentialsOf(marketplace, config);
  if (authorization !== undefined) again.set("Authorization", authorization);
  return new Request(url, { method, headers: again, ...(body && { body }) });
}

/** Whether the control plane refused the request because it did not prove to be a marketplace's. */
export function isUnproven({ marketplace, status }: Pick<Recorded, "marketplace" | "status">): boolean {
  return marketplace === null || status === 401;
}

function refusal(reason: string): HttpProblem {
  return new HttpProblem(409, { detail: `The request cannot be sent again: ${reason}.` });
}

function isSso(path: string, { clevercloud }: ControlPlaneConfig): boolean {
  const { pathname } = new URL(path, "http://control-plane");
  return clevercloud !== undefined && pathname.startsWith(clevercloud.ssoPath);
}

function isList(body: string): boolean {
  try {
    return Array.isArray(JSON.parse(body));
  } catch {
    return false;
  }
}

/** Only what says how the body is to be read; its length is counted anew. */
function replayedHeaders(headers: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(headers).filter(([name]) => name === "content-type" || name === "accept");
}

/** The journal does not keep the secret; a request that did not prove itself may have had a wrong one. */
function withPathSecret(recorded: Recorded, { cloudflareApp }: ControlPlaneConfig): string {
  const { path, pathSecret } = cloudflareApp ?? {};
  if (pathSecret === undefined || path === undefined) return recorded.path;
  if (isUnproven(recorded)) return `${path}/${pathSecret}`;
  return recorded.path.replace(encodeURIComponent(redacted), pathSecret);
}

function credentialsOf(marketplace: string, { clevercloud, cloudflareApp }: ControlPlaneConfig): string | undefined {
  if (marketplace === "clevercloud") return clevercloud && basic(clevercloud.providerId, clevercloud.password);
  const { basic: credentials } = cloudflareApp ?? {};
  return credentials && basic(credentials.user, credentials.password);
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
