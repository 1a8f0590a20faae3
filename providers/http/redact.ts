/** Redacting shorter values would remove ordinary words from a message. */
const secretLengthMin = 6;

/** Replaces a secret in a text. */
export const redacted = "[redacted]";

/** Replaces every secret in `text`, including its URL-encoded form and its form in JSON. */
export function redact(text: string, secrets: Iterable<string>): string {
  return redactor(secrets)(text);
}

/** The same for many texts. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const longestFirst = [...secrets]
    .filter((secret) => secret.length >= secretLengthMin)
    .sort((left, right) => right.length - left.length);
  const forms = new Set(
    longestFirst.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
  );
  return (text) => {
    let result = text;
    for (const form of forms) {
      result = result.replaceAll(form, redacted);
    }
    return result;
  };
}

/** A text without the user parts of its URLs, which may be tokens. */
export function withoutUserParts(text: string): string {
  return text.replace(/(?<=:\/\/)[^/\s"]*@/g, `${redacted}@`);
}
