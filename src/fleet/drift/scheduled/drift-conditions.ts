import { type Kysely, sql } from "kysely";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import { tenantColumns } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { writeProgress } from "../../../core/ledger/record-observations.ts";
import { setCondition } from "../../../core/ledger/set-condition.ts";
import type { SourceTerms, TermsBySource } from "../../../core/ledger/source-terms.ts";
import type { Condition, ConditionType } from "../../../core/model/condition.ts";
import type { Finding } from "../../../core/model/drift-report.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { listOpenDrift } from "./drift-findings.ts";

interface Part {
  /** The resource whose drift the condition reports. */
  readonly type: Finding["type"];
  /** The condition once a scan finds the drift gone. */
  readonly over: (terms: SourceTerms | undefined) => Pick<Condition, "reason" | "message">;
}

/**
 * Hostnames are not listed here: their conditions come from Cloudflare's observations (src/fleet/hostnames).
 */
const parts: Readonly<Partial<Record<ConditionType, Part>>> = {
  Licensed: {
    type: "apifew:License",
    over: () => ({ reason: "Licensed", message: "The owner's licenses are as declared again." }),
  },
  ConfigPushed: {
    type: "clevercloud:AddonConfig",
    over: (terms) => ({
      reason: "Pushed",
      message: `${terms?.title ?? "The marketplace"} has the config vars again.`,
    }),
  },
};

/** The reason of a condition that a scan set. A run, or a scan that finds the drift gone, replaces it. */
const reason = "Drifted";
const marked = JSON.stringify([{ reason }]);

/** Sets Licensed and ConfigPushed of tenants from open drift, and from drift closed since the last call. */
export async function applyDriftConditions(db: Kysely<Tables>, terms: TermsBySource, now: Date): Promise<void> {
  await inLedgerTransaction(db, async (transaction) => {
    const open = await listOpenDrift(transaction);
    const byTenant = Map.groupBy(
      open.map(({ finding }) => finding),
      ({ urn }) => tenantOfUrn(urn) ?? "",
    );
    const tenants = await transaction
      .selectFrom("tenants")
      .select(tenantColumns)
      .where("state", "<>", "removed")
      .where((where) =>
        where.or([
          where("id", "=", sql<string>`any(${[...byTenant.keys()]}::text[])`),
          sql<boolean>`conditions @> ${marked}::jsonb`,
        ]),
      )
      .execute();
    await writeProgress(
      transaction,
      tenants.map((tenant) => withDrift(tenant, byTenant.get(tenant.id) ?? [], terms, now)),
    );
  });
}

function withDrift(tenant: Tenant, findings: readonly Finding[], terms: TermsBySource, now: Date): Tenant {
  const conditions = tenant.conditions.reduce<readonly Condition[]>((all, before) => {
    const part = parts[before.type];
    const own = findings.filter(({ type }) => type === part?.type);
    const { type } = before;
    const seen = { type, observedGeneration: tenant.observedGeneration };
    if (own.length > 0) {
      const message = own.map((finding) => `Drift: ${finding.message}.`).join(" ");
      return setCondition(all, { ...seen, status: "false", reason, message }, now);
    }
    return part && before.reason === reason
      ? setCondition(all, { ...seen, status: "true", ...part.over(terms[tenant.source]) }, now)
      : all;
  }, tenant.conditions);
  return { ...tenant, conditions };
}
