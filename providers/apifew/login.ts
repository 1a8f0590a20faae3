import { z } from "zod";

/** A user's login, which at apifew is an email address. */
export const Login = z
  .string({ error: "must be a string" })
  .regex(/^[^\s@]+@[^\s@]+$/, "must be a login, an email address such as user.name@example.com");

/**
 * The form in which logins are compared: a person may write the address in any case, and apifew may answer it in another one. ASCII
 * letters alone are folded, as the control plane's database does, which compares logins too.
 */
export function foldLogin(login: string): string {
  return login.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** True of two spellings of one person's login; the program's own spelling is kept in the state. */
export function isSameLogin(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string" && foldLogin(one) === foldLogin(other);
}

/** The login as the program spells it, where the vendor's answer differs from it in case only. */
export function keepSpelling(known: string | undefined, answered: string): string {
  return known !== undefined && isSameLogin(known, answered) ? known : answered;
}
