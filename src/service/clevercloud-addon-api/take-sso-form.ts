import type { Kysely } from "kysely";
import type { Tables } from "../../db/tables.ts";
import type { ProvenForm } from "./verify-sso-form.ts";

/** Forms are remembered this much longer than they are good, for the clocks of several processes differ. */
const marginMs = 60 * 60_000;

/** Takes a form for good; false when it was taken before, be it with a signature that has been taken out since. */
export async function takeSsoForm(db: Kysely<Tables>, form: ProvenForm, now: Date): Promise<boolean> {
  await db.deleteFrom("ssoForms").where("expiresAt", "<", now).execute();
  const expiresAt = new Date(form.goodUntil.getTime() + marginMs);
  const digests = [...new Set([form.digest, form.strippedDigest])];
  const taken = await db
    .insertInto("ssoForms")
    .values(digests.map((digest) => ({ digest, expiresAt })))
    .onConflict((conflict) => conflict.column("digest").doNothing())
    .returning("digest")
    .execute();
  return taken.some(({ digest }) => digest === form.digest);
}
