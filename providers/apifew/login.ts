import { z } from "zod";

/** A user's login, which at apifew is an email address. */
export const Login = z
  .string({ error: "must be a string" })
  .regex(/^[^\s@]+@[^\s@]+$/, "must be a login, an email address such as user.name@example.com");

/**
 * The form in which logins are compared. People use any letter case in addresses, and apifew may return a
 * different one. Only ASCII letters are folded, as in the control plane's database, which also compares
 * logins.
 */
export function foldLogin(login: string): string {
  return login.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether two logins are spellings of one person's login. The state keeps the program's spelling. */
export function isSameLogin(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string" && foldLogin(one) === foldLogin(other);
}

/** The login in the program's spelling, if the vendor's differs only in letter case. */
export function keepSpelling(known: string | undefined, answered: string): string {
  return known !== undefined && isSameLogin(known, answered) ? known : answered;
}
