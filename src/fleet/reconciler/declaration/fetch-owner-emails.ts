import { errorText } from "@marketplane/providers/error-text.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import type { Logger } from "pino";
import type { Ledger } from "../../../core/ledger/change.ts";
import type { FetchOwnerEmail } from "../../../core/ledger/source-terms.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** Delays before the retries, in milliseconds. */
const delaysMs = [200, 400, 800] as const;

interface FetchOptions {
  /** Undefined for a marketplace whose orders include the owner. Throws if its credentials are missing. */
  fetcherOf(source: Tenant["source"]): FetchOwnerEmail | undefined;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/**
 * Fetches the owners' addresses that orders leave out, and records them as desired state. A marketplace's API
 * may not know a tenant until its order was answered, so a failed request is retried a few times. The next
 * run asks again.
 */
export async function fetchOwnerEmails(
  tenants: readonly Tenant[],
  { fetcherOf, ledger, log }: FetchOptions,
): Promise<void> {
  const missing = tenants.flatMap((tenant) => {
    const fetchOwnerEmail = fetcherOf(tenant.source);
    return fetchOwnerEmail === undefined ? [] : [{ ...tenant, fetchOwnerEmail }];
  });
  await Promise.all(
    missing.map(async ({ id, externalId, fetchOwnerEmail }) => {
      try {
        const login = await fetchWithRetries(() => fetchOwnerEmail(externalId));
        if (login) {
          await recordOwner(ledger, id, login);
        }
      } catch (error) {
        // The marketplace's error is sufficient; a stack trace per attempt would bury other lines.
        const reason = errorText(error);
        log.warn({ reason, tenant: id }, "the owner of a tenant could not be fetched");
      }
    }),
  );
}

async function fetchWithRetries<Answer>(fetchOnce: () => Promise<Answer>): Promise<Answer> {
  for (const delayMs of delaysMs) {
    try {
      return await fetchOnce();
    } catch {
      await systemClock.sleep(delayMs);
    }
  }
  return fetchOnce();
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
