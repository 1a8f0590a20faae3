import { createHmac } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";

/** Forms are remembered this much longer than they are good, for the clocks of several processes differ. */
const marginMs = 60 * 60_000;

/** What identifies an SSO form. */
export interface FormIdentity {
  /** A second form with this digest is refused. */
  readonly digest: string;
  /** The digest of the form without its signature, which is accepted where a bare token is. */
  readonly strippedDigest: string;
  /** Known only to the holder of the form, not to a reader of the database. */
  readonly secret: string;
  /** When the form expires. */
  readonly goodUntil: Date;
}

/**
 * Marks a form as used; false if it was used before, even with a signature that has been removed since. The
 * same browser may send it again while it is fresh: a double click sends it twice, and the browser shows the
 * second answer.
 */
export async function takeSsoForm(
  db: Kysely<Tables>,
  form: FormIdentity,
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
