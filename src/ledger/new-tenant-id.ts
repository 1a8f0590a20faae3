import { randomInt } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyz";
/** 26 letters are 122 random bits. */
const length = 26;

/** A new id of a tenant: lower-case letters only, which every vendor's names allow. */
export function newTenantId(): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}
