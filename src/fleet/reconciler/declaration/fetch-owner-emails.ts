import type { VendorApiClient } from "@marketplane/providers/clevercloud/vendor-api-client.ts";
import { errorText } from "@marketplane/providers/error-text.ts";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import type { Logger } from "pino";
import type { Ledger } from "../../../core/ledger/change.ts";
import type { Tenant } from "../../../core/ledger/tenant.ts";

/** Times in milliseconds after which an add-on is asked for again. */
const delaysMs = [200, 400, 800] as const;

interface LearnOptions {
  readonly vendorApi: Pick<VendorApiClient, "getAddon">;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/**
 * Asks Clever Cloud for the owners' addresses, which the provisioning call does not tell, and records them as desired state.
 * The API knows an add-on only after its provisioning was answered, which may be a moment ahead: what it does not know is asked
 * again a few times, and then stays without.
 */
export async function learnOwners(tenants: readonly Tenant[], { vendorApi, ledger, log }: LearnOptions): Promise<void> {
  await Promise.all(
    tenants.map(async ({ id, externalId }) => {
      try {
        const { owner_email: login } = await askUntilKnown(() => vendorApi.getAddon(externalId));
        if (login) await recordOwner(ledger, id, login);
      } catch (error) {
        // The vendor's refusal says it all; a stack trace at each try would hide other lines.
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
