import { createHash } from "node:crypto";

/** The fields of the form that a customer's browser posts to sso_url, named as by Clever Cloud's console. */
export interface SignInForm {
  readonly id: string;
  readonly timestamp: string;
  readonly "nav-data": string;
  readonly email: string;
  readonly user_id?: string;
  readonly token?: string;
  readonly signature?: string;
}

/** Lower-case hexadecimal SHA-512 over the form's values ("SSO", since February 2025). */
export function signatureOf(form: SignInForm, ssoSalt: string): string {
  const values = [form.id, form.user_id ?? "", form.email, form["nav-data"], ssoSalt, form.timestamp];
  return createHash("sha512").update(values.join(":")).digest("hex");
}

/** Lower-case hexadecimal SHA-1, which covers neither email nor user ("SSO", before February 2025). */
export function tokenOf({ id, timestamp }: SignInForm, ssoSalt: string): string {
  return createHash("sha1").update(`${id}:${ssoSalt}:${timestamp}`).digest("hex");
}
