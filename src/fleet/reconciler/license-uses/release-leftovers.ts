import type { ApifewClient } from "@marketplane/providers/apifew/client.ts";
import { isAbsent } from "@marketplane/providers/apifew/fault.ts";
import type { IssuedLicense } from "@marketplane/providers/apifew/issued-license.ts";
import { foldLogin, isSameLogin } from "@marketplane/providers/apifew/login.ts";
import { listIssued } from "@marketplane/providers/apifew/own-licenses.ts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { DeclarationConfig } from "../declaration/declare-tenant.ts";

/** A license that a user is to use. */
export interface WantedUse {
  readonly pricingUid: string;
  readonly ownerLogin: string;
}

/** Releases all uses of these users except the wanted ones; users by login as foldLogin writes it. */
export type ReleaseLeftovers = (wanted: ReadonlyMap<string, WantedUse | undefined>) => Promise<void>;

interface LeftoverParts {
  readonly db: Kysely<Tables>;
  readonly apifew: ApifewClient;
  readonly config: Pick<DeclarationConfig, "deployment">;
}

/**
 * Releases what these users use beside what they are to use, undefined for nothing. Only for users that no
 * other tenant holds. Licenses of people who never owned a tenant, and of pricings that no plan has, were not
 * assigned by the control plane: they stay.
 */
export async function releaseLeftovers(
  wanted: ReadonlyMap<string, WantedUse | undefined>,
  { db, apifew, config }: LeftoverParts,
): Promise<void> {
  if (wanted.size === 0) {
    return;
  }
  const used = (await listIssued(apifew)).filter(({ userLogin }) => wanted.has(foldLogin(userLogin ?? "")));
  const owners = await knownOwners(
    db,
    used.flatMap(({ ownerLogin }) => ownerLogin ?? []),
  );
  for (const license of used) {
    const { userLogin = "", ownerLogin = "" } = license;
    const pricingUid = pricingOf(license, config);
    const wish = wanted.get(foldLogin(userLogin));
    const isWanted = wish?.pricingUid === pricingUid && isSameLogin(wish?.ownerLogin ?? "", ownerLogin);
    if (pricingUid === undefined || isWanted || !owners.has(foldLogin(ownerLogin))) {
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

/**
 * The uid of the plan's pricing that a license stands under; undefined where no plan has it, or several may.
 */
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
