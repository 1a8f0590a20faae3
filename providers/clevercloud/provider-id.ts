import { z } from "zod";

const form = /^[a-z0-9_-]+$/;

/** True for an id that Clever Cloud takes: "All lower case, no spaces or punctuation. Underscores and dashes are allowed." */
export function isProviderId(value: string): boolean {
  return form.test(value);
}

/** The id of a manifest, and the user of the Basic credentials on both sides. */
export const ProviderId = z
  .string({ error: "must be a string" })
  .regex(form, "must have lower case letters, digits, underscores and dashes only, for it is a manifest's id");

/** What the name of each config var of a provider begins with: the id in capitals, dashes as underscores. */
export function configVarPrefix(providerId: string): string {
  return `${providerId.toUpperCase().replaceAll("-", "_")}_`;
}
