import { JsonObject, type JsonValue } from "../json-body.ts";
import { CloudflareError } from "./envelope.ts";

const onOff = ["on", "off"];
/** The accepted values and the error code of each setting. */
const choices: Record<string, { readonly values: readonly string[]; readonly code: number }> = {
  http2: { values: onOff, code: 1422 },
  tls_1_2_only: { values: onOff, code: 1423 },
  tls_1_3: { values: onOff, code: 1424 },
  min_tls_version: { values: ["1.0", "1.1", "1.2", "1.3"], code: 1425 },
  early_hints: { values: onOff, code: 1434 },
  http3: { values: onOff, code: 1434 },
};
const cipherName = /^(ECDHE|AES|DES)[A-Z0-9-]*$/;

/**
 * ssl.settings: validates the given settings. Missing ones are reset, so settings that are not sent again are
 * lost.
 */
export function parseTlsSettings(value: JsonValue | undefined): Record<string, unknown> {
  if (value === undefined || value === null) {
    return {};
  }
  const settings = JsonObject.safeParse(value).data;
  if (settings === undefined) {
    throw new CloudflareError(400, 1434, "The SSL attribute is invalid: settings.");
  }
  for (const [name, setting] of Object.entries(settings)) {
    if (name === "ciphers") {
      assertCiphers(setting, settings.min_tls_version);
    } else {
      assertSetting(name, setting);
    }
  }
  return settings;
}

function assertSetting(name: string, setting: JsonValue): void {
  const choice = choices[name];
  if (choice === undefined) {
    throw new CloudflareError(400, 1434, `The SSL attribute is invalid: settings.${name}.`);
  }
  if (typeof setting === "string" && choice.values.includes(setting)) {
    return;
  }
  const accepted = choice.values.map((accept) => `'${accept}'`).join(", ");
  throw new CloudflareError(400, choice.code, `Invalid ${name} setting. Only ${accepted} is accepted.`);
}

function assertCiphers(ciphers: JsonValue, minTlsVersion: JsonValue | undefined): void {
  const isList = Array.isArray(ciphers) && ciphers.every((name) => typeof name === "string" && cipherName.test(name));
  if (!isList) {
    throw new CloudflareError(400, 1442, "Invalid ciphers setting.");
  }
  if (minTlsVersion === "1.3" && ciphers.length > 0) {
    throw new CloudflareError(400, 1443, "Ciphers cannot be chosen for a minimum TLS version of 1.3.");
  }
}
