import { z } from "zod";

const form = /^[a-z0-9_-]+$/;

/**
 * Whether Clever Cloud accepts the id: "All lower case, no spaces or punctuation. Underscores and dashes are
 * allowed."
 */
export function isProviderId(value: string): boolean {
  return form.test(value);
}

/** The id of a manifest, and the user of the Basic credentials on both sides. */
export const ProviderId = z
  .string({ error: "must be a string" })
  .regex(form, "must be a manifest's id: lower case letters, digits, underscores and dashes");

/** The prefix of all config var names of a provider: the id in capitals, dashes as underscores. */
export function configVarPrefix(providerId: string): string {
  return `${providerId.toUpperCase().replaceAll("-", "_")}_`;
}
