import type { Decision } from "../../../core/ledger/change.ts";
import type { Desired, Tenant } from "../../../core/model/tenant.ts";
import { excessOver, findPlan, type SoldPlans } from "../../kernel/plan-terms.ts";
import { planFacts } from "../plan-facts.ts";

/** Why a member is not added or changed. */
export type MemberFault = "empty" | "malformed" | "owner" | "yours" | "limit" | "licenses" | "unknown" | "suspended";

type Outcome = Decision<MemberFault | undefined>;
type Member = Desired["members"][number];

/** Adds a member to a tenant, with or without a license. */
export function addMember(login: string, hasLicense: boolean, config: SoldPlans) {
  return inTeam(({ members, owner }, tenant): Desired["members"] | MemberFault => {
    if (isSame(owner?.login, login)) {
      return "owner";
    }
    if (members.some((member) => isSame(member.login, login))) {
      return "yours";
    }
    if (members.length >= planFacts(config, tenant).membersMax) {
      return "limit";
    }
    return [...members, hasLicense ? { login } : { login, license: false }];
  }, config);
}

/** Assigns one of the tenant's licenses to a member, or releases it. */
export function licenseMember(login: string, hasLicense: boolean, config: SoldPlans) {
  return inTeam(({ members }) => {
    const member = members.find((one) => isSame(one.login, login));
    if (member === undefined) {
      return "unknown";
    }
    const { license: _, ...person } = member;
    const changed: Member = hasLicense ? person : { ...person, license: false };
    return members.map((one) => (one === member ? changed : one));
  }, config);
}

/** Removes a member from a tenant; the license becomes available again. */
export function removeMember(login: string, config: SoldPlans) {
  return inTeam(({ members }) => members.filter((member) => !isSame(member.login, login)), config);
}

function inTeam(change: (desired: Desired, tenant: Tenant) => Desired["members"] | MemberFault, config: SoldPlans) {
  return (tenant: Tenant | undefined): Outcome => {
    if (tenant?.state !== "active") {
      return { answer: "suspended" };
    }
    const members = change(tenant.desired, tenant);
    if (typeof members === "string") {
      return { answer: members };
    }
    const desired = { ...tenant.desired, members };
    const terms = findPlan(config, tenant.plan);
    const isLess = members.length < tenant.desired.members.length;
    // A removal is always allowed, even if the plan's limits are exceeded.
    if (!isLess && (terms === undefined || excessOver(terms, desired) !== undefined)) {
      return { answer: "licenses" };
    }
    return { answer: undefined, next: { ...tenant, desired } };
  };
}

/** Addresses that differ only in case belong to the same person. */
function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
