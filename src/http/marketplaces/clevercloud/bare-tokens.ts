import type { Kysely } from "kysely";
import type { CleverCloud } from "../../../core/config/marketplaces/clevercloud.ts";
import { readFact, writeFactOnce } from "../../../core/db/queries/facts.ts";
import type { Tables } from "../../../core/db/tables.ts";

/**
 * Whether a form may have a token without a signature. Once Clever Cloud has sent signed forms, an unsigned
 * form means that somebody removed the signature to impersonate another user: the token covers neither user
 * nor email.
 */
export async function acceptsBareToken(db: Kysely<Tables>, { bareToken, providerId }: CleverCloud): Promise<boolean> {
  if (bareToken !== "until-signed") {
    return bareToken === "always";
  }
  return (await readFact(db, factOf(providerId))) === undefined;
}

/** Records permanently that the provider's forms are signed. */
export async function noteSignature(db: Kysely<Tables>, { providerId }: CleverCloud, now: Date): Promise<void> {
  await writeFactOnce(db, factOf(providerId), { since: now.toISOString() });
}

function factOf(providerId: string): string {
  return `clevercloud-sso-signed:${providerId}`;
}
