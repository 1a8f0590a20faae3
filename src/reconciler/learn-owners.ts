import type { VendorApiClient } from "@marketplane/providers/clevercloud/vendor-api-client.ts";
import type { Logger } from "pino";
import type { Ledger } from "../ledger/change.ts";
import type { Tenant } from "../ledger/tenant.ts";

interface LearnOptions {
  readonly vendorApi: Pick<VendorApiClient, "getAddon">;
  readonly ledger: Ledger;
  readonly log: Logger;
}

/**
 * Asks Clever Cloud for the owners' addresses, which the provisioning call does not tell, and records them as desired state.
 * An add-on that cannot be asked for yet stays without: the API knows an add-on only after its provisioning was answered.
 */
export async function learnOwners(tenants: readonly Tenant[], { vendorApi, ledger, log }: LearnOptions): Promise<void> {
  await Promise.all(
    tenants.map(async ({ id, externalId }) => {
      try {
        const { owner_email: login } = await vendorApi.getAddon(externalId);
        if (login) await recordOwner(ledger, id, login);
      } catch (error) {
        log.warn({ err: error, tenant: id }, "the owner of an add-on could not be learnt");
      }
    }),
  );
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
