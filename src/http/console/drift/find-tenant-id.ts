import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { findTenant, listTenants } from "../../../core/ledger/tenants.ts";
import { isStorable } from "../../../core/ledger/unstorable-text.ts";
import { HttpError } from "../../kernel/problem.ts";

/**
 * The id of the one tenant that matches a text: its id, external id, owner's login or a hostname, or a part
 * of one.
 */
export async function findTenantId(db: Kysely<Tables>, text: string): Promise<string> {
  const search = text.trim();
  if (search === "") {
    throw new HttpError(422, { detail: "Enter a tenant." });
  }
  const byId = isStorable(search) ? await findTenant(db, { id: search }) : undefined;
  if (byId !== undefined) {
    return byId.id;
  }
  const { tenants, next } = await listTenants(db, { filter: { search }, limit: 2 });
  const living = tenants.filter(({ state }) => state !== "removed");
  const [only, another] = living;
  if (only === undefined) {
    throw new HttpError(422, { detail: `No tenant matches ${JSON.stringify(search)}.` });
  }
  if (another !== undefined || next !== undefined) {
    throw new HttpError(422, { detail: `Several tenants match ${JSON.stringify(search)}. Enter the id of one.` });
  }
  return only.id;
}
