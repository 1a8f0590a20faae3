import { createHmac } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { ProvenForm } from "./verify-sso-form.ts";

/** Forms are remembered this much longer than they are good, for the clocks of several processes differ. */
const marginMs = 60 * 60_000;

/**
 * Takes a form for good; false when it was taken before, be it with a signature that has been taken out since. The browser that
 * took it may bring it again while it is fresh: a double click sends it twice, and the browser shows the second answer.
 */
export async function takeSsoForm(
  db: Kysely<Tables>,
  form: ProvenForm,
  { browser, now }: { readonly browser: string | undefined; readonly now: Date },
): Promise<boolean> {
  await db.deleteFrom("ssoForms").where("expiresAt", "<", now).execute();
  const expiresAt = new Date(form.goodUntil.getTime() + marginMs);
  const digests = [...new Set([form.digest, form.strippedDigest])];
  const ofBrowser = browser === undefined ? null : createHmac("sha256", form.secret).update(browser).digest("hex");
  // In one statement: the second click may come before the first is answered.
  const { rows } = await sql<{ digest: string }>`
    with taken as (
      insert into sso_forms (digest, expires_at) select digest, ${expiresAt} from unnest(${digests}::text[]) as forms(digest)
      on conflict (digest) do nothing returning digest
    ), by_browser as (
      insert into sso_forms (digest, expires_at) select ${ofBrowser}, ${expiresAt}
      where ${ofBrowser}::text is not null and exists (select from taken where digest = ${form.digest})
      on conflict (digest) do nothing
    )
    select digest from taken where digest = ${form.digest}`.execute(db);
  return rows.length > 0 || (ofBrowser !== null && (await isKept(db, ofBrowser)));
}

async function isKept(db: Kysely<Tables>, digest: string): Promise<boolean> {
  const kept = await db.selectFrom("ssoForms").select("digest").where("digest", "=", digest).executeTakeFirst();
  return kept !== undefined;
}
