import { hash, timingSafeEqual } from "node:crypto";

/** Whether `given` is one of the secrets. The duration reveals nothing about their content or length. */
export function isSameSecret(given: string, secrets: readonly string[]): boolean {
  return secretMatcher(secrets)(given);
}

/** The same for a list of secrets that is compared with many texts. */
export function secretMatcher(secrets: readonly string[]): (given: string) => boolean {
  const digests = secrets.map(digest);
  return (given) => {
    const givenDigest = digest(given);
    return digests.filter((one) => timingSafeEqual(givenDigest, one)).length > 0;
  };
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
