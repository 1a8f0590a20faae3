import { redacted } from "@marketplane/providers/http/redact.ts";
import type { Selectable } from "kysely";
import type { ControlPlaneConfig } from "../../config/control-plane-config.ts";
import type { RequestTable } from "../../db/tables.ts";
import { HttpProblem } from "../problem.ts";

type Recorded = Pick<Selectable<RequestTable>, "marketplace" | "method" | "path" | "headers" | "body">;

/**
 * The recorded request once more, with the credentials that its marketplace has today: the recorded ones were not kept, and
 * it is the operator who answers for the repetition. Throws a problem 409 for what cannot be repeated.
 */
export function toReplay(recorded: Recorded, config: ControlPlaneConfig): Request {
  const { marketplace, method, path, headers, body } = recorded;
  if (marketplace === null) throw refusal("it was no marketplace's");
  if (isSso(path, config)) throw refusal("a form of SSO works once, and its signature is not kept");
  if (body === null && Number(headers["content-length"] ?? 0) > 0) throw refusal("its body was too long to be kept");
  if (body?.startsWith("[") && !isList(body)) throw refusal("its body was neither JSON nor a form, and is not kept");
  const url = new URL(marketplace === "cloudflare-app" ? withPathSecret(path, config) : path, config.publicUrl);
  const again = new Headers(replayedHeaders(headers));
  const authorization = credentialsOf(marketplace, config);
  if (authorization !== undefined) again.set("Authorization", authorization);
  return new Request(url, { method, headers: again, ...(body && { body }) });
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

function withPathSecret(path: string, { cloudflareApp }: ControlPlaneConfig): string {
  return path.replace(encodeURIComponent(redacted), cloudflareApp?.pathSecret ?? "");
}

function credentialsOf(marketplace: string, { clevercloud, cloudflareApp }: ControlPlaneConfig): string | undefined {
  if (marketplace === "clevercloud") return clevercloud && basic(clevercloud.providerId, clevercloud.password);
  const { basic: credentials } = cloudflareApp ?? {};
  return credentials && basic(credentials.user, credentials.password);
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
