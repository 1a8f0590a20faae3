import { redacted } from "@marketplane/providers/http/redact.ts";
import { memoize } from "./memoize.ts";
import { replaceSecretShapes, withholdAddresses } from "./secret-shapes.ts";

/** Takes out of texts what must not be kept. */
export interface Redactor {
  /** Without secrets, known ones and whatever looks like one. */
  secrets(text: string): string;
  /** Without secrets and without addresses of people. */
  everything(text: string): string;
  /** The same for the name of a header or a field, which comes again and again. */
  name(text: string): string;
}

/** A redactor that knows these secrets, as they are and URL-encoded. */
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
