import { redact, redacted } from "@marketplane/providers/http/redact.ts";

/** Names of fields, parameters and config vars whose values are credentials. */
const secretName =
  /pass(word|wd|phrase)|pwd|secret|token|signature|salt|auth|cookie|session|credential|jwt|private|key$|^config$/i;

/** Names of fields that say who somebody is and that no replay needs. */
const personalName = /^(?!user_email$).*e-?mail|phone|birth|(first|last|given|family|user)_?name|^name$/i;

/** What is a credential whatever it is called; each pattern is bounded, so that no text takes long. */
const secretShapes = [
  /\bmp_[a-z]{1,32}_[\w-]{20,100}/g,
  /\b(?:bearer|basic)\s{1,8}[\w.~+/=-]+/gi,
  /\beyJ[\w-]{1,2000}\.[\w-]+\.[\w-]*/g,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  /(?<=:\/\/)[^/\s@]{1,500}(?=@)/g,
  /[0-9a-f]{32,}/gi,
  /\w{40,}/g,
];

const emailAddress = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;

/** What stands where something personal stood. */
export const withheld = "[personal]";

/** What the journal does with a field by its name; user_email stays, it is the CloudFlare app's key of a tenant. */
export function sensitivityOf(name: string): "secret" | "personal" | "key" | "plain" {
  if (secretName.test(name)) return "secret";
  if (personalName.test(name)) return "personal";
  return name === "user_email" ? "key" : "plain";
}

/** A text without the given secrets and without whatever looks like one. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  return secretShapes.reduce((rest, shape) => rest.replace(shape, redacted), redact(text, secrets));
}

/** A text without secrets and without addresses of people. */
export function redactText(text: string, secrets: readonly string[]): string {
  return redactSecrets(text, secrets).replace(emailAddress, withheld);
}
