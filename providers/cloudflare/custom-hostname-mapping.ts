/** Custom hostname: wire to resource and back, the only place that knows both sides. */
import { isDeepStrictEqual } from "node:util";
import type { Known } from "../define-resource.ts";
import type { CustomHostnameBody } from "./client.ts";
import type { CustomHostnameInputs as Inputs, CustomHostnameState as State } from "./custom-hostname-inputs.ts";
import { isAbandoned } from "./hostname-status.ts";
import type { CustomHostname as Wire } from "./schema.ts";
import { observeSsl, toSslCreate, toSslInputs, toSslPatch } from "./ssl.ts";
import { toValidationRecords } from "./validation-record.ts";

/** The resource's id: a hostname's own id says nothing without its zone. */
export function idOf(zoneId: string, hostnameId: string): string {
  return `${zoneId}/${hostnameId}`;
}

export function parseId(id: string): { zoneId: string; hostnameId: string } {
  const [zoneId, hostnameId, ...rest] = id.split("/");
  if (!zoneId || !hostnameId || rest.length > 0) {
    throw new Error(`the id of a custom hostname is <zone id>/<custom hostname id>, not ${JSON.stringify(id)}`);
  }
  return { zoneId, hostnameId };
}

/** The resource as it is now, of a hostname that Cloudflare told. */
export function observe(zoneId: string, wire: Wire, known: Known<Inputs, State>) {
  return { id: idOf(zoneId, wire.id), inputs: toInputs(wire, { ...known, zoneId }), state: toState(wire, known) };
}

/** The managed inputs as they are now; without a managed state (an import), all that differs from the defaults. */
export function toInputs(wire: Wire, managed: Partial<Inputs>): Inputs {
  const isImport = managed.hostname === undefined;
  const ssl = wire.ssl && (managed.ssl ? observeSsl(managed.ssl, wire.ssl) : isImport && toSslInputs(wire.ssl));
  const has = (property: keyof Inputs) => isImport || managed[property] !== undefined;
  const metadata = wire.custom_metadata as Inputs["customMetadata"] | null;
  return {
    zoneId: managed.zoneId ?? "",
    hostname: wire.hostname,
    ...(ssl ? { ssl } : {}),
    ...(has("customMetadata") && metadata ? { customMetadata: metadata } : {}),
    ...(has("customOriginServer") && wire.custom_origin_server
      ? { customOriginServer: wire.custom_origin_server }
      : {}),
    ...(has("customOriginSni") && wire.custom_origin_sni ? { customOriginSni: wire.custom_origin_sni } : {}),
    waitFor: managed.waitFor ?? "pending_validation",
    waitTimeoutSeconds: managed.waitTimeoutSeconds ?? 300,
  };
}

/** What the resource yields beside its inputs. */
export function toState(wire: Wire, olds: Partial<State>): State {
  const records = toValidationRecords(wire.ssl?.validation_records ?? []);
  const http = wire.ownership_verification_http;
  // Cloudflare blanks the records once they are fulfilled; whoever built DNS records from them needs them to stay.
  return {
    hostnameId: wire.id,
    status: wire.status ?? "pending",
    ...(wire.ssl?.status ? { sslStatus: wire.ssl.status } : {}),
    ...(wire.ssl?.certificate_authority ? { sslCertificateAuthority: wire.ssl.certificate_authority } : {}),
    verificationErrors: [...(wire.verification_errors ?? [])],
    validationErrors: (wire.ssl?.validation_errors ?? []).map(({ message }) => message),
    validationRecords: records.length > 0 ? records : (olds.validationRecords ?? []),
    ...present("ownershipVerification", wire.ownership_verification ?? olds.ownershipVerification),
    ...present(
      "ownershipVerificationHttp",
      http ? { httpUrl: http.http_url, httpBody: http.http_body } : olds.ownershipVerificationHttp,
    ),
    ...present("createdAt", wire.created_at ?? olds.createdAt),
  };
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
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
 * The change from `olds` to `news`, undefined where there is none: any PATCH restarts Cloudflare's validation, and an
 * `ssl` in it does so for the certificate. A hostname that Cloudflare has given up on is put back to pending.
 */
export function toPatchBody(olds: Known<Inputs, State>, news: Inputs, current: Wire): CustomHostnameBody | undefined {
  const differs = (property: keyof Inputs) => !isDeepStrictEqual(olds[property], news[property]);
  const mustRearm = isAbandoned({ status: current.status, sslStatus: current.ssl?.status });
  const body: CustomHostnameBody = {
    ...(differs("ssl") || mustRearm ? sslChange(olds, news, current) : {}),
    ...(differs("customMetadata") ? { custom_metadata: news.customMetadata ?? {} } : {}),
    ...(differs("customOriginServer") ? { custom_origin_server: news.customOriginServer ?? null } : {}),
    ...(differs("customOriginSni") ? { custom_origin_sni: news.customOriginSni ?? null } : {}),
  };
  return Object.keys(body).length > 0 || mustRearm ? body : undefined;
}

function sslChange(olds: Known<Inputs, State>, news: Inputs, current: Wire): CustomHostnameBody {
  if (news.ssl) {
    return { ssl: toSslPatch(olds.ssl, news.ssl, current.ssl) };
  }
  return olds.ssl ? { ssl: "null" } : {};
}
