import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { recordRequest } from "../../../fleet/hostnames/rechecks.ts";
import { appendNote } from "../note-audit.ts";
import type { Visit } from "../visit.ts";
import { loadDomains } from "./load-domains.ts";
import { recheckRule } from "./recheck-rule.ts";

/**
 * Requests a check of a hostname, which src/fleet/hostnames/rechecks.ts sends to Cloudflare, unless the rule does not
 * allow one. The ledger's transaction serializes requests, so only one of two simultaneous requests counts.
 */
export async function requestRecheck(db: Kysely<Tables>, visit: Visit, hostname: string): Promise<void> {
  await inLedgerTransaction(db, async (transaction) => {
    const domain = (await loadDomains(transaction, visit.tenant)).find((one) => one.hostname === hostname);
    if (domain === undefined || recheckRule(domain, visit.now).kind !== "allowed") {
      return;
    }
    await recordRequest(transaction, hostname, visit.now);
    await appendNote(transaction, visit, "recheck-hostname", { hostname });
  });
}
