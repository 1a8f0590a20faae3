import { JsonObject, type JsonValue, textOf } from "../json-body.ts";
import { CloudflareError } from "./envelope.ts";
import type { Entitlements } from "./seed.ts";
import type { SslSettings } from "./ssl-order.ts";
import { parseTlsSettings } from "./tls-settings.ts";
import { parseUpload } from "./uploaded-certificate.ts";

interface SslRequestContext {
  readonly hostname: string;
  readonly entitlements: Entitlements;
  /** The hostname's current settings; undefined on create. */
  readonly current?: SslSettings | undefined;
}

const methods = ["http", "txt", "email"] as const;
const authorities = ["google", "lets_encrypt", "ssl_com", "digicert"] as const;

/**
 * The ssl object of a create or a PATCH. type and method are required together, except when a hostname is
 * created with an uploaded certificate. Missing settings are reset; a missing authority, wildcard, branding
 * or bundle method keeps its value.
 */
export function parseSslRequest(value: JsonValue, context: SslRequestContext): SslSettings {
  const request = JsonObject.safeParse(value).data;
  if (request === undefined || Array.isArray(value)) {
    throw invalidAttribute("ssl must be an object");
  }
  const upload = uploadOf(request, context.hostname);
  const isPatch = context.current !== undefined;
  const method = parseChoice(request.method, methods, 1432, "The validation method is not supported.");
  const type = parseChoice(request.type, ["dv"] as const, 1433, "The validation type is not supported.");
  if ((method === undefined || type === undefined) && (upload === undefined || isPatch)) {
    throw new CloudflareError(400, 1440, "Both validation type and validation method are required.");
  }
  const wildcard = parseBoolean(request.wildcard, "wildcard") ?? context.current?.wildcard ?? false;
  if (wildcard && method === "http") {
    throw new CloudflareError(400, 1432, "A wildcard certificate cannot be validated by http; use txt.");
  }
  if (wildcard && upload === undefined && !context.entitlements.wildcard) {
    throw new CloudflareError(400, 1448, "Wildcards are not supported for certificates managed by Cloudflare.");
  }
  const branding = parseBoolean(request.cloudflare_branding, "cloudflare_branding");
  const cloudflareBranding = branding ?? context.current?.cloudflareBranding ?? false;
  if (context.hostname.length > 64 && upload === undefined && !cloudflareBranding) {
    throw new CloudflareError(400, 1469, "A hostname of more than 64 characters needs cloudflare_branding.");
  }
  return {
    method: method ?? "http",
    type: type ?? "dv",
    bundleMethod: parseBundleMethod(request.bundle_method) ?? context.current?.bundleMethod ?? "ubiquitous",
    certificateAuthority: parseAuthority(request.certificate_authority, context),
    wildcard,
    cloudflareBranding,
    settings: parseTlsSettings(request.settings),
    customCsrId: parseCsrId(request.custom_csr_id),
    uploaded: upload,
  };
}

function uploadOf(request: JsonObject, hostname: string) {
  const bundle = request.custom_cert_bundle;
  if (bundle === undefined || bundle === null) {
    if (request.custom_certificate === undefined && request.custom_key === undefined) {
      return undefined;
    }
    return parseUpload(request.custom_certificate, request.custom_key, hostname);
  }
  if (!Array.isArray(bundle) || bundle.length < 1 || bundle.length > 2) {
    throw invalidAttribute("custom_cert_bundle must have one or two certificates");
  }
  const uploads = bundle.map((entry) => {
    const certificate = JsonObject.safeParse(entry).data ?? {};
    return parseUpload(certificate.custom_certificate, certificate.custom_key, hostname);
  });
  return uploads[0];
}

function parseChoice<T extends string>(
  value: JsonValue | undefined,
  choices: readonly T[],
  code: number,
  text: string,
) {
  if (value === undefined || value === "") {
    return undefined;
  }
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw new CloudflareError(400, code, `${text} Only ${choices.join(", ")} is accepted.`);
  }
  return choice;
}

function parseBoolean(value: JsonValue | undefined, name: string): boolean | undefined {
  if (value === undefined || typeof value === "boolean") {
    return value;
  }
  throw invalidAttribute(`${name} must be true or false`);
}

function parseBundleMethod(value: JsonValue | undefined): string | undefined {
  const text = "bundle_method is not supported.";
  return parseChoice(value, ["ubiquitous", "optimal", "force"] as const, 1449, text);
}

/** The empty string is a value of its own: back to the default authority. */
function parseAuthority(value: JsonValue | undefined, { entitlements, current }: SslRequestContext) {
  if (value === undefined) {
    return current?.certificateAuthority ?? "google";
  }
  if (value === "") {
    return "google";
  }
  const authority = authorities.find((candidate) => candidate === value);
  if (authority === undefined) {
    throw invalidAttribute(`certificate_authority must be one of ${authorities.join(", ")}`);
  }
  if (!entitlements.certificateAuthority) {
    throw new CloudflareError(400, 1459, "Choosing a certificate authority is only available on an Enterprise plan.");
  }
  return authority;
}

function parseCsrId(value: JsonValue | undefined): undefined {
  if (value === undefined || value === "") {
    return undefined;
  }
  if (!/^[0-9a-f-]{36}$/.test(textOf(value) ?? "")) {
    throw new CloudflareError(400, 1430, "The custom CSR ID is invalid.");
  }
  throw new CloudflareError(404, 1431, "The custom CSR was not found.");
}

function invalidAttribute(reason: string): CloudflareError {
  return new CloudflareError(400, 1434, `The SSL attribute is invalid: ${reason}.`);
}
