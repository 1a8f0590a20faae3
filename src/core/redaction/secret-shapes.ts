import { memoize } from "./memoize.ts";

/** Names of fields, parameters and config vars whose values are credentials. */
const secretName =
  /pass(word|wd|phrase)|pwd|secret|token|signature|salt|auth|cookie|session|credential|jwt|private|key$|^config$/i;

/** Names of fields that identify a person and that a replay does not need. */
const personalName = /^(?!user_email$).*e-?mail|phone|birth|(first|last|given|family|user)_?name|^name$/i;

/**
 * A quick check: every shape below contains one of these, and nearly all texts contain none. Long patterns
 * start at a word boundary, so that they are not tried at every letter.
 */
const suspicion = /:\/\/[^/\s@]{1,500}@|\b\w{32}|mp_|eyJ|(?:bearer|basic)\s|PRIVATE KEY/i;

/** Values that are credentials regardless of their name. Each pattern runs in linear time. */
const secretShapes = [
  /\bmp_[a-z]{1,32}_[\w-]{20,100}/g,
  /\b(?:bearer|basic)\s{1,8}[\w.~+/=-]+/gi,
  /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  /(?<=:\/\/)[^/\s@]{1,500}(?=@)/g,
  /[0-9a-f]{32,}/gi,
  /\w{40,}/g,
];

const emailAddress = /(?<![\w.+-])[\w.+-]+@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;

/** Replacement for personal data. */
export const withheld = "[personal]";

/**
 * How the journal treats a field, by its name. It keeps user_email, which is the CloudFlare app's key of a
 * tenant.
 */
export const sensitivityOf = memoize((name): "secret" | "personal" | "key" | "plain" => {
  if (secretName.test(name)) {
    return "secret";
  }
  if (personalName.test(name)) {
    return "personal";
  }
  return name === "user_email" ? "key" : "plain";
});

/** The text with `mark` in place of each value that looks like a secret. */
export function replaceSecretShapes(text: string, mark: string): string {
  return suspicion.test(text) ? secretShapes.reduce((rest, shape) => rest.replace(shape, mark), text) : text;
}

/** The text without email addresses. */
export function withholdAddresses(text: string): string {
  return text.includes("@") ? text.replace(emailAddress, withheld) : text;
}
