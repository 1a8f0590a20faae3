import type { Adopt } from "../adopt.ts";
import { IdFormError } from "../define-resource.ts";

/** Ids consist of names that users choose, so separators and escape characters in names are escaped. */
export function joinId(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll("%", "%25").replaceAll("/", "%2F")).join("/");
}

/** The parts of an id. The pattern describes them, such as "<owner's login>/<managed user's login>". */
export function splitId(id: string, pattern: string): readonly string[] {
  const parts = id.split("/");
  if (parts.length !== pattern.split("/").length || parts.includes("")) {
    throw new IdFormError(pattern, id);
  }
  return parts.map(unescapePart);
}

/** `adopt` with the id in the resource's own spelling, since logins in an id match in any letter case. */
export function adoptOf(adopt: Adopt | undefined, id: string): Adopt | undefined {
  return typeof adopt === "string" && adopt.toLowerCase() === id.toLowerCase() ? id : adopt;
}

/**
 * The id of an import whose first part, a pricing's uid, may be followed by "=" and the pricing's name:
 * apifew returns names of pricings without uids.
 */
export function splitPricingName(id: string): { readonly id: string; readonly name: string | undefined } {
  const [pricing = "", ...others] = id.split("/");
  const at = pricing.indexOf("=");
  if (at < 0) {
    return { id, name: undefined };
  }
  return { id: [pricing.slice(0, at), ...others].join("/"), name: unescapePart(pricing.slice(at + 1)) };
}

function unescapePart(part: string): string {
  return part.replaceAll("%2F", "/").replaceAll("%25", "%");
}
