/** Shorter values would blank ordinary words out of a message. */
const secretLengthMin = 6;

/** What stands in a text where a secret stood. */
export const redacted = "[redacted]";

/** Replaces every secret in `text`, also where it stands URL-encoded. */
export function redact(text: string, secrets: Iterable<string>): string {
  const longestFirst = [...secrets]
    .filter((secret) => secret.length >= secretLengthMin)
    .sort((left, right) => right.length - left.length);
  let result = text;
  for (const secret of longestFirst) {
    result = result.replaceAll(secret, redacted).replaceAll(encodeURIComponent(secret), redacted);
  }
  return result;
}
