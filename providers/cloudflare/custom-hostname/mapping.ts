/**
 * Converts custom hostnames between Cloudflare's wire format and the resource. No other module knows both.
 */
import { isDeepStrictEqual } from "node:util";
import { IdFormError, type Known } from "../../define-resource.ts";
import type { CustomHostnameBody } from "../client.ts";
import type { CustomHostname as Wire } from "../schema.ts";
import { toCertificateState } from "./certificate.ts";
import type { CustomHostnameInputs as Inputs, CustomHostnameState as State } from "./inputs.ts";
import { observeSsl, toSslInputs } from "./ssl-observe.ts";
import { isReissue, needsSslPatch, toSslCreate, toSslPatch, toSslRepeat } from "./ssl-patch.ts";
import { isAbandoned } from "./status.ts";
import { toValidationRecords } from "./validation-record.ts";

/** The resource's id. Cloudflare's id of a hostname is valid only within its zone. */
export function idOf(zoneId: string, hostnameId: string): string {
  return `${zoneId}/${hostnameId}`;
}

export const idForm = "<zone's id>/<custom hostname's id>";

export function parseId(id: string): { zoneId: string; hostnameId: string } {
  const [zoneId, hostnameId, ...rest] = id.split("/");
  if (!zoneId || !hostnameId || rest.length > 0) {
    throw new IdFormError(idForm, id);
  }
  return { zoneId, hostnameId };
}

/** The zone in the id of an import. People know the name of a hostname rather than its id. */
export function parseImportId(id: string) {
  const { zoneId, hostnameId } = parseId(id);
  if (hostnameId.includes(".")) {
    throw new Error(
      `${JSON.stringify(hostnameId)} is a hostname's name; the data source getCustomHostname returns its importId`,
    );
  }
  return { id, named: { zoneId } };
}

/** The resource as Cloudflare shows it. */
export function observe(zoneId: string, wire: Wire, known: Known<Inputs, State>) {
  return { id: idOf(zoneId, wire.id), inputs: toInputs(zoneId, wire, known), state: toState(wire, known) };
}

/**
 * The current values of the managed inputs. Without a managed state (an import), every value that is not a
 * default.
 */
export function toInputs(zoneId: string, wire: Wire, managed: Partial<Inputs>): Inputs {
  const isImport = managed.hostname === undefined;
  const has = (property: keyof Inputs) => isImport || managed[property] !== undefined;
  const ssl = wire.ssl && (managed.ssl ? observeSsl(managed.ssl, wire.ssl) : isImport && toSslInputs(wire.ssl));
  const metadata = wire.custom_metadata ?? {};
  const isMetadataShown = managed.customMetadata !== undefined || (isImport && Object.keys(metadata).length > 0);
  return {
    zoneId,
    hostname: wire.hostname,
    ...(ssl ? { ssl } : {}),
    ...(isMetadataShown ? { customMetadata: metadata } : {}),
    ...(has("customOriginServer") && wire.custom_origin_server
      ? { customOriginServer: wire.custom_origin_server }
      : {}),
    ...(has("customOriginSni") && wire.custom_origin_sni ? { customOriginSni: wire.custom_origin_sni } : {}),
    waitFor: managed.waitFor ?? "pending_validation",
    waitTimeoutSeconds: managed.waitTimeoutSeconds ?? 300,
  };
}

/**
 * The old inputs of an adopted hostname. Of its certificate they hold only the method, so that every other
 * choice counts as changed and is compared with Cloudflare's value. An active http method may be a renewed
 * txt; a pending one is not.
 */
export function toAdoptedInputs(wire: Wire, desired: Inputs): Inputs {
  const { ssl, ...inputs } = toInputs(desired.zoneId, wire, desired);
  if (!ssl || !wire.ssl) {
    return inputs;
  }
  const isSettled = wire.ssl.status === "active" || !wire.ssl.method;
  return { ...inputs, ssl: { method: isSettled ? ssl.method : toSslInputs(wire.ssl).method, type: ssl.type } };
}

/** The resource's outputs. */
export function toState(wire: Wire, olds: Partial<State>): State {
  const records = toValidationRecords(wire.ssl?.validation_records ?? []);
  // Cloudflare removes the records once they are fulfilled. DNS records that a program builds from them must
  // stay.
  const ownershipVerification = wire.ownership_verification ?? olds.ownershipVerification;
  const http = wire.ownership_verification_http;
  const ownershipVerificationHttp = http
    ? { httpUrl: http.http_url, httpBody: http.http_body }
    : olds.ownershipVerificationHttp;
  const createdAt = wire.created_at ?? olds.createdAt;
  return {
    hostnameId: wire.id,
    status: wire.status ?? "pending",
    ...(wire.ssl?.status ? { sslStatus: wire.ssl.status } : {}),
    ...(wire.ssl?.certificate_authority ? { sslCertificateAuthority: wire.ssl.certificate_authority } : {}),
    verificationErrors: [...(wire.verification_errors ?? [])],
    validationErrors: [...(wire.ssl?.validation_errors ?? [])],
    validationRecords: records.length > 0 ? records : (olds.validationRecords ?? []),
    ...(ownershipVerification ? { ownershipVerification } : {}),
    ...(ownershipVerificationHttp ? { ownershipVerificationHttp } : {}),
    ...(createdAt ? { createdAt } : {}),
    ...toCertificateState(wire.ssl, olds),
  };
}

/**
 * The part of the old state that stays valid after the change. A reissued certificate needs new validation
 * records.
 */
export function retainedState(olds: Known<Inputs, State>, news: Inputs): Partial<State> {
  return isReissue(olds.ssl, news.ssl) ? { ...olds, validationRecords: [] } : olds;
}

export function toCreateBody(inputs: Inputs): CustomHostnameBody {
  return {
    hostname: inputs.hostname,
    ...(inputs.ssl ? { ssl: toSslCreate(inputs.ssl) } : {}),
    ...(inputs.customMetadata ? { custom_metadata: inputs.customMetadata } : {}),
    ...(inputs.customOriginServer ? { custom_origin_server: inputs.customOriginServer } : {}),
    ...(inputs.customOriginSni ? { custom_origin_sni: inputs.customOriginSni } : {}),
  };
}

/**
 * The body of the PATCH from `olds` to `news`, without what Cloudflare already has; undefined if nothing is
 * left. Any PATCH restarts the validation of the hostname, and one with `ssl` also that of the certificate. A
 * hostname that Cloudflare has stopped checking is set back to pending.
 */
export function toPatchBody(olds: Known<Inputs, State>, news: Inputs, current: Wire): CustomHostnameBody | undefined {
  const mustRearm = isAbandoned({ status: current.status, sslStatus: current.ssl?.status });
  const differs = (property: keyof Inputs, wanted: unknown, current: unknown) =>
    !isDeepStrictEqual(olds[property], news[property]) && !isDeepStrictEqual(wanted, current);
  const metadata = news.customMetadata ?? {};
  const originServer = news.customOriginServer ?? null;
  const originSni = news.customOriginSni ?? null;
  const body: CustomHostnameBody = {
    ...sslChange(olds, news, current, mustRearm),
    ...(differs("customMetadata", metadata, current.custom_metadata ?? {}) ? { custom_metadata: metadata } : {}),
    ...(differs("customOriginServer", originServer, current.custom_origin_server ?? null)
      ? { custom_origin_server: originServer }
      : {}),
    ...(differs("customOriginSni", originSni, current.custom_origin_sni ?? null)
      ? { custom_origin_sni: originSni }
      : {}),
  };
  return Object.keys(body).length > 0 || mustRearm ? body : undefined;
}

function sslChange(
  olds: Known<Inputs, State>,
  news: Inputs,
  current: Wire,
  mustRearm: boolean,
): Pick<CustomHostnameBody, "ssl"> {
  if (news.ssl) {
    const isNeeded = mustRearm || needsSslPatch(olds.ssl, news.ssl, current.ssl);
    return isNeeded ? { ssl: toSslPatch(olds.ssl, news.ssl, current.ssl) } : {};
  }
  if (olds.ssl) {
    return current.ssl ? { ssl: "null" } : {};
  }
  const repeat = mustRearm && current.ssl ? toSslRepeat(current.ssl) : undefined;
  return repeat ? { ssl: repeat } : {};
}

/**
 * The inputs that Cloudflare ignored although it answered the PATCH with success (this happens), with the
 * values it has instead. Empty when the response shows every change that it can show.
 */
export function ignoredFields(body: CustomHostnameBody, news: Inputs, answer: Wire): Record<string, unknown> {
  const { custom_origin_server: server = null, custom_origin_sni: sni = null } = answer;
  const sent = typeof body.ssl === "object" ? body.ssl.method : undefined;
  const method = answer.ssl?.method;
  return {
    ...(sent && method && method !== sent ? { ssl: { ...news.ssl, method } } : {}),
    ...(isIgnored(body.custom_origin_server, server) ? { customOriginServer: server ?? undefined } : {}),
    ...(isIgnored(body.custom_origin_sni, sni) ? { customOriginSni: sni ?? undefined } : {}),
  };
}

function isIgnored(sent: string | null | undefined, current: string | null): boolean {
  return sent !== undefined && sent !== current;
}
