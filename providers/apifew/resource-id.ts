import type { Adopt } from "../adopt.ts";

/** Ids are made of names that users chose: what parts them, and what escapes it, is escaped in them. */
export function joinId(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll("%", "%25").replaceAll("/", "%2F")).join("/");
}

/** The parts of an id; the pattern says what they are, such as "<owner's login>/<managed user's login>". */
export function splitId(id: string, pattern: string): readonly string[] {
  const parts = id.split("/");
  if (parts.length !== pattern.split("/").length || parts.includes("")) {
    throw new Error(`the id must be ${pattern}, not ${JSON.stringify(id)}`);
  }
  return parts.map((part) => part.replaceAll("%2F", "/").replaceAll("%25", "%"));
}

/** `adopt` with the id spelt as the resource's own, since the logins in an id are the same in any case. */
export function adoptOf(adopt: Adopt | undefined, id: string): Adopt | undefined {
  return typeof adopt === "string" && adopt.toLowerCase() === id.toLowerCase() ? id : adopt;
}
