import type { CleverCloud } from "../../../core/config/marketplaces/clevercloud.ts";
import { findTenant } from "../../../core/ledger/tenants.ts";
import { isStorable } from "../../../core/ledger/unstorable-text.ts";
import type { NewSession } from "../../../core/sign-in/panel-sessions.ts";
import { takeSsoForm } from "../../../core/sign-in/sso-forms.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { acceptsBareToken, noteSignature } from "./bare-tokens.ts";
import type { SsoForm } from "./sso-form.ts";
import { type SsoFault, verifySsoForm } from "./verify-sso-form.ts";

type SignInFault = SsoFault | "unknown add-on" | "deleted add-on" | "already used";

/** Verifies a form and returns the session to open, or the reason for refusing it. */
export async function signIn(
  { db, now }: Pick<ServiceContext, "db" | "now">,
  settings: CleverCloud,
  { form, browser }: { readonly form: SsoForm; readonly browser: string | undefined },
): Promise<NewSession | { readonly fault: SignInFault }> {
  const salts = [settings.ssoSalt, settings.ssoSaltBefore ?? settings.ssoSalt];
  const proven = verifySsoForm(form, { salts, acceptsBareToken: await acceptsBareToken(db, settings), now: now() });
  if ("fault" in proven) {
    return proven;
  }
  const isSigned = proven.proof === "signature";
  if (isSigned) {
    await noteSignature(db, settings, now());
  }
  const tenant = await findTenant(db, { id: form.id });
  if (tenant?.source !== "clevercloud") {
    return { fault: "unknown add-on" };
  }
  if (tenant.state === "removed") {
    return { fault: "deleted add-on" };
  }
  if (!(await takeSsoForm(db, proven, { browser, now: now() }))) {
    return { fault: "already used" };
  }
  // A token covers neither user nor email, so the session belongs to the add-on without a known user.
  const known = (value: string) => (isSigned && value !== "" && isStorable(value) ? value : null);
  return { tenantId: tenant.id, userId: known(form.userId), email: known(form.email) };
}
