import type { ApifewClient } from "@marketplane/providers/apifew/client.ts";
import { isAbsent } from "@marketplane/providers/apifew/fault.ts";
import type { IssuedLicense } from "@marketplane/providers/apifew/issued-license.ts";
import { foldLogin, isSameLogin } from "@marketplane/providers/apifew/login.ts";
import { listIssued } from "@marketplane/providers/apifew/own-licenses.ts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { DeclarationConfig } from "../declaration/declare-tenant.ts";

/** The license that a user should use. */
export interface DesiredUse {
  readonly pricingUid: string;
  readonly ownerLogin: string;
}

/**
 * Releases all uses of these users except the desired ones. Users are keyed by login as foldLogin writes it.
 */
export type ReleaseLeftovers = (desired: ReadonlyMap<string, DesiredUse | undefined>) => Promise<void>;

interface LeftoverParts {
  readonly db: Kysely<Tables>;
  readonly apifew: ApifewClient;
  readonly config: Pick<DeclarationConfig, "deployment">;
}

/**
 * Releases every license use of these users except the desired one (undefined: release all). Pass only users
 * that no other tenant holds. Licenses of people who never owned a tenant, and of pricings outside the plans,
 * were not assigned by the control plane and stay.
 */
export async function releaseLeftovers(
  desired: ReadonlyMap<string, DesiredUse | undefined>,
  { db, apifew, config }: LeftoverParts,
): Promise<void> {
  if (desired.size === 0) {
    return;
  }
  const used = (await listIssued(apifew)).filter(({ userLogin }) => desired.has(foldLogin(userLogin ?? "")));
  const owners = await knownOwners(
    db,
    used.flatMap(({ ownerLogin }) => ownerLogin ?? []),
  );
  for (const license of used) {
    const { userLogin = "", ownerLogin = "" } = license;
    const pricingUid = pricingOf(license, config);
    const use = desired.get(foldLogin(userLogin));
    const isDesired = use?.pricingUid === pricingUid && isSameLogin(use?.ownerLogin ?? "", ownerLogin);
    if (pricingUid === undefined || isDesired || !owners.has(foldLogin(ownerLogin))) {
      continue;
    }
    try {
      await apifew.releaseLicense(pricingUid, userLogin);
    } catch (error) {
      if (!isAbsent(error)) {
        throw error;
      }
    }
  }
}

/** The uid of the pricing that a license belongs to; undefined if no plan matches, or more than one. */
function pricingOf({ pricing }: IssuedLicense, { deployment }: LeftoverParts["config"]): string | undefined {
  const plans = Object.values(deployment.plans);
  const candidates = new Set(
    plans
      .filter(({ pricingUid, pricingName }) =>
        pricing.uid !== undefined
          ? pricing.uid === pricingUid
          : pricingName === undefined
            ? pricing.isOnly
            : pricingName === pricing.name,
      )
      .map(({ pricingUid }) => pricingUid),
  );
  const [only] = candidates;
  return candidates.size === 1 ? only : undefined;
}

/** Those of the logins that own licenses of the control plane. */
async function knownOwners(db: Kysely<Tables>, logins: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("licenseOwners")
    .select("login")
    .where("login", "=", sql<string>`any(${logins.map(foldLogin)}::text[])`)
    .execute();
  return new Set(rows.map(({ login }) => login));
}
