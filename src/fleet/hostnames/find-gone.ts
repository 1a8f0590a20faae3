import { goneText } from "@marketplane/providers/cloudflare/custom-hostname/status.ts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import type { HostnameObservation } from "../../core/ledger/record-observations.ts";
import { toGone } from "./record-hostnames.ts";

type Failures = { readonly hostnameFailures: ReadonlyMap<string, string | null> };

/**
 * Hostnames whose change failed in a run because Cloudflare no longer has them, if the database knows them.
 */
export async function findGone(
  outcomes: ReadonlyMap<unknown, Failures>,
  db: Kysely<Tables>,
): Promise<readonly HostnameObservation[]> {
  const failures = [...outcomes.values()].flatMap(({ hostnameFailures }) => [...hostnameFailures]);
  const names = failures.flatMap(([hostname, failure]) => (failure?.includes(goneText(hostname)) ? [hostname] : []));
  if (names.length === 0) {
    return [];
  }
  const known = await db
    .selectFrom("hostnameStatus")
    .select(["hostname", "cloudflareId", "details"])
    .where("hostname", "=", sql<string>`any(${names}::text[])`)
    .execute();
  return known.map(toGone);
}
