import { memoize } from "./memoize.ts";

/** Names of fields, parameters and config vars whose values are credentials. */
const secretName =
  /pass(word|wd|phrase)|pwd|secret|token|signature|salt|auth|cookie|session|credential|jwt|private|key$|^config$/i;

/** Names of fields that say who somebody is and that no replay needs. */
const personalName = /^(?!user_email$).*e-?mail|phone|birth|(first|last|given|family|user)_?name|^name$/i;

/**
 * Whatever holds one of the shapes below holds one of these; nearly no text holds any, and is done with after one look. What is
 * long begins at the beginning of a word, which spares the look from every other letter.
 */
const suspicion = /:\/\/[^/\s@]{1,500}@|\b\w{32}|mp_|eyJ|(?:bearer|basic)\s|PRIVATE KEY/i;

/** What is a credential whatever it is called. Each pattern takes a time that grows no faster than the text. */
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

/** What stands where something personal stood. */
export const withheld = "[personal]";

/** What the journal does with a field by its name; user_email stays, it is the CloudFlare app's key of a tenant. */
export const sensitivityOf = memoize((name): "secret" | "personal" | "key" | "plain" => {
  if (secretName.test(name)) {
    return "secret";
  }
  if (personalName.test(name)) {
    return "personal";
  }
  return name === "user_email" ? "key" : "plain";
});

/** A text with `mark` in the place of whatever looks like a secret. */
export function replaceSecretShapes(text: string, mark: string): string {
  return suspicion.test(text) ? secretShapes.reduce((rest, shape) => rest.replace(shape, mark), text) : text;
}

/** A text without addresses of people. */
export function withholdAddresses(text: string): string {
  return text.includes("@") ? text.replace(emailAddress, withheld) : text;
}
