import type { Kysely } from "kysely";
import { z } from "zod";
import { readFact, writeFact } from "../../../core/db/queries/facts.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { configDigest, type DigestedConfig, declarationDigests } from "./declaration-digest.ts";

const name = "configuration";
const Fact = z.object({ digest: z.string(), number: z.int() });

/** The configuration that a worker was started with. */
export interface ConfigRevision {
  /** Increases with each change. The worker with the greater number has the newer configuration. */
  readonly number: number;
  /** Changes when the tenant's desired vendor objects change. */
  digestOf(tenant: Tenant): string;
}

/**
 * Assigns the next number to a configuration that differs from the last one; an unchanged one keeps its
 * number.
 */
export async function registerConfigRevision(db: Kysely<Tables>, config: DigestedConfig): Promise<ConfigRevision> {
  const digest = configDigest(config);
  const number = await inLedgerTransaction(db, async (transaction) => {
    const fact = await readFact(transaction, name);
    const last = fact === undefined ? { digest: "", number: 0 } : Fact.parse(fact);
    if (last.digest === digest) {
      return last.number;
    }
    await writeFact(transaction, name, { digest, number: last.number + 1 } satisfies z.infer<typeof Fact>);
    return last.number + 1;
  });
  return { number, digestOf: declarationDigests(config) };
}
