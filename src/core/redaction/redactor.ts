import { redacted } from "@marketplane/providers/http/redact.ts";
import { memoize } from "./memoize.ts";
import { replaceSecretShapes, withholdAddresses } from "./secret-shapes.ts";

/** Removes secrets and personal data from texts. */
export interface Redactor {
  /** Removes known secrets and texts that look like one. */
  secrets(text: string): string;
  /** Removes secrets and email addresses. */
  everything(text: string): string;
  /** Like `redact`, with a cache, for frequent names of headers and fields. */
  name(text: string): string;
}

/** A redactor for these secrets, both raw and URL-encoded. */
export function createRedactor(known: readonly string[]): Redactor {
  const faces = [...new Set(known.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
    .filter((face) => face !== "")
    // A secret may contain another one.
    .sort((left, right) => right.length - left.length);
  const shortest = faces.at(-1)?.length ?? Number.POSITIVE_INFINITY;
  const withoutKnown = (text: string) =>
    text.length < shortest ? text : faces.reduce((rest, face) => rest.replaceAll(face, redacted), text);
  const secrets = (text: string) => replaceSecretShapes(withoutKnown(text), redacted);
  const everything = (text: string) => withholdAddresses(secrets(text));
  return { secrets, everything, name: memoize(everything) };
}
