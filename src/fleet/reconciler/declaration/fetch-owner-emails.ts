import { errorText } from "@marketplane/providers/error-text.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import type { Logger } from "pino";
import type { Ledger } from "../../../core/ledger/change.ts";
import type { FetchOwnerEmail } from "../../../core/ledger/source-terms.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** Times in milliseconds after which an add-on is asked for again. */
const delaysMs = [200, 400, 800] as const;

interface FetchOptions {
  /**
   * How a marketplace is asked; undefined for one whose orders name the owner. Throws without credentials.
   */
  fetcherOf(source: Tenant["source"]): FetchOwnerEmail | undefined;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/**
 * Asks the marketplaces for the owners' addresses that their orders leave out, and records them as desired
 * state. A marketplace's API may know a tenant only after its order was answered: a request that fails is
 * repeated a few times, and the next run asks again.
 */
export async function fetchOwnerEmails(
  tenants: readonly Tenant[],
  { fetcherOf, ledger, log }: FetchOptions,
): Promise<void> {
  const asked = tenants.flatMap((tenant) => {
    const fetchOwnerEmail = fetcherOf(tenant.source);
    return fetchOwnerEmail === undefined ? [] : [{ ...tenant, fetchOwnerEmail }];
  });
  await Promise.all(
    asked.map(async ({ id, externalId, fetchOwnerEmail }) => {
      try {
        const login = await askUntilKnown(() => fetchOwnerEmail(externalId));
        if (login) {
          await recordOwner(ledger, id, login);
        }
      } catch (error) {
        // The marketplace's refusal says it all; a stack trace at each try would hide other lines.
        const reason = errorText(error);
        log.warn({ reason, tenant: id }, "the owner of an add-on could not be learnt");
      }
    }),
  );
}

async function askUntilKnown<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const delayMs of delaysMs) {
    try {
      return await ask();
    } catch {
      await systemClock.sleep(delayMs);
    }
  }
  return ask();
}

function recordOwner(ledger: Ledger, id: string, login: string): Promise<void> {
  return ledger.submit({
    key: { id },
    actor: "system",
    action: "learn-owner",
    decide: (tenant) =>
      tenant === undefined || tenant.desired.owner !== undefined
        ? { answer: undefined }
        : { answer: undefined, next: { ...tenant, desired: { ...tenant.desired, owner: { login } } } },
  });
}
